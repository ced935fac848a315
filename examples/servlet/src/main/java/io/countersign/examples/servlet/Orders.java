// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.servlet;

import io.countersign.Expectations;
import io.countersign.ExpectedPayment;
import io.countersign.FollowUp;
import io.countersign.Money;
import io.countersign.Payment;
import io.countersign.PaymentId;
import io.countersign.PaymentRef;
import io.countersign.PaymentState;
import io.countersign.Refund;
import io.countersign.RefundState;
import io.countersign.ShowVoucher;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The shop's tables, in memory: orders, attempts, paybacks and parcels. Each method is one database
 * transaction of a real shop; the comments give the condition on which its writes depend. Those
 * conditions are what makes the shop act once, however often an event is delivered.
 */
class Orders implements Expectations {

  /** The way to pay that charges again by itself. */
  private static final String SUBSCRIPTION = "subscription";

  private static final Duration ASK_ABOUT_REFUND = Duration.ofMinutes(10);
  private static final Duration ASK_ABOUT_CHARGES = Duration.ofDays(1);

  private final SecureRandom random = new SecureRandom();
  private final Clock clock;
  private final Timeline timeline;
  private final Map<String, Order> orders = new LinkedHashMap<>();
  private final Map<String, Attempt> attempts = new LinkedHashMap<>();
  private final Map<String, Payback> paybacks = new LinkedHashMap<>();
  private final List<String> parcels = new ArrayList<>();
  private final Map<String, ShowVoucher> vouchers = new LinkedHashMap<>();
  private final Set<String> wentBack = new LinkedHashSet<>();
  private final Set<String> laterCharges = new LinkedHashSet<>();
  private final Map<String, Instant> subscriptions = new LinkedHashMap<>();

  Orders(Clock clock) {
    this(clock, new Timeline(clock));
  }

  /**
   * The same, with a record of what was proven.
   *
   * @param timeline where it is written
   */
  Orders(Clock clock, Timeline timeline) {
    this.clock = clock;
    this.timeline = timeline;
  }

  /** What happened to each order, on the wire and here. */
  Timeline timeline() {
    return timeline;
  }

  /** The latest orders, the newest first. */
  synchronized List<Order> latest(int most) {
    List<Order> all = new ArrayList<>(orders.values());
    Collections.reverse(all);
    return all.stream().limit(most).toList();
  }

  /** A new order, at the price where it is to be paid. */
  synchronized Order open(Item item, Money price) {
    Order order =
        new Order(UUID.randomUUID().toString(), item, price, Order.Status.OPEN, Optional.empty());
    orders.put(order.id(), order);
    return order;
  }

  synchronized Optional<Order> find(String id) {
    return Optional.ofNullable(orders.get(id));
  }

  /** The order's attempts, the latest last. */
  synchronized List<Attempt> attemptsOf(String orderId) {
    return attempts.values().stream().filter(row -> row.orderId().equals(orderId)).toList();
  }

  /** Whether the provider has proven that an order's latest attempt failed. */
  synchronized boolean failed(String orderId) {
    return latestOf(orderId).flatMap(Attempt::state).equals(Optional.of(PaymentState.FAILED));
  }

  private Optional<Attempt> latestOf(String orderId) {
    List<Attempt> all = attemptsOf(orderId);
    return all.stream().skip(Math.max(0, all.size() - 1)).findFirst();
  }

  /**
   * Stores an attempt before anything is sent: INSERT … WHERE the order has {@code before}
   * attempts, so that two clicks at the same time do not begin two.
   *
   * @return false if somebody else began one in the meantime
   */
  synchronized boolean begin(Attempt attempt, int before) {
    if (attemptsOf(attempt.orderId()).size() != before) {
      return false;
    }
    attempts.put(attempt.payment().number(), attempt);
    timeline.begins(attempt.orderId(), attempt.payment().number());
    return true;
  }

  /** The order of an attempt. */
  synchronized Optional<Order> ofNumber(String number) {
    return Optional.ofNullable(attempts.get(number)).map(row -> order(row.orderId()));
  }

  /** What the shop expects of a payment: asked before a notification is believed. */
  @Override
  public synchronized Optional<ExpectedPayment> of(String number) {
    return Optional.ofNullable(attempts.get(number)).map(row -> ExpectedPayment.of(row.payment()));
  }

