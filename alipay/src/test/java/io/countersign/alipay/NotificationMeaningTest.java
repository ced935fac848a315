// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.ExpectedPayment;
import io.countersign.Money;
import io.countersign.Notification;
import io.countersign.Payment;
import io.countersign.PaymentChanged;
import io.countersign.PaymentRef;
import io.countersign.PaymentState;
import io.countersign.ReceivedReply;
import io.countersign.ReceivedReply.Result;
import io.countersign.Signal;
import io.countersign.sandbox.alipay.Delivery;
import io.countersign.sandbox.alipay.SignedForm;
import io.countersign.testing.PostBox;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Authentic is not enough: what a form is about decides what comes of it. */
class NotificationMeaningTest {
  private final Shop shop = Shop.open();
  private final AlipayClient client = shop.client();
  private final OrderDesk desk = new OrderDesk(shop);
  private final PaymentRef order = desk.paid();
  private final SignedForm paid = desk.notification(order);

  @AfterEach
  void close() {
    shop.close();
  }

  @Test
  void aPaymentReachesTheShopOnceHoweverOftenItIsTold() {
    ReceivedReply first = handle(paid);
    assertThat(first.result()).isEqualTo(Result.HANDLED);
    assertThat(first.status()).isEqualTo(200);
    assertThat(first.headers()).containsExactly(Map.entry("Content-Type", "text/plain"));
    assertThat(first.body()).isEqualTo("success");
    for (SignedForm again :
        List.of(
            paid,
            paid.with("notify_id", "2026070100222120000012345678901234"),
            paid.with("subject", "tea"))) {
      ReceivedReply reply = handle(again);
      assertThat(reply.result()).isEqualTo(Result.ALREADY_HANDLED);
      assertThat(reply.body()).isEqualTo("success");
    }

    assertThat(shop.payments).hasSize(1);
    Payment payment = shop.payments.get(0);
    assertThat(payment.isPaid()).isTrue();
    assertThat(payment.ref().id()).isEqualTo(order.id());
    assertThat(payment.ref().transactionId()).contains(paid.fields().get("trade_no"));
    assertThat(payment.orderTotal()).contains(Shop.HUNDRED);
    assertThat(payment.payerPaid()).contains(Shop.HUNDRED);
    assertThat(payment.paidAt()).contains(shop.clock.instant());
    assertThat(payment.providerState()).isEqualTo("TRADE_SUCCESS");
  }

  @Test
  void theEndOfTheTimeForRefundsIsNoSecondPaymentAndMayBeTheFirstNews() {
    SignedForm finished = paid.with("trade_status", "TRADE_FINISHED");

    assertThat(handle(paid).result()).isEqualTo(Result.HANDLED);
    assertThat(handle(finished).result()).isEqualTo(Result.ALREADY_HANDLED);
    assertThat(shop.payments).hasSize(1);

    PaymentRef other = desk.paid();
    SignedForm alone = desk.notification(other).with("trade_status", "TRADE_FINISHED");
    assertThat(handle(alone).result()).isEqualTo(Result.HANDLED);
    assertThat(shop.payments).hasSize(2).allMatch(Payment::isPaid);
  }

  @Test
  void anotherAmountOrOrderIsNotThePayment() {
    PaymentRef dear = desk.placed(Money.of("5000.00", "CNY"), Map.of());
    for (SignedForm other :
        List.of(
            paid.with("total_amount", "99.99"),
            paid.with("total_amount", "100.01"),
            paid.with("total_amount", "0.01"),
            paid.with("out_trade_no", dear.number()),
            paid.with("out_trade_no", "NOBODYS1"))) {
      ReceivedReply reply = handle(other);
      assertThat(reply.result()).isEqualTo(Result.UNEXPECTED);
      assertThat(reply.status()).isEqualTo(409);
      assertThat(reply.body()).isEqualTo("not expected");
    }
    assertThat(shop.payments).isEmpty();
    assertThat(shop.signals).anyMatch(Signal.ProvenButUnexpected.class::isInstance);
    assertThat(handle(paid).result())
        .describedAs("the real one is not taken for a repetition of those")
        .isEqualTo(Result.HANDLED);
  }

