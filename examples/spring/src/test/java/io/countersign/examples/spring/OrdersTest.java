// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.countersign.Evidence;
import io.countersign.FollowUp;
import io.countersign.Money;
import io.countersign.Payment;
import io.countersign.PaymentState;
import io.countersign.ProviderFields;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataIntegrityViolationException;

/** The conditions on which the shop's writes depend, in a real database. */
class OrdersTest {

  private static final Instant LATER = Tables.NOW.plus(Duration.ofMinutes(1));

  private final Tables tables = new Tables();
  private final Orders orders = tables.orders;

  @AfterEach
  void close() {
    tables.close();
  }

  @Test
  void aPaymentHeardOfTwiceShipsOnce() {
    Order order = tables.order();
    Attempt attempt = tables.attempt(order, 1);

    pay(attempt);
    pay(attempt);

    assertThat(status(order)).isEqualTo(Order.Status.PAID);
    assertThat(orders.parcels(order.id())).isEqualTo(1);
    assertThat(tables.paybacks.of(order.id())).isEmpty();
  }

  @Test
  void aParcelThatCannotBeWrittenLeavesTheOrderOpen() {
    Order order = tables.order();
    Attempt attempt = tables.attempt(order, 1);
    tables.jdbc.sql("alter table shipments add constraint broken check (1 = 0)").update();

    assertThatExceptionOfType(DataIntegrityViolationException.class).isThrownBy(() -> pay(attempt));

    assertThat(status(order)).isEqualTo(Order.Status.OPEN);
    assertThat(orders.attempt(attempt.number()).orElseThrow().state()).isEmpty();
    tables.jdbc.sql("alter table shipments drop constraint broken").update();
    pay(attempt);
    assertThat(orders.parcels(order.id())).isEqualTo(1);
  }

  @Test
  void aSecondPaymentInAnotherWayAndOneAfterCancellingAreOwed() {
    Order twice = tables.order();
    Attempt first = tables.attempt(twice, 1);
    Attempt second = tables.attempt(twice, 2);
    pay(first);
    pay(second);
    pay(second);
    assertThat(tables.paybacks.of(twice.id()))
        .singleElement()
        .satisfies(back -> assertThat(back.payment().number()).isEqualTo(second.number()));

    Order cancelled = tables.order();
    Attempt late = tables.attempt(cancelled, 1);
    assertThat(orders.cancel(cancelled.id())).isTrue();
    pay(late);
    assertThat(status(cancelled)).isEqualTo(Order.Status.CANCELLED);
    assertThat(tables.paybacks.of(cancelled.id()))
        .singleElement()
        .satisfies(back -> assertThat(back.amount()).isEqualTo(Tables.PRICE));
    assertThat(orders.parcels(cancelled.id())).isZero();
  }

  @Test
  void whatIsPaidIsNeitherUnpaidByAnOlderAnswerNorCancelled() {
    Order order = tables.order();
    Attempt attempt = tables.attempt(order, 1);
    pay(attempt);

    tables.in(
        () ->
            orders.payment(payment(attempt, PaymentState.AWAITING_PAYER), new FollowUp.Ask(LATER)));

    assertThat(orders.attempt(attempt.number()).orElseThrow().state()).contains(PaymentState.PAID);
    assertThat(orders.due(LATER, 10)).isEmpty();
    assertThat(orders.cancel(order.id())).isFalse();
  }

  @Test
  void aPayNoticeThatComesAfterTheMoneyWentBackSendsNothing() {
    Order order = tables.order();
    Attempt attempt = tables.attempt(order, 1);
    Payment back = report(attempt, PaymentState.PAID).refundedTotal(Tables.PRICE).build();
    tables.in(() -> orders.payment(back, new FollowUp.Done()));

    pay(attempt);

    assertThat(status(order)).isEqualTo(Order.Status.OPEN);
    assertThat(orders.parcels(order.id())).isZero();
    assertThat(tables.paybacks.of(order.id())).isEmpty();
    assertThat(orders.attempt(attempt.number()).orElseThrow().over()).isTrue();
  }

  @Test
  void noAttemptBeginsBesideAnotherOrForAnOrderThatIsOver() throws Exception {
    Order order = tables.order();
    List<Boolean> begun =
        together(
            () -> tables.with(() -> orders.begin(tables.sketch(order, 1))),
            () -> tables.with(() -> orders.begin(tables.sketch(order, 1))));
    assertThat(begun).containsExactlyInAnyOrder(true, false);

    Order cancelled = tables.order();
    orders.cancel(cancelled.id());
    assertThat(tables.with(() -> orders.begin(tables.sketch(cancelled, 1)))).isFalse();
  }

