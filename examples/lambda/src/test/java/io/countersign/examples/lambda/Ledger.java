// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.examples.lambda.local.Waiting;
import java.time.Duration;
import java.util.Map;

/** What a test has changed in the books of the shop: counted from when this was made. */
final class Ledger {

  private final DeployedShop shop;
  private final Map<String, Long> before;
  private final long takenBefore;

  private Ledger(DeployedShop shop) {
    this.shop = shop;
    this.before = shop.statistics();
    this.takenBefore = shop.taken("tea");
  }

  static Ledger of(DeployedShop shop) {
    return new Ledger(shop);
  }

  /** By how much the number of orders in a state has grown, such as {@code wechatpay#PAID}. */
  long grown(String row) {
    return shop.count(row) - before.getOrDefault(row, 0L);
  }

  /** How many pots of tea left the shelf. */
  long taken() {
    return shop.taken("tea") - takenBefore;
  }

  /** So many orders were placed and paid, each counted once, and none is left in between. */
  void assertMoved(String method, int orders) {
    assertThat(grown(method + "#PAID")).isEqualTo(orders);
    assertThat(grown(method + "#SUBMITTED")).isZero();
    assertThat(grown(method + "#AWAITING_PAYER")).isZero();
    assertThat(taken()).isEqualTo(orders);
  }

  /** Waits until an order is paid and told to the world, and sees that it happened once. */
  void awaitPaidOnce(String number, String method) {
    shop.awaitState(number, "PAID");
    Waiting.until(
        Duration.ofSeconds(20),
        number + " is published",
        () -> !shop.published(number).isEmpty() && !shop.row(number).containsKey("outbox"));
    assertThat(shop.published(number)).allMatch(event -> event.contains("order.paid/" + number));
    assertThat(
            method.equals("ecpay")
                ? shop.ecpay.chargesOf(number)
                : shop.weChatPay.chargesOf(number))
        .isEqualTo(1);
    assertThat(shop.row(number)).doesNotContainKey("needsAction");
  }
}