  @Test
  void anAmountMayLackZerosAndMustBeOne() {
    for (String same : List.of("100", "100.0", "100.00")) {
      PaymentChanged changed = (PaymentChanged) verified(paid.with("total_amount", same));
      assertThat(changed.confirm(ExpectedPayment.of(order)).orderTotal()).contains(Shop.HUNDRED);
    }
    List<SignedForm> odd = new ArrayList<>();
    for (String amount :
        List.of(
            "100.000",
            "1e2",
            "-100",
            "+100",
            " 100",
            "1OO",
            "１００",
            "100,00",
            "0.00",
            ".",
            "100.",
            "18446744073709551716.00")) {
      odd.add(paid.with("total_amount", amount));
    }
    for (String name : List.of("out_trade_no", "trade_status", "total_amount")) {
      odd.add(paid.with(name, ""));
    }
    for (String number : List.of("A B", "A".repeat(65), "茶")) {
      odd.add(paid.with("out_trade_no", number));
    }
    for (String status : List.of("TRADE_SUCCESSFUL", "trade_success", "SUCCESS", "TRADE_PENDING")) {
      odd.add(paid.with("trade_status", status));
    }
    for (SignedForm form : odd) {
      handle(form);
    }
    assertThat(shop.payments).isEmpty();
  }

  @Test
  void whatIsNotPaidIsToldAsWhatItIsAndAcknowledged() {
    SignedForm waiting = paid.with("trade_status", "WAIT_BUYER_PAY").without("gmt_payment");
    SignedForm closed = paid.with("trade_status", "TRADE_CLOSED").without("gmt_payment");

    assertThat(handle(waiting).body()).isEqualTo("success");
    assertThat(handle(closed).body()).isEqualTo("success");

    assertThat(shop.payments)
        .extracting(Payment::state)
        .containsExactly(PaymentState.AWAITING_PAYER, PaymentState.CLOSED);
    assertThat(handle(paid).result())
        .describedAs("a payment after it is news")
        .isEqualTo(Result.HANDLED);
    assertThat(shop.payments).filteredOn(Payment::isPaid).hasSize(1);
  }

  @Test
  void anOrderThatWasPaidAndIsClosedIsNeverCalledUnpaid() {
    SignedForm closed = paid.with("trade_status", "TRADE_CLOSED");

    assertThat(handle(closed).body()).isEqualTo("success");

    assertThat(shop.payments).isEmpty();
    assertThat(shop.events).hasSize(1).allMatch(AlipayEvent.class::isInstance);
  }

  @Test
  void anOrderThatWasNeverPaidIsNotCalledPaidForARefundOfNothing() {
    SignedForm closed =
        paid.with("trade_status", "TRADE_CLOSED").without("gmt_payment").with("refund_fee", "0.00");

    assertThat(handle(closed).body()).isEqualTo("success");

    assertThat(shop.payments).extracting(Payment::state).containsExactly(PaymentState.CLOSED);
  }

  @Test
  void theSameNumberOfAnotherCurrencyIsNotThePayment() {
    SignedForm dollars = paid.with("trans_currency", "USD");

    assertThat(handle(dollars).result()).isEqualTo(Result.UNEXPECTED);
    assertThat(shop.payments).isEmpty();
    assertThat(handle(paid.with("trans_currency", "CNY")).result()).isEqualTo(Result.HANDLED);
  }

  @Test
  void whatIsNotAboutAnOrderIsNoPayment() {
    for (SignedForm other :
        List.of(
            paid.with("notify_type", "fund_auth_freeze"),
            paid.with("msg_method", "alipay.trade.settle.notify"),
            paid.without("trade_status").without("notify_type"))) {
      assertThat(handle(other).body()).isEqualTo("success");
    }
    assertThat(shop.payments).isEmpty();
  }

