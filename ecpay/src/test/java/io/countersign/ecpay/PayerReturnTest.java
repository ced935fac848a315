// SPDX-License-Identifier: Apache-2.0
package io.countersign.ecpay;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.ReceivedRequest;
import io.countersign.spi.FormFields;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A browser that comes back tells a number, and whatever is odd about it tells nothing. */
class PayerReturnTest {
  private final Shop shop = Shop.open();
  private final EcpayClient client = shop.client();
  private final KeyPair keys = Posted.keys(shop.merchant);
  private final FormFields fields = Posted.paid(shop.merchant.merchantId(), "ORDER1");

  @AfterEach
  void close() {
    shop.close();
  }

  @Test
  void aSignedReturnTellsItsNumberPaidOrNot() {
    for (String code : List.of("1", "10200095", "2", "10300066")) {
      assertThat(client.payerReturn(Posted.signed(fields.put("RtnCode", code), keys)))
          .contains(new EcpayPayerReturn("ORDER1"));
    }
    assertThat(shop.gateway.journal()).isEmpty();
  }

  @Test
  void everythingElseTellsNothing() {
    String right = new String(Posted.signed(fields, keys).body(), StandardCharsets.US_ASCII);
    for (ReceivedRequest odd :
        List.of(
            Posted.form(fields),
            Posted.signed(fields, Vector.key("K1")),
            Posted.signed(fields, keys, CheckMacValue.Hash.MD5),
            Posted.signed(Vector.copy(fields).put("MerchantID", "2999999"), keys),
            Posted.signed(Vector.copy(fields).put("MerchantTradeNo", ""), keys),
            Posted.signed(Vector.copy(fields).put("MerchantTradeNo", "<b>"), keys),
            Posted.signed(Vector.copy(fields).put("MerchantTradeNo", "A".repeat(21)), keys),
            Posted.body(""),
            Posted.body("%"),
            Posted.body("MerchantTradeNo=ORDER1"),
            Posted.body(right + "&MerchantTradeNo=ORDER2"),
            Posted.body(right.replace("ORDER1", "ORDER2")),
            Posted.body("x".repeat(1_000_000)),
            Posted.body("{\"MerchantTradeNo\":\"ORDER1\"}"))) {
      assertThat(client.payerReturn(odd)).isEmpty();
    }
  }
}
