// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.Evidence;
import io.countersign.FollowUp;
import io.countersign.Money;
import io.countersign.Payment;
import io.countersign.PaymentState;
import io.countersign.ProviderFields;
import io.countersign.sandbox.wechatpay.Fault;
import io.countersign.sandbox.wechatpay.Operation;
import io.countersign.sandbox.wechatpay.RefundEnd;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What happens to a shop sooner or later. */
@Tag("hosts")
final class MisfortuneTest {

  private final Bench bench = new Bench();
  private final String session = bench.session();

  @AfterEach
  void close() {
    bench.close();
  }

  @Test
  void anOrderThatTheQueueDidNotTakeIsSubmittedByTheTimer() {
    String queue = String.valueOf(bench.environment.get("ORDERS_QUEUE_URL"));
    bench.environment.put("ORDERS_QUEUE_URL", queue + "-gone");
    Bench.Answer taken =
        bench.order(session, "a-lost-message", "{\"item\":\"tea\",\"method\":\"wechatpay\"}");
    assertThat(taken.status()).isEqualTo(202);
    bench.environment.put("ORDERS_QUEUE_URL", queue);
    assertThat(bench.workOrders()).isZero();
    bench.after(Duration.ofMinutes(1));
    assertThat(bench.timer().path("sent").asInt()).isEqualTo(1);
    assertThat(bench.workOrders()).isEqualTo(1);
    assertThat(bench.state(taken.text("order"))).isEqualTo(Order.State.AWAITING_PAYER);
    assertThat(bench.timer().path("sent").asInt()).isZero();
  }

  @Test
  void anOrderThatNobodyBeganEndsAndIsNotBegunAfterwards() {
    Bench.Answer taken =
        bench.order(session, "a-slow-worker", "{\"item\":\"tea\",\"method\":\"wechatpay\"}");
    bench.after(Duration.ofMinutes(16));
    bench.timer();
    assertThat(bench.state(taken.text("order"))).isEqualTo(Order.State.CANCELLED);
    assertThat(bench.stock("tea")).isEqualTo(10);
    bench.workOrders();
    assertThat(bench.state(taken.text("order"))).isEqualTo(Order.State.CANCELLED);
    assertThat(bench.weChat.order(taken.text("order"))).isEmpty();
  }

  @Test
  void anOrderThatTheProviderRefusesEndsAtOnceAndLeavesTheShelfFull() {
    bench
        .weChat
        .faults()
        .always(Operation.ORDER_JSAPI, Fault.answer(403, "NO_AUTH", "no permission").signed());
    String number = bench.ordered(session, "tea", "wechatpay");
    assertThat(bench.state(number)).isEqualTo(Order.State.CANCELLED);
    assertThat(bench.stock("tea")).isEqualTo(10);
    assertThat(bench.counted("wechatpay#CANCELLED")).isEqualTo(1);
  }

  @Test
  void aSecondRefusalAfterParametersWereHandedOutEndsNothing() {
    String number = bench.ordered(session, "tea", "wechatpay");
    bench
        .weChat
        .faults()
        .always(Operation.ORDER_JSAPI, Fault.answer(403, "NO_AUTH", "no permission").signed());
    bench.shop.cashier().collect(number, bench.clock.instant().plusSeconds(20));
    assertThat(bench.state(number)).isEqualTo(Order.State.AWAITING_PAYER);
    bench.weChat.pay(number);
    bench.callback(bench.weChat.paymentNotification(number));
    bench.workPayments();
    assertThat(bench.state(number)).isEqualTo(Order.State.PAID);
  }

  @Test
  void whatIsPaidBySecondTransactionIsShownToAPersonOnce() {
    String number = bench.paid(session);
    Order order = bench.shop.orders().find(number).orElseThrow();
    Payment second =
        Payment.of(
                order.ref().orElseThrow().withTransactionId("4200000000000000000000000001"),
                PaymentState.PAID,
                "SUCCESS",
                ProviderFields.none(),
                Evidence.of(Evidence.Kind.TRANSPORT_ONLY, bench.clock.instant()))
            .orderTotal(order.amount())
            .build();
    assertThat(bench.shop.settlement().payment(second, new FollowUp.Done()))
        .isEqualTo(Settlement.Effect.NOTHING);
    Order after = bench.shop.orders().find(number).orElseThrow();
    assertThat(after.needsAction()).singleElement().asString().contains("twice");
    assertThat(after.state()).isEqualTo(Order.State.PAID);
    assertThat(after.transaction()).isEqualTo(order.transaction());
  }

