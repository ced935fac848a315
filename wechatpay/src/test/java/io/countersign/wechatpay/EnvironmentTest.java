// SPDX-License-Identifier: Apache-2.0
package io.countersign.wechatpay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.countersign.InvalidRequestException;
import io.countersign.sandbox.wechatpay.MerchantSetup;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A variable that is wrong is named; what stands in it is not repeated. */
class EnvironmentTest {
  private final Shop shop =
      Shop.open(MerchantSetup.usual().notifyUrl("https://shop.example.com/notify"));
  private final Map<String, String> variables = new HashMap<>(shop.merchant.environment());

  @AfterEach
  void close() {
    shop.close();
  }

  @Test
  void keyTextInAPathVariableIsNamedAndNotShown() {
    String pem = shop.merchant.merchantPrivateKeyPem();
    for (String wrong :
        List.of(pem, pem.replace("\n", ""), pem.replace("\n", "\\n"), pem + "\0", "a\0" + pem)) {
      variables.put("WECHATPAY_MERCHANT_PRIVATE_KEY_PATH", wrong);

      InvalidRequestException refused = refused();

      assertThat(refused.field()).isEqualTo("WECHATPAY_MERCHANT_PRIVATE_KEY_PATH");
      StringWriter trace = new StringWriter();
      refused.printStackTrace(new PrintWriter(trace));
      assertThat(trace.toString())
          .contains("WECHATPAY_MERCHANT_PRIVATE_KEY_PATH")
          .doesNotContain(pem.substring(40, 60), "BEGIN PRIVATE");
    }
  }

  @Test
  void aPublicKeyWithoutItsIdIsRefused() {
    variables.remove("WECHATPAY_PUBLIC_KEY_ID");
    assertThat(refused().field()).isEqualTo("WECHATPAY_PUBLIC_KEY_ID");

    variables.put("WECHATPAY_PUBLIC_KEY_PATH", "pub_key.pem");
    variables.remove("WECHATPAY_PUBLIC_KEY");
    assertThat(refused().field()).isEqualTo("WECHATPAY_PUBLIC_KEY_ID");
  }

  @Test
  void thePreviousApiV3KeyIsReadWithoutTheBlanksAroundIt() {
    variables.put("WECHATPAY_APIV3_KEY_PREVIOUS", " " + shop.merchant.apiV3Key() + "\n");
    variables.put("WECHATPAY_APIV3_KEY", "0123456789abcdef0123456789abcdef");
    Clock clock = shop.clock;
    WeChatPayClient client =
        WeChatPayClient.of(
            WeChatPayConfig.fromEnvironment(variables).toBuilder().clock(clock).build());

    assertThat(shop.handle(client, shop.notice(shop.paidOrder(client))).acknowledged()).isTrue();
  }

  @Test
  void aTimeoutIsAtMostAnHour() {
    for (Duration odd :
        List.of(
            Duration.ofHours(1).plusNanos(1), Duration.ofSeconds(Long.MAX_VALUE), Duration.ZERO)) {
      assertThat(
              catchThrowableOfType(
                      InvalidRequestException.class, () -> shop.config().timeout(odd).build())
                  .field())
          .isEqualTo("timeout");
    }
    shop.config().timeout(Duration.ofHours(1)).build();
  }

  private InvalidRequestException refused() {
    InvalidRequestException refused =
        catchThrowableOfType(
            InvalidRequestException.class, () -> WeChatPayConfig.fromEnvironment(variables));
    assertThat(refused).isNotNull();
    return refused;
  }
}