  @Test
  void anAttemptOfAnotherMerchantIsNotExpected() {
    Attempt attempt = tables.attempt(tables.order(), 1);
    assertThat(orders.expected("wechatpay", attempt.number())).isPresent();
    assertThat(orders.expected("night-market", attempt.number())).isEmpty();
  }

  @Test
  void whatIsDueIsLeasedToOneAndComesBackWhenTheLeaseIsOver() throws Exception {
    Attempt attempt = tables.attempt(tables.order(), 1);
    assertThat(orders.due(Tables.NOW, 10)).hasSize(1);

    List<Boolean> leased =
        together(
            () -> orders.lease(attempt, Tables.NOW, LATER),
            () -> orders.lease(attempt, Tables.NOW, LATER));

    assertThat(leased).containsExactlyInAnyOrder(true, false);
    assertThat(orders.due(Tables.NOW, 10)).isEmpty();
    assertThat(orders.due(LATER, 10)).hasSize(1);
    assertThat(orders.lease(attempt, LATER, LATER.plusSeconds(60))).isTrue();
  }

  @Test
  void whatWasLearntInTheMeantimeStands() {
    Attempt seen = tables.attempt(tables.order(), 1);
    pay(seen);

    orders.follow(seen, new FollowUp.Ask(LATER));

    assertThat(orders.attempt(seen.number()).orElseThrow().next()).isEqualTo(new FollowUp.Done());
  }

  @Test
  void partsNeverExceedTheWholeAndAClickIsOneRefund() throws Exception {
    Order order = tables.order();
    assertThatExceptionOfType(Declined.class).isThrownBy(() -> decide(order, "1.00", "early"));
    pay(tables.attempt(order, 1));

    Payback part = decide(order, "20.00", "a");
    assertThat(decide(order, "20.00", "a")).isEqualTo(part);
    assertThatExceptionOfType(Declined.class).isThrownBy(() -> decide(order, "19.00", "a"));
    // Nobody knows yet whether the first was taken.
    assertThatExceptionOfType(Declined.class).isThrownBy(() -> decide(order, "1.00", "b"));
    stands(part, Payback.Standing.DONE);
    assertThat(status(order)).isEqualTo(Order.Status.PAID);
    assertThatExceptionOfType(Declined.class).isThrownBy(() -> decide(order, "18.01", "b"));
    assertThatExceptionOfType(Declined.class).isThrownBy(() -> decide(order, "0.00", "b"));

    List<Boolean> decided =
        together(() -> decided(order, "18.00", "c"), () -> decided(order, "18.00", "d"));
    assertThat(decided).containsExactlyInAnyOrder(true, false);
    tables.paybacks.due(Tables.NOW, 10).forEach(rest -> stands(rest, Payback.Standing.DONE));
    assertThat(status(order)).isEqualTo(Order.Status.REFUNDED);
  }

  @Test
  void aRefundThatEndedStaysAsItEndedAndARefusedOneTakesNothing() {
    Order order = tables.order();
    pay(tables.attempt(order, 1));
    Payback refused = decide(order, "38.00", "a");
    stands(refused, Payback.Standing.REFUSED);
    assertThat(tables.paybacks.counted(order(order))).isEqualTo(Money.of("0.00", "CNY"));

    // Another number where the provider wants one, and its own where that is asked for again.
    assertThatExceptionOfType(Declined.class)
        .isThrownBy(
            () ->
                tables.with(
                    () -> tables.paybacks.decide(order.id(), refused.amount(), "a", false)));
    Payback done = decide(order, "38.00", "b");
    assertThat(done.refundId()).isEqualTo(refused.refundId());
    assertThat(tables.paybacks.of(order.id())).hasSize(1);
    stands(done, Payback.Standing.DONE);
    stands(done, Payback.Standing.RUNNING);

    assertThat(tables.paybacks.find(done.refundId()).orElseThrow().standing())
        .isEqualTo(Payback.Standing.DONE);
    assertThat(status(order)).isEqualTo(Order.Status.REFUNDED);
  }

  @Test
  void aClickMadeOnceMoreAfterAnotherTookItsRefundOverSendsNothing() {
    Order order = tables.order();
    pay(tables.attempt(order, 1));
    stands(decide(order, "10.00", "a"), Payback.Standing.REFUSED);
    Payback done = decide(order, "10.00", "b");
    stands(done, Payback.Standing.DONE);

    Payback again = decide(order, "10.00", "a");

    assertThat(again.refundId()).isEqualTo(done.refundId());
    assertThat(again.standing()).isEqualTo(Payback.Standing.DONE);
    assertThat(tables.paybacks.due(LATER, 10)).isEmpty();
    assertThat(tables.paybacks.counted(order(order))).isEqualTo(Money.of("10.00", "CNY"));
  }

