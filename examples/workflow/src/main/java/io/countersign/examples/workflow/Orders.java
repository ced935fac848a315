// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.workflow;

import io.countersign.ExpectedPayment;
import io.countersign.FollowUp;
import io.countersign.Payment;
import io.countersign.PaymentId;
import io.countersign.PaymentRef;
import io.countersign.PaymentState;
import io.countersign.Refund;
import io.countersign.examples.workflow.Order.Status;
import java.lang.System.Logger.Level;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The platform's tables, in memory: orders, the states of their executions, attempts, paybacks and
 * kitchen tickets. Each method is one database transaction of a real platform; the comments give
 * the condition on which its writes depend. The workflow hears of nothing that is not written here
 * before: an event that is lost on its way to the engine loses nothing.
 */
final class Orders implements Journal {

  /** What came of a payer's report. */
  enum Report {
    TAKEN,
    /** There was one before, the same or another. */
    TAKEN_BEFORE,
    /** The time to choose is over, or the order. */
    TOO_LATE,
    /** The methods are not there yet. */
    TOO_EARLY
  }

  private static final System.Logger LOG = System.getLogger(Orders.class.getName());

  /** An engine in memory holds them all: whoever starts orders and pays none ends here. */
  static final int MOST_OPEN = 1_000;

  private static final Duration ASK_ABOUT_REFUND = Duration.ofMinutes(10);

  private final SecureRandom random = new SecureRandom();
  private final Clock clock;
  private final Points points;
  private final Duration timeToChoose;
  private final Duration timeToPay;
  private final Map<String, Order> orders = new LinkedHashMap<>();
  private final Map<String, List<Recorded>> states = new LinkedHashMap<>();
  private final Map<String, Attempt> attempts = new LinkedHashMap<>();
  private final Map<String, Payback> paybacks = new LinkedHashMap<>();
  private final Set<String> wentBack = new HashSet<>();
  private final Map<String, Instant> closeAgainAt = new LinkedHashMap<>();
  private final List<String> tickets = new ArrayList<>();

  /**
   * Empty tables.
   *
   * @param flow how long an order waits for what
   */
  Orders(Clock clock, Points points, OrderFlow flow) {
    this.clock = clock;
    this.points = points;
    this.timeToChoose = flow.waits("payment");
    this.timeToPay = flow.waits("callback");
  }

  /** INSERT INTO orders: the number is unique, for ever. */
  synchronized boolean open(Order order) {
    return orders.putIfAbsent(order.number(), order) == null;
  }

  synchronized Optional<Order> find(String number) {
    return Optional.ofNullable(orders.get(number));
  }

  /** The states of an order's execution, in the order in which it entered them. */
  synchronized List<Recorded> states(String number) {
    return List.copyOf(states.getOrDefault(number, List.of()));
  }

  /** Orders whose execution has not come to its end. */
  synchronized List<String> unfinished() {
    return orders.keySet().stream().filter(number -> !finished(number)).toList();
  }

  private boolean finished(String number) {
    List<Recorded> all = states.getOrDefault(number, List.of());
    return !all.isEmpty() && all.get(all.size() - 1).state().equals(OrderFlow.LAST_STATE);
  }

  @Override
  public synchronized void entered(String execution, int visit, String state) {
    List<Recorded> all = states.computeIfAbsent(execution, none -> new ArrayList<>());
    if (visit == all.size()) {
      all.add(new Recorded(state, clock.instant(), Optional.empty()));
    } else if (!visited(execution, visit).state().equals(state)) {
      throw new IllegalStateException(
          "state " + visit + " of " + execution + " is " + visited(execution, visit).state());
    }
  }

  /** The state of a visit. */
  synchronized Recorded visited(String execution, int visit) {
    List<Recorded> all = states.getOrDefault(execution, List.of());
    if (visit < 0 || visit >= all.size()) {
      throw new IllegalArgumentException("no visit " + visit + " of " + execution);
    }
    return all.get(visit);
  }

