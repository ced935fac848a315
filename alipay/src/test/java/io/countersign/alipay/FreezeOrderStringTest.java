// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import static io.countersign.alipay.ScriptedGateway.lost;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.countersign.InvalidRequestException;
import io.countersign.InvokeWallet;
import io.countersign.Money;
import org.junit.jupiter.api.Test;

/** What an app hands to Alipay's SDK to freeze money. */
class FreezeOrderStringTest {

  private static FreezeRequest.Builder request() {
    return FreezeRequest.of("F1", "F1-1").amount(Money.of("500.00", "CNY")).title("押金");
  }

  @Test
  void anAppsOrderStringIsSignedHereAndNothingIsSent() {
    ScriptedGateway gateway = new ScriptedGateway(lost());

    InvokeWallet wallet = gateway.client().preAuthorisations().invokeWallet(request().build());

    assertThat(gateway.calls).isEmpty();
    assertThat(wallet.parameters())
        .containsEntry("method", "alipay.fund.auth.order.app.freeze")
        .containsEntry("notify_url", "https://shop.example.com/alipay/notify");
    assertThat(wallet.parameters().get("biz_content")).contains("\"PREAUTH_PAY\"");
    assertThat(wallet.content()).contains("biz_content=%7B", "sign=");
    assertThat(
            gateway
                .client()
                .preAuthorisations()
                .invokeWallet(request().product("PRE_AUTH_ONLINE").build())
                .content())
        .contains("PRE_AUTH_ONLINE");
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(
            () ->
                gateway
                    .client()
                    .preAuthorisations()
                    .invokeWallet(
                        request().field("business_params", "{\"a\":\"x&amount=1&b=2\"}").build()))
        .withMessageContaining("field");
  }
}
