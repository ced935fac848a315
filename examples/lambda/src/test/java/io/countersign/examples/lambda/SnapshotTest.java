// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.lambda;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.examples.lambda.local.Gateway;
import io.countersign.examples.lambda.local.Invocation;
import io.countersign.examples.lambda.local.LambdaFunction;
import io.countersign.examples.lambda.local.LambdaInstance;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A function that wakes up from a snapshot, as the template asks for. */
@Tag("hosts")
class SnapshotTest {

  private final DeployedShop shop = DeployedShop.shared();

  @Test
  void aCallbackIsTakenByAnInstanceThatWokeUpFromASnapshot() {
    Ledger ledger = Ledger.of(shop);
    shop.callbacksGetLost();
    Buyer buyer = Buyer.loggedIn(shop, shop.payloadTwo);
    try (LambdaFunction callback =
            shop.callback(Map.of("AWS_LAMBDA_INITIALIZATION_TYPE", "snap-start"));
        Gateway gateway =
            Gateway.open(Gateway.Payload.V2).route("POST", "/notify/{merchant}", callback)) {
      shop.whileWorking(
          1,
          1,
          () -> {
            String number = buyer.orders("wechatpay");
            buyer.paysInWeChat(number);
            shop.delivered(
                shop.weChatPay.paymentNotification(number),
                gateway.base().resolve("/notify/wechatpay"));
            ledger.awaitPaidOnce(number, "wechatpay");
          });
      assertThat(callback.instances())
          .allSatisfy(instance -> assertThat(instance.restores()).isEqualTo(1));
      assertThat(callback.instances().get(0).initError()).isEmpty();
    }
    ledger.assertMoved("wechatpay", 1);
  }

  @Test
  void aKeyThatCannotBeReadIsFoundBeforeTheSnapshotIsTaken() {
    try (LambdaFunction callback =
        shop.callback(
            Map.of(
                "AWS_LAMBDA_INITIALIZATION_TYPE",
                "snap-start",
                "WECHATPAY_MERCHANT_PRIVATE_KEY",
                "not a key"))) {
      assertThat(callback.invoke("{}".getBytes(UTF_8))).isInstanceOf(Invocation.Died.class);
      LambdaInstance instance = callback.instances().get(0);
      assertThat(instance.initError()).contains("CheckpointException");
      assertThat(instance.restores()).isZero();
    }
  }
}
