// SPDX-License-Identifier: Apache-2.0
package io.countersign.ecpay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.countersign.InvalidRequestException;
import io.countersign.PaymentRequest;
import io.countersign.Scene;
import io.countersign.spi.FormFields;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** ECPay writes the goods into its answers unencoded, between ampersands. */
class AmpersandTest {
  private static final KeyPair KEYS = Vector.key("K1");

  private static SignedAnswer answer(String itemName) {
    FormFields fields =
        new FormFields()
            .put("ItemName", itemName)
            .put("MerchantID", "3002607")
            .put("TradeStatus", "1");
    String mac = CheckMacValue.of(fields, KEYS, CheckMacValue.Hash.SHA256);
    return SignedAnswer.of(
        ("ItemName=" + itemName + "&MerchantID=3002607&TradeStatus=1&CheckMacValue=" + mac)
            .getBytes(StandardCharsets.UTF_8),
        List.of(KEYS));
  }

  @ParameterizedTest
  @ValueSource(strings = {"Tea & cake", "&", "a&&b&", "<b> \"&'~", "Q&A 100%", "=&"})
  void goodsWithAnAmpersandAreReadAsTheShopNamedThem(String itemName) {
    assertThat(answer(itemName).fields().orElseThrow().text("ItemName")).isEqualTo(itemName);
  }

  @Test
  void whatWouldReadAsAnotherFieldIsNotProven() {
    assertThat(answer("tea&TradeStatus=0").fields()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"tea&TradeStatus=1", "tea&x=y", "a & b = c"})
  void goodsThatWouldReadAsAnotherFieldAreRefusedBeforehand(String description) {
    try (Shop shop = Shop.open()) {
      PaymentRequest<?> request =
          PaymentRequest.in(Scene.webPage(URI.create("https://shop.example.com/done")))
              .id(shop.freshId())
              .amount(Shop.HUNDRED)
              .description(description)
              .build();

      assertThatExceptionOfType(InvalidRequestException.class)
          .isThrownBy(() -> shop.client().create(request))
          .withMessageContaining("another field");
    }
  }
}