  /**
   * Writes what the workflow is told in a state: UPDATE … WHERE answer IS NULL.
   *
   * @return what it is told: this, or what was written before
   */
  synchronized Map<String, Object> answered(
      String execution, int visit, Map<String, Object> answer) {
    Recorded row = visited(execution, visit);
    if (row.answer().isPresent()) {
      return row.answer().get();
    }
    Recorded answered = row.answered(answer);
    states.getOrDefault(execution, new ArrayList<>()).set(visit, answered);
    return answered.answer().orElseThrow();
  }

  @Override
  public synchronized Optional<Map<String, Object>> told(String execution, int visit) {
    Recorded row = visited(execution, visit);
    if (row.answer().isPresent()) {
      return row.answer();
    }
    Optional<Map<String, Object>> now =
        row.state().equals("payment") ? chosen(execution) : paid(execution);
    return now.map(answer -> answered(execution, visit, answer));
  }

  private Optional<Map<String, Object>> chosen(String number) {
    Order order = order(number);
    if (order.choice().isPresent()) {
      String kind = order.chosen().map(one -> one.offer().kind().word()).orElse("unknown");
      return Optional.of(
          Map.of("orderNumber", number, "kind", kind, "method", order.choice().get()));
    }
    if (order.offered().isEmpty()) {
      return Optional.of(Map.of("orderNumber", number, "kind", "none"));
    }
    return clock.instant().isBefore(chooseBefore(number).orElseThrow())
        ? Optional.empty()
        : Optional.of(Map.of("orderNumber", number, "kind", "timedOut"));
  }

  /** The end of the time to choose, counted from when the payer was first asked. */
  synchronized Optional<Instant> chooseBefore(String number) {
    return states(number).stream()
        .filter(row -> row.state().equals("payment"))
        .findFirst()
        .map(row -> row.at().plus(timeToChoose));
  }

  private Optional<Map<String, Object>> paid(String number) {
    Order order = order(number);
    Optional<String> result = Optional.empty();
    if (order.settled()) {
      result = Optional.of("completed");
    } else if (!order.is(Status.OPEN) || attemptOf(number).map(Attempt::over).orElse(true)) {
      result = Optional.of("refused");
    } else if (!clock.instant().isBefore(closeAt(order))) {
      result = Optional.of("timedOut");
    }
    return result.map(word -> Map.of("orderNumber", number, "result", word));
  }

  /** When the time to pay is over. */
  Instant payBefore(Order order) {
    return order.startedAt().plus(timeToPay);
  }

  private Instant closeAt(Order order) {
    return closeAgainAt.getOrDefault(order.number(), payBefore(order));
  }

  /** Nobody knows whether a close has closed: it is waited for, and closed again. */
  synchronized void closeAgain(String number, Instant at) {
    closeAgainAt.put(number, at);
  }

  /** The methods of an order, with their prices. */
  synchronized void offer(String number, List<Offered> methods) {
    orders.put(number, order(number).with(methods));
  }

  /**
   * The payer reports a choice: UPDATE orders SET choice = ? WHERE number = ? AND choice IS NULL
   * AND status = 'OPEN' AND its execution waits for it AND now &lt; choose_before.
   */
  synchronized Report choose(String number, String method) {
    Order order = order(number);
    if (order.choice().isPresent()) {
      return Report.TAKEN_BEFORE;
    }
    List<Recorded> all = states(number);
    int last = all.size() - 1;
    Optional<Instant> before = chooseBefore(number);
    if (before.isEmpty()) {
      return order.is(Status.OPEN) ? Report.TOO_EARLY : Report.TOO_LATE;
    }
    if (!order.is(Status.OPEN)
        || !all.get(last).state().equals("payment")
        || told(number, last).isPresent()) {
      return Report.TOO_LATE;
    }
    orders.put(number, order.choosing(method));
    told(number, last);
    return Report.TAKEN;
  }