  /**
   * The provider has spoken about an attempt. Every way leads here: notification, question, payment
   * code.
   *
   * @param payment proven and confirmed
   * @param next what is to be done next about the attempt
   */
  synchronized void payment(Payment payment, FollowUp next) {
    timeline.proven(payment);
    String number = payment.ref().number();
    // Whose money went back, as by a reversal, is over: nothing to send, and another may begin. No
    // older report leads out of that: UPDATE attempts … WHERE NOT went_back OR ? = 'CLOSED'.
    if (payment.isRefundedInFull()) {
      wentBack.add(number);
    }
    PaymentState state = wentBack.contains(number) ? PaymentState.CLOSED : payment.state();
    Attempt attempt = attempt(payment.ref()).with(payment.ref(), state, next);
    attempts.put(number, attempt);
    if (state != PaymentState.PAID) {
      return;
    }
    Order order = order(attempt.orderId());
    // UPDATE orders SET status = 'PAID', paid_by = ? WHERE id = ? AND status = 'OPEN'
    if (order.status() == Order.Status.OPEN) {
      orders.put(order.id(), order.paidBy(number));
      parcels.add(order.id());
      if (attempt.way().scene().equals(SUBSCRIPTION)) {
        subscriptions.put(number, clock.instant().plus(ASK_ABOUT_CHARGES));
      }
    } else if (!order.paidBy().equals(Optional.of(number))) {
      // Paid after it was cancelled, or twice in two ways: not ours to keep.
      owe(attempt);
    }
  }

  /**
   * The payer has something to pay with, elsewhere and later. It is shown, and that is all: the
   * order is as open as before.
   */
  synchronized void voucher(String number, ShowVoucher voucher) {
    timeline.add(
        Optional.of(number), "voucher", Map.of("payBefore", voucher.payBefore().toString()));
    vouchers.put(number, voucher);
  }

  /** What the payer of an order's latest attempt may pay with. */
  synchronized Optional<ShowVoucher> voucherOf(String orderId) {
    return latestOf(orderId).map(latest -> vouchers.get(latest.payment().number()));
  }

  /** Somebody has tried what a payment looks like. Nobody has paid, so nothing is sent. */
  synchronized void simulated(String number) {
    timeline.add(Optional.of(number), "simulated", Map.of());
  }

  /**
   * A subscription's second or later charge: a parcel of its own, once for each charge, however it
   * is heard of. INSERT INTO charges (number, charge), of which both together are unique.
   *
   * @param charge the provider's number of the charge
   */
  synchronized void charged(String number, String charge) {
    Order order = order(of(attempts, number).orderId());
    if (laterCharges.add(number + "/" + charge)) {
      timeline.add(Optional.of(number), "charge", Map.of("charge", charge));
      parcels.add(order.id());
    }
  }

  /** SELECT … FROM subscriptions WHERE ask_at <= ?. */
  synchronized List<PaymentRef> dueSubscriptions(Instant now) {
    return subscriptions.entrySet().stream()
        .filter(row -> !row.getValue().isAfter(now))
        .map(row -> of(attempts, row.getKey()).payment())
        .toList();
  }

  /** A subscription was asked about. */
  synchronized void asked(PaymentRef subscription, boolean runs) {
    if (runs) {
      subscriptions.put(subscription.number(), clock.instant().plus(ASK_ABOUT_CHARGES));
    } else {
      subscriptions.remove(subscription.number());
    }
  }

  /** Nothing new is known about an attempt, except what to do next. */
  synchronized void follow(PaymentRef payment, FollowUp next) {
    attempts.put(payment.number(), attempt(payment).with(next));
  }

  /** UPDATE orders SET status = 'CANCELLED' WHERE id = ? AND status = 'OPEN'. */
  synchronized boolean cancel(String orderId) {
    Order order = order(orderId);
    if (order.status() != Order.Status.OPEN) {
      return false;
    }
    orders.put(orderId, order.with(Order.Status.CANCELLED));
    return true;
  }

  /**
   * Decides to give back all that is left of an order: UPDATE orders SET status = 'REFUNDING' WHERE
   * id = ? AND status = 'PAID'. Sending it is the follow-up's.
   */
  synchronized Optional<Payback> refund(String orderId) {
    Order order = order(orderId);
    if (order.status() != Order.Status.PAID) {
      return Optional.empty();
    }
    Attempt paidBy = of(attempts, order.paidBy().orElseThrow());
    Payback rest = owe(paidBy, refundable(orderId), Optional.empty());
    orders.put(orderId, order.with(Order.Status.REFUNDING));
    return Optional.of(rest);
  }