  @Test
  void twoPartsThatEndTogetherMakeTheOrderRefunded() throws Exception {
    Order order = tables.order();
    pay(tables.attempt(order, 1));
    Payback first = decide(order, "20.00", "a");
    stands(first, Payback.Standing.RUNNING);
    Payback second = decide(order, "18.00", "b");
    stands(second, Payback.Standing.RUNNING);

    ExecutorService other = Executors.newSingleThreadExecutor();
    try {
      List<Future<?>> ending = new ArrayList<>();
      tables.in(
          () -> {
            stands(first, Payback.Standing.DONE);
            ending.add(other.submit(() -> stands(second, Payback.Standing.DONE)));
            tables.awaitEndOrLock(ending.get(0));
          });
      ending.get(0).get();
    } finally {
      other.shutdown();
    }

    assertThat(status(order)).isEqualTo(Order.Status.REFUNDED);
  }

  @Test
  void whatWasTriedKeepsItsNumberUntilItIsProvenThatNothingHappened() {
    Order order = tables.order();
    pay(tables.attempt(order, 1));
    Payback untried = decide(order, "20.00", "a");
    assertThat(tables.paybacks.lease(untried, Tables.NOW, LATER)).isTrue();
    Payback tried = tables.paybacks.find(untried.refundId()).orElseThrow();

    // The instance may have ended in the middle of the call.
    assertThatIllegalStateException()
        .isThrownBy(() -> tables.with(() -> tables.paybacks.renumbered(tried)));

    FollowUp later = new FollowUp.RepeatSame(LATER);
    tables.in(() -> tables.paybacks.nothingHappened(untried, Payback.Standing.DUE, later));
    Payback nothing = tables.paybacks.find(untried.refundId()).orElseThrow();
    assertThat(nothing.tried()).isFalse();
    Payback another = tables.with(() -> tables.paybacks.renumbered(nothing));
    assertThat(another.refundId()).isNotEqualTo(nothing.refundId());
    assertThat(decide(order, "20.00", "a")).isEqualTo(another);
    assertThat(tables.paybacks.of(order.id())).hasSize(1);

    // One try did nothing; of the one before nobody knows.
    tables.in(() -> tables.paybacks.nothingHappened(tried, Payback.Standing.DUE, later));
    tables.paybacks.lease(another, LATER, LATER.plusSeconds(60));
    Payback twice = tables.paybacks.find(another.refundId()).orElseThrow();
    tables.in(() -> tables.paybacks.nothingHappened(twice, Payback.Standing.DUE, later));
    assertThat(tables.paybacks.find(another.refundId()).orElseThrow().tried()).isTrue();
  }

  @Test
  void aRefundIsLeasedToOneClick() throws Exception {
    Order order = tables.order();
    pay(tables.attempt(order, 1));
    Payback part = decide(order, "20.00", "a");

    List<Boolean> leased =
        together(
            () -> tables.paybacks.lease(part, Tables.NOW, LATER),
            () -> tables.paybacks.lease(part, Tables.NOW, LATER));

    assertThat(leased).containsExactlyInAnyOrder(true, false);
  }

  private boolean decided(Order order, String amount, String click) {
    try {
      decide(order, amount, click);
      return true;
    } catch (Declined declined) {
      return false;
    }
  }

  private Payback decide(Order order, String amount, String click) {
    return tables.with(
        () -> tables.paybacks.decide(order.id(), Money.of(amount, "CNY"), click, true));
  }

  private void stands(Payback payback, Payback.Standing standing) {
    tables.in(() -> tables.paybacks.stands(payback, standing, new FollowUp.Done()));
  }

  private void pay(Attempt attempt) {
    tables.in(() -> orders.payment(payment(attempt, PaymentState.PAID), new FollowUp.Done()));
  }

  private static Payment payment(Attempt attempt, PaymentState state) {
    return report(attempt, state).build();
  }

  private static Payment.Builder report(Attempt attempt, PaymentState state) {
    Evidence evidence = Evidence.of(Evidence.Kind.SIGNED_ANSWER, Tables.NOW);
    return Payment.of(attempt.ref(), state, state.name(), ProviderFields.none(), evidence)
        .orderTotal(Tables.PRICE)
        .paidAt(Tables.NOW);
  }

  private Order.Status status(Order order) {
    return order(order).status();
  }

  private Order order(Order order) {
    return orders.find(order.id()).orElseThrow();
  }

  private interface Job {
    boolean run() throws Exception;
  }

  private static List<Boolean> together(Job one, Job two) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(2);
    CyclicBarrier start = new CyclicBarrier(2);
    try {
      Future<Boolean> first = threads.submit(() -> started(start, one));
      Future<Boolean> second = threads.submit(() -> started(start, two));
      return List.of(first.get(), second.get());
    } finally {
      threads.shutdown();
    }
  }

  private static boolean started(CyclicBarrier start, Job job) throws Exception {
    start.await();
    return job.run();
  }
}