  /**
   * Stores the attempt before anything is sent: INSERT … WHERE the order has none.
   *
   * @return false if it has one, or is not open any more
   */
  synchronized boolean begin(Attempt attempt) {
    if (attemptOf(attempt.order()).isPresent() || !order(attempt.order()).is(Status.OPEN)) {
      return false;
    }
    attempts.put(attempt.payment().number(), attempt);
    return true;
  }

  synchronized Optional<Attempt> attemptOf(String number) {
    return attempts.values().stream().filter(row -> row.order().equals(number)).findFirst();
  }

  /** What an account's payment has to be: only what was begun at this very account. */
  synchronized Optional<ExpectedPayment> expected(String account, String paymentNumber) {
    return Optional.ofNullable(attempts.get(paymentNumber))
        .filter(row -> row.account().equals(account))
        .map(row -> ExpectedPayment.of(row.payment()));
  }

  synchronized void shown(PaymentRef payment, String content) {
    attempts.put(payment.number(), attempt(payment).showing(content));
  }

  synchronized void refused(PaymentRef payment, String because) {
    attempts.put(payment.number(), attempt(payment).refused(because));
  }

  /** UPDATE attempts SET follow_up = ? WHERE follow_up &lt;&gt; 'reconcile'. */
  synchronized void follow(PaymentRef payment, FollowUp next) {
    Attempt row = attempt(payment);
    if (!row.stopped()) {
      attempts.put(payment.number(), row.with(next));
    }
  }

  /**
   * The provider has spoken about an attempt: by notification, question or answer.
   *
   * @return the order's number
   */
  synchronized String payment(Payment payment, FollowUp next) {
    // Notices overtake one another: what went back is not paid again by an older one.
    if (payment.isRefundedInFull()) {
      wentBack.add(payment.ref().number());
    }
    boolean back = wentBack.contains(payment.ref().number());
    Attempt attempt =
        attempt(payment.ref())
            .with(payment.ref(), back ? PaymentState.CLOSED : payment.state(), next);
    attempts.put(payment.ref().number(), attempt);
    if (payment.isPaid() && !back) {
      Order order = order(attempt.order());
      Optional<String> by = Optional.of(payment.ref().number());
      // UPDATE orders SET status = 'PAID', settled_by = ? WHERE number = ? AND status = 'OPEN'
      if (order.is(Status.OPEN)) {
        orders.put(order.number(), order.with(Status.PAID, by));
      } else if (!order.is(Status.PAID) || !order.settledBy().equals(by)) {
        // Paid after it was cancelled: not ours to keep.
        owe(attempt);
      }
    }
    return attempt.order();
  }

  /** One transaction: the order is open, the points are there, both change. */
  synchronized boolean payByPoints(String number, long price) {
    Order order = order(number);
    if (!order.is(Status.OPEN) || !points.take(order.payer(), price)) {
      return false;
    }
    orders.put(number, order.with(Status.PAID, Optional.of(Kind.POINTS.word())));
    return true;
  }

  /** UPDATE orders SET status = 'AT_THE_COUNTER' WHERE number = ? AND status = 'OPEN'. */
  synchronized boolean payAtTheCounter(String number) {
    Order order = order(number);
    if (!order.is(Status.OPEN)) {
      return false;
    }
    orders.put(number, order.with(Status.AT_THE_COUNTER, Optional.of(Kind.ARRIVAL.word())));
    return true;
  }

  /** UPDATE orders SET status = 'CANCELLED' WHERE number = ? AND status = 'OPEN'. */
  synchronized boolean cancel(String number) {
    Order order = order(number);
    if (!order.is(Status.OPEN)) {
      return false;
    }
    orders.put(number, order.with(Status.CANCELLED, Optional.empty()));
    return true;
  }