  /**
   * Decides to give back a part. The sum and the insertion are one transaction, so that two parts
   * at the same time never exceed the whole; click has a unique index, so that a double click finds
   * the first one's row. While nobody knows whether an earlier part was taken, no other begins: the
   * sum before it would be a guess.
   *
   * @return empty if so much is not left, the order is not paid, or an earlier part is undecided
   */
  synchronized Optional<Payback> refund(String orderId, Money amount, String click) {
    Optional<Payback> clicked =
        paybacksOf(orderId).stream()
            .filter(row -> row.click().equals(Optional.of(click)))
            .findFirst();
    if (clicked.isPresent()) {
      return clicked.filter(row -> row.amount().equals(amount));
    }
    Order order = order(orderId);
    boolean paid = order.status() == Order.Status.PAID || order.status() == Order.Status.REFUNDING;
    if (!paid || !amount.isPositive() || amount.compareTo(refundable(orderId)) > 0) {
      return Optional.empty();
    }
    if (paidFor(order).anyMatch(Payback::undecided)) {
      return Optional.empty();
    }
    Attempt paidBy = of(attempts, order.paidBy().orElseThrow());
    Payback part = owe(paidBy, amount, Optional.of(click));
    orders.put(orderId, order.with(Order.Status.REFUNDING));
    return Optional.of(part);
  }

  /** What was given back already for an order, proven. */
  synchronized Money refunded(String orderId) {
    return sum(orderId, Payback::settled);
  }

  /** What could still be given back for an order; nothing if it is not paid. */
  synchronized Money refundable(String orderId) {
    Order order = order(orderId);
    return order.paidBy().isEmpty()
        ? sum(orderId, row -> false)
        : order.price().minus(sum(orderId, Payback::counts));
  }

  /** The provider has spoken about a refund, by answer, notification or question. */
  synchronized void refunded(Refund refund) {
    refunded(refund, after(refund, clock.instant()));
  }

  /**
   * The same.
   *
   * @param next what is to be done next about it
   */
  synchronized void refunded(Refund refund, FollowUp next) {
    timeline.proven(refund);
    Payback payback = of(paybacks, refund.refundId());
    paybacks.put(payback.refundId(), payback.with(refund.state()).with(next));
    settle(payback);
  }

  /** What is to be done after a provider that tells how each refund ends has spoken about one. */
  static FollowUp after(Refund refund, Instant now) {
    return switch (refund.state()) {
      case REFUNDED, FAILED -> new FollowUp.Done();
      case NEEDS_ACTION -> new FollowUp.Reconcile();
      case PROCESSING, UNRECOGNIZED -> new FollowUp.Ask(now.plus(ASK_ABOUT_REFUND));
    };
  }

  /** The provider has refused a refund, and nothing happened; a person has to look at it. */
  synchronized void refundRefused(Payback payback) {
    follow(payback, new FollowUp.Reconcile());
    settle(payback);
  }

  /** A refund has come to nothing, provably, and its id with it: asked for again, it is another. */
  synchronized void refundFailed(Payback payback) {
    Payback row = of(paybacks, payback.refundId());
    if (row.state().equals(payback.state())) {
      paybacks.put(row.refundId(), row.with(RefundState.FAILED).with(new FollowUp.Done()));
    }
    settle(payback);
  }

  /**
   * Nothing new is known about a refund, except what to do next: UPDATE … WHERE state is what it
   * was when the question was sent. A late refusal takes nothing back that was proven in the
   * meantime.
   */
  synchronized void follow(Payback payback, FollowUp next) {
    Payback row = of(paybacks, payback.refundId());
    if (row.state().equals(payback.state())) {
      paybacks.put(row.refundId(), row.with(next));
    }
  }

  /**
   * Until when a refund of an order waits, because nothing of it can be sent earlier: SELECT
   * MIN(follow_up_at) … WHERE it is to be sent and follow_up_at > ?.
   */
  synchronized Optional<Instant> refundWaitsUntil(String orderId, Instant now) {
    return paybacksOf(orderId).stream()
        .filter(Payback::undecided)
        .map(Payback::next)
        .flatMap(
            next -> next instanceof FollowUp.RepeatSame it ? Stream.of(it.at()) : Stream.empty())
        .filter(now::isBefore)
        .min(Comparator.naturalOrder());
  }

  /** How a payback stands. */
  synchronized Payback payback(String refundId) {
    return of(paybacks, refundId);
  }