  @Test
  void aRefundThatWasRefusedIsAskedForAgainUnderItsOwnKey() {
    String number = bench.paid(session);
    bench.weChat.drainBalance();
    Bench.Answer refused = bench.refund(number, "poor-merchant", "5.00");
    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.text("state")).isEqualTo("REFUSED");
    assertThat(bench.state(number)).isEqualTo(Order.State.PAID);
    assertThat(bench.shop.orders().find(number).orElseThrow().owed()).isZero();
    bench.weChat.balance(10_000);
    bench.after(Duration.ofMinutes(1));
    Bench.Answer again = bench.refund(number, "poor-merchant", "5.00");
    assertThat(again.status()).isEqualTo(200);
    assertThat(again.text("refund")).isEqualTo(refused.text("refund"));
    assertThat(bench.state(number)).isEqualTo(Order.State.PARTLY_REFUNDED);
    assertThat(bench.weChat.balance()).isEqualTo(9_500);
  }

  @Test
  void aRefundsOwnCallbackTellsThatThePayerHasTheMoney() {
    String number = bench.paid(session);
    String refundId = bench.refund(number, "told-of-it", "5.00").text("refund");
    bench.weChat.completeRefund(refundId, RefundEnd.SUCCESS);
    bench.callback(bench.weChat.refundNotification(refundId));
    assertThat(bench.workPayments()).isEqualTo(1);
    assertThat(bench.shop.paybacks().find(refundId).orElseThrow().state())
        .isEqualTo(Payback.State.REFUNDED);
    assertThat(bench.shop.orders().find(number).orElseThrow().refunded()).isEqualTo(500);
  }

  @Test
  void aRefundThatEndedWithoutMoneyMovedMayBeGivenAnew() {
    String number = bench.paid(session);
    String refundId = bench.refund(number, "closed-later", "25.00").text("refund");
    assertThat(bench.state(number)).isEqualTo(Order.State.REFUNDED);
    bench.weChat.completeRefund(refundId, RefundEnd.CLOSED);
    bench.callback(bench.weChat.refundNotification(refundId));
    bench.workPayments();
    assertThat(bench.state(number)).isEqualTo(Order.State.PAID);
    assertThat(bench.counted("wechatpay#REFUNDED")).isZero();
    assertThat(bench.counted("wechatpay#PAID")).isEqualTo(1);
    bench.after(Duration.ofMinutes(1));
    assertThat(bench.refund(number, "another-key", "25.00").status()).isEqualTo(200);
  }

  @Test
  void anAnswerAboutAnotherAmountStopsTheQuestionsForADayAndCallsAPerson() {
    String number = bench.ordered(session, "tea", "wechatpay");
    bench.weChat.pay(number);
    bench.weChat.faults().always(Operation.QUERY, Fault.wrongAmount());
    bench.after(Duration.ofMinutes(2));
    assertThat(bench.timer().path("asked").asInt()).isEqualTo(1);
    assertThat(bench.shop.orders().find(number).orElseThrow().needsAction()).hasSize(1);
    bench.after(Duration.ofMinutes(90));
    assertThat(bench.timer().path("asked").asInt()).isZero();
    assertThat(bench.state(number)).isEqualTo(Order.State.AWAITING_PAYER);
  }

  @Test
  void aCallbackIsAcknowledgedOnlyAfterTheQueueHasIt() {
    String number = bench.ordered(session, "tea", "wechatpay");
    bench.weChat.pay(number);
    String queue = String.valueOf(bench.environment.get("PAYMENTS_QUEUE_URL"));
    bench.environment.put("PAYMENTS_QUEUE_URL", queue + "-gone");
    assertThat(bench.callback(bench.weChat.paymentNotification(number)).status())
        .isGreaterThanOrEqualTo(500);
    bench.environment.put("PAYMENTS_QUEUE_URL", queue);
    assertThat(bench.callback(bench.weChat.paymentNotification(number)).status()).isEqualTo(204);
    assertThat(bench.workPayments()).isEqualTo(1);
    assertThat(bench.state(number)).isEqualTo(Order.State.PAID);
  }

  @Test
  void whoReadTheOrderBeforeItWasPaidCancelsNothing() {
    String number = bench.ordered(session, "tea", "wechatpay");
    Order stale = bench.shop.orders().find(number).orElseThrow();
    bench.weChat.pay(number);
    bench.callback(bench.weChat.paymentNotification(number));
    bench.workPayments();
    assertThat(bench.shop.orders().cancel(stale, new FollowUp.Done(), "too late")).isFalse();
    bench.shop.orders().follow(stale, new FollowUp.Ask(bench.clock.instant()));
    bench.shop.orders().handedOut(stale, "old parameters");
    Order order = bench.shop.orders().find(number).orElseThrow();
    assertThat(order.state()).isEqualTo(Order.State.PAID);
    assertThat(order.dueAt()).isEmpty();
    assertThat(order.pay()).isEmpty();
    assertThat(bench.stock("tea")).isEqualTo(9);
    assertThat(bench.counted("wechatpay#PAID")).isEqualTo(1);
  }

  @Test
  void callbackTimerAndReplayAtTheSameMomentSettleItOnce() throws Exception {
    String number = bench.ordered(session, "tea", "wechatpay");
    bench.weChat.pay(number);
    Order order = bench.shop.orders().find(number).orElseThrow();
    Payment payment = bench.shop.tills().weChatPay().find(order.ref().orElseThrow()).orElseThrow();
    List<Boolean> paid =
        atOnce(
            speaker ->
                bench.shop.settlement().payment(payment, new FollowUp.Done())
                    == Settlement.Effect.PAID);
    assertThat(paid).containsOnlyOnce(true);
    assertThat(bench.counted("wechatpay#PAID")).isEqualTo(1);
    assertThat(bench.counted("wechatpay#AWAITING_PAYER")).isZero();
  }

  @Test
  void aSnapshotIsPreparedWithoutTheNetwork() throws Exception {
    bench.environment.put("WECHATPAY_ENDPOINT", "http://127.0.0.1:9");
    for (ShopFunction function :
        List.of(
            new CallbackFunction(bench.environment, bench.clock),
            new TimerFunction(bench.environment, bench.clock))) {
      function.beforeCheckpoint(null);
      function.afterRestore(null);
    }
    String number = bench.ordered(session, "tea", "ecpay");
    assertThat(bench.state(number)).isEqualTo(Order.State.AWAITING_PAYER);
  }

  @Test
  void partsDecidedAtTheSameMomentNeverExceedTheWhole() throws Exception {
    String number = bench.paid(session);
    Money most = Money.of("15.00", "CNY");
    List<Boolean> decided =
        atOnce(
            clerk -> {
              try {
                return bench
                    .shop
                    .paybacks()
                    .decide(number, "part-" + clerk, Optional.of(most))
                    .now();
              } catch (Refused oneIsEnough) {
                return false;
              }
            });
    assertThat(decided).containsOnlyOnce(true);
    assertThat(bench.shop.orders().find(number).orElseThrow().owed()).isEqualTo(1_500);
  }

  @Test
  void aDoubleClickAtTheSameMomentIsOneRefund() throws Exception {
    String number = bench.paid(session);
    Money part = Money.of("5.00", "CNY");
    List<Boolean> decided =
        atOnce(
            click ->
                bench.shop.paybacks().decide(number, "the-same-click", Optional.of(part)).now());
    assertThat(decided).containsOnlyOnce(true);
    assertThat(bench.shop.orders().find(number).orElseThrow().owed()).isEqualTo(500);
  }

  /** What eight of them came to who began at the same moment. */
  private static List<Boolean> atOnce(Function<Integer, Boolean> deed) throws Exception {
    int several = 8;
    CyclicBarrier together = new CyclicBarrier(several);
    ExecutorService threads = Executors.newFixedThreadPool(several);
    try {
      List<Future<Boolean>> running = new ArrayList<>();
      for (int i = 0; i < several; i++) {
        int which = i;
        running.add(
            threads.submit(
                () -> {
                  together.await();
                  return deed.apply(which);
                }));
      }
      List<Boolean> ends = new ArrayList<>();
      for (Future<Boolean> each : running) {
        ends.add(each.get());
      }
      return ends;
    } finally {
      threads.shutdownNow();
    }
  }
}