  /**
   * The staff takes a settled order back: UPDATE … SET status = 'CANCELLED' WHERE status IN
   * ('PAID', 'AT_THE_COUNTER'). What was paid is given back: points at once, money by its payback.
   */
  synchronized boolean takeBack(String number) {
    Order order = order(number);
    if (!order.settled()) {
      return false;
    }
    Optional<Offered> chosen = order.chosen();
    if (chosen.isPresent() && chosen.get().price() instanceof Price.InPoints taken) {
      points.grant(order.payer(), taken.points());
    } else if (order.is(Status.PAID)) {
      attemptOf(number).ifPresent(this::owe);
    }
    orders.put(number, order.with(Status.CANCELLED, Optional.empty()));
    return true;
  }

  /** INSERT INTO tickets: one for each order that is settled. */
  synchronized void ticket(String number) {
    if (order(number).settled() && !tickets.contains(number)) {
      tickets.add(number);
    }
  }

  /** How many tickets the kitchen has for an order. */
  synchronized long ticketsOf(String number) {
    return Collections.frequency(tickets, number);
  }

  /**
   * The provider has spoken about a refund: UPDATE … WHERE refund_id = ? AND account = ? AND
   * payment = ? AND amount = ?.
   *
   * @return false if it is none of ours: another account's, another payment's, another sum
   */
  synchronized boolean refunded(String account, Refund refund) {
    Payback row = paybacks.get(refund.refundId());
    if (row == null
        || !row.account().equals(account)
        || !row.payment().number().equals(refund.paymentNumber())
        || !row.amount().equals(refund.amount())) {
      LOG.log(Level.ERROR, account + " tells of a refund that is not ours: " + refund);
      return false;
    }
    FollowUp next =
        switch (refund.state()) {
          case REFUNDED -> new FollowUp.Done();
          case FAILED, NEEDS_ACTION -> new FollowUp.Reconcile();
          case PROCESSING, UNRECOGNIZED -> new FollowUp.Ask(later(ASK_ABOUT_REFUND));
        };
    if (next instanceof FollowUp.Reconcile) {
      LOG.log(Level.ERROR, "the payer has no money back, a person has to look: " + refund);
    }
    paybacks.put(row.refundId(), row.with(refund.state(), next));
    return true;
  }

  synchronized void follow(Payback payback, FollowUp next) {
    paybacks.put(payback.refundId(), payback.with(next));
  }

  synchronized List<Payback> paybacksOf(String number) {
    return paybacks.values().stream().filter(row -> row.order().equals(number)).toList();
  }

  /** SELECT … FROM attempts WHERE follow_up_at &lt;= ?. */
  synchronized List<Attempt> dueAttempts() {
    return attempts.values().stream().filter(row -> row.next().isDue(clock.instant())).toList();
  }

  /** SELECT … FROM paybacks WHERE follow_up_at &lt;= ?. */
  synchronized List<Payback> duePaybacks() {
    return paybacks.values().stream().filter(row -> row.next().isDue(clock.instant())).toList();
  }

  /** One payback of the whole, however often we hear of the payment. */
  private void owe(Attempt attempt) {
    boolean owed =
        paybacks.values().stream()
            .anyMatch(row -> row.payment().number().equals(attempt.payment().number()));
    if (!owed) {
      // Some providers want to read the time in it.
      String refundId = PaymentId.next(clock, random).number();
      paybacks.put(
          refundId,
          new Payback(
              refundId,
              attempt.order(),
              attempt.account(),
              attempt.ref(),
              Optional.empty(),
              new FollowUp.RepeatSame(clock.instant()).toText()));
    }
  }

  private Instant later(Duration wait) {
    return clock.instant().plus(wait);
  }

  private Order order(String number) {
    return find(number)
        .orElseThrow(() -> new IllegalArgumentException("there is no order " + number));
  }

  private Attempt attempt(PaymentRef payment) {
    return Optional.ofNullable(attempts.get(payment.number()))
        .orElseThrow(() -> new IllegalArgumentException("there is no such attempt"));
  }
}