  @Test
  void twoEventsAreToldApartAndOneTwiceIsNot() {
    for (String id : List.of("N1", "N2")) {
      SignedForm event = paid.with("notify_type", "something_new").with("notify_id", id);
      assertThat(handle(event).result()).isEqualTo(Result.HANDLED);
      assertThat(handle(event).result()).isEqualTo(Result.ALREADY_HANDLED);
    }
    assertThat(shop.events).hasSize(2);
    assertThat(shop.events.get(0).type()).isEqualTo("something_new");
    assertThat(shop.events.get(0).toString()).doesNotContain("xud");
  }

  @Test
  void aPayersReturnAtTheCallbackAddressIsNoPayment() {
    SignedForm returned = shop.merchant.returnForm(order.number());

    for (SignedForm form :
        List.of(
            returned,
            returned.with("trade_status", "TRADE_SUCCESS"),
            returned.with("notify_time", paid.fields().get("notify_time")),
            returned
                .with("notify_time", paid.fields().get("notify_time"))
                .with("trade_status", "TRADE_SUCCESS"))) {
      assertThat(handle(form).result()).isEqualTo(Result.REFUSED);
    }
    assertThat(shop.payments).isEmpty();
    assertThat(shop.events).isEmpty();
  }

  @Test
  void twoDeliveriesAtTheSameMomentActOnce() throws Exception {
    int threads = 8;
    CountDownLatch together = new CountDownLatch(threads);
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    List<Result> results = new ArrayList<>();
    try {
      List<Future<Result>> pending = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        pending.add(
            pool.submit(
                () -> {
                  together.countDown();
                  together.await();
                  return handle(paid).result();
                }));
      }
      for (Future<Result> one : pending) {
        results.add(one.get());
      }
    } finally {
      pool.shutdownNow();
    }

    assertThat(results).containsOnlyOnce(Result.HANDLED);
    assertThat(results).isSubsetOf(Result.HANDLED, Result.BUSY, Result.ALREADY_HANDLED);
    assertThat(shop.payments).hasSize(1);
  }

  @Test
  void aFailedActionIsToldAgain() {
    shop.failing(true);
    ReceivedReply failed = handle(paid);
    shop.failing(false);

    assertThat(failed.result()).isEqualTo(Result.ACTION_FAILED);
    assertThat(failed.status()).isEqualTo(500);
    assertThat(failed.body()).isEqualTo("try again");
    assertThat(handle(paid).result()).isEqualTo(Result.HANDLED);
    assertThat(shop.deliveries.get(0).repeated()).isTrue();
  }

  @Test
  void theGatewayPostsUntilTheShopIsBackAndItsLastPostIsFreshEnough() {
    try (PostBox box =
        new PostBox(shop.clock, raw -> client.notifications().handle(raw, shop, shop))) {
      shop.merchant.deliverNotificationsTo(box.address());
      shop.failing(true);
      shop.clock.advance(Duration.ofHours(24));
      assertThat(box.replies).hasSize(7).allMatch(reply -> reply.result() == Result.ACTION_FAILED);
      shop.failing(false);
      shop.clock.advance(Duration.ofHours(1));

      assertThat(box.replies).hasSize(8);
      assertThat(box.replies.get(7).result()).isEqualTo(Result.HANDLED);
      assertThat(shop.merchant.deliveries().get(7).result()).isEqualTo(Delivery.Result.ACCEPTED);
      assertThat(shop.payments).hasSize(1);
    }
  }

  private Notification verified(SignedForm form) {
    return client.notifications().verify(shop.received(form));
  }

  private ReceivedReply handle(SignedForm form) {
    return client.notifications().handle(shop.received(form), shop, shop);
  }
}