  /** SELECT … FROM attempts WHERE follow_up_at <= ?. */
  synchronized List<Attempt> dueAttempts(Instant now) {
    return attempts.values().stream().filter(row -> row.next().isDue(now)).toList();
  }

  /** SELECT … FROM paybacks WHERE follow_up_at <= ?. */
  synchronized List<Payback> duePaybacks(Instant now) {
    return paybacks.values().stream().filter(row -> row.next().isDue(now)).toList();
  }

  /** What was given back or will be, for an order. */
  synchronized List<Payback> paybacksOf(String orderId) {
    return paybacks.values().stream().filter(row -> row.orderId().equals(orderId)).toList();
  }

  /** How many parcels were packed for an order: one, if all goes well. */
  synchronized long parcelsOf(String orderId) {
    return parcels.stream().filter(orderId::equals).count();
  }

  /** Not ours to keep: one payback of the whole, however often we hear of it. */
  private void owe(Attempt attempt) {
    String number = attempt.payment().number();
    boolean owed =
        paybacks.values().stream()
            .anyMatch(row -> row.payment().number().equals(number) && !failed(row));
    if (!owed) {
      owe(attempt, attempt.payment().total(), Optional.empty());
    }
  }

  /**
   * What a part would be, for looking at before it is asked for; no row is written.
   *
   * @return empty if so much is not left
   */
  synchronized Optional<Payback> sketch(String orderId, Money amount) {
    Order order = order(orderId);
    if (!amount.isPositive() || amount.compareTo(refundable(orderId)) > 0) {
      return Optional.empty();
    }
    Attempt paidBy = of(attempts, order.paidBy().orElseThrow());
    return Optional.of(row(paidBy, amount, Optional.empty()));
  }

  /**
   * A row for a payback, under an id that no other has and that tells its time, as some providers
   * want it. One that was refused before keeps its id when a person says: again.
   */
  private Payback owe(Attempt attempt, Money amount, Optional<String> click) {
    Payback row = row(attempt, amount, click);
    owed(row);
    return row;
  }

  /** INSERT INTO paybacks. */
  synchronized void owed(Payback row) {
    paybacks.put(row.refundId(), row);
  }

  private Payback row(Attempt attempt, Money amount, Optional<String> click) {
    PaymentRef payment = attempt.payment();
    List<Payback> before =
        paybacks.values().stream()
            .filter(row -> row.payment().number().equals(payment.number()))
            .toList();
    String refundId =
        before.stream()
            .filter(row -> row.refused() && row.amount().equals(amount))
            .map(Payback::refundId)
            .findFirst()
            .orElseGet(() -> PaymentId.next(clock, random).number());
    return new Payback(
        refundId,
        attempt.orderId(),
        attempt.ref(),
        amount,
        before.stream()
            .filter(Payback::counts)
            .map(Payback::amount)
            .reduce(amount.minus(amount), Money::plus),
        click,
        Optional.empty(),
        new FollowUp.RepeatSame(clock.instant()).toText());
  }

  /** Only the payment that paid the order decides how the order stands. */
  private void settle(Payback payback) {
    Order order = order(payback.orderId());
    boolean ours = order.paidBy().equals(Optional.of(payback.payment().number()));
    if (order.status() != Order.Status.REFUNDING || !ours) {
      return;
    }
    if (refunded(order.id()).equals(order.price())) {
      orders.put(order.id(), order.with(Order.Status.REFUNDED));
    } else if (paidFor(order).noneMatch(Payback::open)) {
      orders.put(order.id(), order.with(Order.Status.PAID));
    }
  }

  private Money sum(String orderId, Predicate<Payback> which) {
    Order order = order(orderId);
    Money none = order.price().minus(order.price());
    return paidFor(order).filter(which).map(Payback::amount).reduce(none, Money::plus);
  }

  /** The paybacks of the payment that paid an order, not those of one too many. */
  private Stream<Payback> paidFor(Order order) {
    return paybacks.values().stream()
        .filter(row -> order.paidBy().equals(Optional.of(row.payment().number())));
  }

  private static boolean failed(Payback row) {
    return row.state().equals(Optional.of(RefundState.FAILED));
  }

  private Order order(String id) {
    return of(orders, id);
  }

  private Attempt attempt(PaymentRef payment) {
    return of(attempts, payment.number());
  }

  private static <T> T of(Map<String, T> table, String key) {
    T row = table.get(key);
    if (row == null) {
      throw new IllegalArgumentException("this shop has no row " + key);
    }
    return row;
  }
}
