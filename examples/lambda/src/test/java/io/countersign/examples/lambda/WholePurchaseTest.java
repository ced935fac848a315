// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.examples.lambda.local.Gateway;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** From the login to the event that others hear, over either kind of gateway. */
@Tag("hosts")
class WholePurchaseTest {

  private final DeployedShop shop = DeployedShop.shared();
  private final Ledger ledger = Ledger.of(shop);

  private Buyer buyer(Gateway.Payload payload) {
    Gateway gateway = payload == Gateway.Payload.V1 ? shop.payloadOne : shop.payloadTwo;
    shop.callbacksTo(gateway);
    return Buyer.loggedIn(shop, gateway);
  }

  @ParameterizedTest
  @EnumSource(Gateway.Payload.class)
  void aPotOfTeaIsPaidInTheMiniProgram(Gateway.Payload payload) {
    Buyer buyer = buyer(payload);
    shop.whileWorking(
        1,
        1,
        () -> {
          String number = buyer.orders("wechatpay");
          buyer.paysInWeChat(number);
          ledger.awaitPaidOnce(number, "wechatpay");
          assertThat(shop.weChatPay.order(number).orElseThrow().total()).isEqualTo(2500);
          assertThat(buyer.looksAt(number).path("amount").asText()).isEqualTo("25.00");
          assertThat(shop.published(number))
              .singleElement()
              .asString()
              .contains("\"method\":\"wechatpay\"", "\"amount\":\"25.00\"");
        });
    ledger.assertMoved("wechatpay", 1);
  }

  @ParameterizedTest
  @EnumSource(Gateway.Payload.class)
  void aPotOfTeaIsPaidOnThePageOfEcpay(Gateway.Payload payload) {
    Buyer buyer = buyer(payload);
    shop.whileWorking(
        1,
        1,
        () -> {
          String number = buyer.orders("ecpay");
          buyer.paysAtEcpay(number);
          ledger.awaitPaidOnce(number, "ecpay");
          assertThat(shop.ecpay.order(number).orElseThrow().amount()).isEqualTo(110);
          assertThat(shop.published(number))
              .singleElement()
              .asString()
              .contains("\"method\":\"ecpay\"", "\"amount\":\"110.00\"");
        });
    ledger.assertMoved("ecpay", 1);
  }
}
