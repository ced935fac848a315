// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.Evidence;
import io.countersign.FollowUp;
import io.countersign.Money;
import io.countersign.Payment;
import io.countersign.PaymentId;
import io.countersign.PaymentRef;
import io.countersign.PaymentState;
import io.countersign.ProviderFields;
import io.countersign.Scene;
import io.countersign.examples.servlet.Order.Status;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The shop's tables")
class OrdersTest {

  private static final Instant NOON = Instant.parse("2026-06-01T04:00:00Z");
  private static final Money PRICE = Money.of("25.00", "CNY");
  private static final Item TEA = new Item("Tea", List.of(PRICE));

  private final Orders orders = new Orders(Clock.fixed(NOON, ZoneOffset.UTC));

  @Test
  void twoClicksAtTheSameTimeBeginOneAttempt() {
    Order order = orders.open(TEA, PRICE);

    assertThat(orders.begin(attempt(order, "ATTEMPT1"), 0)).isTrue();
    assertThat(orders.begin(attempt(order, "ATTEMPT2"), 0)).isFalse();

    assertThat(orders.attemptsOf(order.id())).hasSize(1);
    assertThat(orders.of("ATTEMPT2")).isEmpty();
  }

  @Test
  void anOrderPaidTwiceInTwoWaysGivesTheSecondPaymentBack() {
    Order order = orders.open(TEA, PRICE);
    orders.begin(attempt(order, "ATTEMPT1"), 0);
    orders.begin(attempt(order, "ATTEMPT2"), 1);

    orders.payment(paid("ATTEMPT1"), new FollowUp.Done());
    orders.payment(paid("ATTEMPT2"), new FollowUp.Done());
    orders.payment(paid("ATTEMPT2"), new FollowUp.Done());

    assertThat(orders.find(order.id()).orElseThrow().paidBy()).contains("ATTEMPT1");
    assertThat(orders.parcelsOf(order.id())).isEqualTo(1);
    assertThat(orders.paybacksOf(order.id()))
        .singleElement()
        .satisfies(row -> assertThat(row.payment().number()).isEqualTo("ATTEMPT2"))
        .satisfies(row -> assertThat(row.amount()).isEqualTo(PRICE));
    assertThat(orders.duePaybacks(NOON)).hasSize(1);
  }

  @Test
  void thePaybackOfASecondPaymentLeavesTheOrderPaid() {
    Order order = orders.open(TEA, PRICE);
    orders.begin(attempt(order, "ATTEMPT1"), 0);
    orders.begin(attempt(order, "ATTEMPT2"), 1);
    orders.payment(paid("ATTEMPT1"), new FollowUp.Done());
    orders.payment(paid("ATTEMPT2"), new FollowUp.Done());

    orders.refundRefused(orders.paybacksOf(order.id()).get(0));

    assertThat(orders.find(order.id()).orElseThrow().status()).isEqualTo(Status.PAID);
    assertThat(orders.duePaybacks(NOON)).isEmpty();
  }

  @Test
  void whatWasGivenBackInFullBeforeItWasHeardOfSendsNothing() {
    Order order = orders.open(TEA, PRICE);
    orders.begin(attempt(order, "ATTEMPT1"), 0);

    orders.payment(reversed("ATTEMPT1"), new FollowUp.Done());

    assertThat(orders.find(order.id()).orElseThrow().status()).isEqualTo(Status.OPEN);
    assertThat(orders.parcelsOf(order.id())).isZero();
    assertThat(orders.duePaybacks(NOON)).isEmpty();
    assertThat(orders.begin(attempt(order, "ATTEMPT2"), 1)).isTrue();
    assertThat(orders.attemptsOf(order.id()).get(0).over()).isTrue();
  }

  @Test
  void aPayNoticeThatComesAfterTheMoneyWentBackSendsNothing() {
    Order order = orders.open(TEA, PRICE);
    orders.begin(attempt(order, "ATTEMPT1"), 0);
    orders.payment(reversed("ATTEMPT1"), new FollowUp.Done());

    orders.payment(paid("ATTEMPT1"), new FollowUp.Done());

    assertThat(orders.find(order.id()).orElseThrow().status()).isEqualTo(Status.OPEN);
    assertThat(orders.parcelsOf(order.id())).isZero();
    assertThat(orders.attemptsOf(order.id()).get(0).over()).isTrue();
  }

  @Test
  void whatIsPaidCannotBeCancelled() {
    Order order = orders.open(TEA, PRICE);
    orders.begin(attempt(order, "ATTEMPT1"), 0);
    orders.payment(paid("ATTEMPT1"), new FollowUp.Done());

    assertThat(orders.cancel(order.id())).isFalse();
    assertThat(orders.find(order.id()).orElseThrow().status()).isEqualTo(Status.PAID);
  }

  private static Attempt attempt(Order order, String number) {
    return new Attempt(
        order.id(),
        new Way("wechatpay", "qr"),
        Scene.qrCode(),
        ref(number).toString(),
        Optional.empty(),
        "ask " + NOON);
  }

  private static PaymentRef ref(String number) {
    return PaymentRef.of("wechatpay", new PaymentId(number, NOON), PRICE);
  }

  private static Payment paid(String number) {
    return report(number).build();
  }

  private static Payment reversed(String number) {
    return report(number).refundedTotal(PRICE).build();
  }

  private static Payment.Builder report(String number) {
    return Payment.of(
            ref(number),
            PaymentState.PAID,
            "SUCCESS",
            ProviderFields.none(),
            Evidence.of(Evidence.Kind.SIGNED_NOTIFICATION, NOON))
        .orderTotal(PRICE);
  }
}
