// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.examples.lambda.local.LocalQueues;
import io.countersign.examples.lambda.local.Waiting;
import io.countersign.sandbox.wechatpay.Operation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** More orders at once than one instance could take. */
@Tag("hosts")
class BurstTest {

  private static final int ORDERS = 120;
  private static final int DOUBLE_CLICKS = 20;

  private final DeployedShop shop = DeployedShop.shared();

  @Test
  void everyOrderOfARushIsCreatedOnceAndCountedOnce() throws Exception {
    Ledger ledger = Ledger.of(shop);
    long created = created();
    shop.callbacksTo(shop.payloadTwo);
    Buyer buyer = Buyer.loggedIn(shop, shop.payloadTwo);
    shop.order.warm(2);
    shop.orderWorker.warm(3);
    Set<String> numbers = new HashSet<>();
    ExecutorService buyers = Executors.newFixedThreadPool(16);
    try {
      List<Future<String>> answers = new ArrayList<>();
      for (int i = 0; i < ORDERS; i++) {
        String key = "rush-" + shop.topic.endpoint().getPort() + "-" + i;
        for (int click = 0; click < (i < DOUBLE_CLICKS ? 2 : 1); click++) {
          answers.add(buyers.submit(() -> buyer.orders("wechatpay", key)));
        }
      }
      for (Future<String> answer : answers) {
        numbers.add(answer.get());
      }
    } finally {
      buyers.shutdownNow();
    }
    assertThat(numbers).hasSize(ORDERS);
    shop.whileWorking(
        3,
        1,
        () ->
            Waiting.until(
                Duration.ofSeconds(60),
                "the rush is worked off",
                () -> LocalQueues.shared().depth(shop.orders) == 0));
    assertThat(numbers)
        .allSatisfy(
            number -> {
              assertThat(shop.row(number)).containsKeys("ref", "pay");
              assertThat(shop.weChatPay.order(number)).isPresent();
            });
    // Two clicks at the same moment may ask twice, for the payment that the provider has then.
    assertThat(created() - created).isBetween((long) ORDERS, (long) ORDERS + DOUBLE_CLICKS);
    assertThat(ledger.grown("wechatpay#AWAITING_PAYER")).isEqualTo(ORDERS);
    assertThat(ledger.grown("wechatpay#SUBMITTED")).isZero();
    assertThat(ledger.taken()).isEqualTo(ORDERS);
    assertThat(LocalQueues.shared().depth(shop.ordersDeadLetters)).isZero();
  }

  /** How often the provider was asked to create something. */
  private long created() {
    return shop.sandbox.weChatPay().journal().stream()
        .filter(call -> call.operation() == Operation.ORDER_JSAPI)
        .count();
  }
}
