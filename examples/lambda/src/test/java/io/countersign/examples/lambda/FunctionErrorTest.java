// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.lambda;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.examples.lambda.local.Invocation;
import io.countersign.examples.lambda.local.LambdaFunction;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What Lambda hears of a function that cannot do what it was called for. */
@Tag("hosts")
class FunctionErrorTest {

  private final DeployedShop shop = DeployedShop.shared();

  @Test
  void aCallForAnotherFunctionIsAnError() {
    Invocation end = shop.replay.invoke("{\"queue\":\"everything\"}".getBytes(UTF_8));
    assertThat(end)
        .isInstanceOfSatisfying(
            Invocation.Failed.class,
            failed -> {
              assertThat(failed.type()).isEqualTo("java.lang.IllegalArgumentException");
              assertThat(failed.document()).contains("payments or orders");
            });
    assertThat(shop.timer.invoke("{\"Records\":[]}".getBytes(UTF_8)))
        .isInstanceOf(Invocation.Failed.class);
  }

  @Test
  void aFunctionWithoutItsVariablesDoesNotStartAndNamesTheFirstOfThem() {
    try (LambdaFunction callback =
        new LambdaFunction(
            "callback", CallbackFunction.class.getName(), Duration.ofSeconds(20), 1, Map.of())) {
      assertThat(callback.invoke("{}".getBytes(UTF_8))).isInstanceOf(Invocation.Died.class);
      assertThat(callback.instances().get(0).initError()).contains("SHOP_URL");
    }
  }

  @Test
  void aSecretIsNotInAnyLog() {
    shop.callback.invoke("{\"version\":\"2.0\"}".getBytes(UTF_8));
    for (LambdaFunction function :
        new LambdaFunction[] {
          shop.login, shop.order, shop.callback, shop.orderWorker, shop.paymentWorker, shop.timer
        }) {
      assertThat(function.output())
          .doesNotContain(shop.variables.get("SESSION_SECRET"))
          .doesNotContain(shop.variables.get("WECHATPAY_APIV3_KEY"))
          .doesNotContain(shop.variables.get("ECPAY_HASH_KEY"))
          .doesNotContain("PRIVATE KEY");
    }
  }
}
