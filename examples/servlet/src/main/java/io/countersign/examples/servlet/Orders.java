// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.servlet;

import io.countersign.Expectations;
import io.countersign.ExpectedPayment;
import io.countersign.FollowUp;
import io.countersign.Payment;
import io.countersign.PaymentRef;
import io.countersign.Refund;
import io.countersign.RefundState;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * The shop's tables, in memory: orders, attempts, paybacks and parcels. Each method is one database
 * transaction of a real shop; the comments give the condition on which its writes depend. Those
 * conditions are what makes the shop act once, however often an event is delivered.
 */
class Orders implements Expectations {

  private static final Duration ASK_ABOUT_REFUND = Duration.ofMinutes(10);

  private final Clock clock;
  private final Map<String, Order> orders = new LinkedHashMap<>();
  private final Map<String, Attempt> attempts = new LinkedHashMap<>();
  private final Map<String, Payback> paybacks = new LinkedHashMap<>();
  private final List<String> parcels = new ArrayList<>();

  Orders(Clock clock) {
    this.clock = clock;
  }

  synchronized Order open(Item item) {
    Order order =
        new Order(
            UUID.randomUUID().toString(), item, item.price(), Order.Status.OPEN, Optional.empty());
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
    return true;
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
    String number = payment.ref().number();
    Attempt attempt = attempt(payment.ref()).with(payment.ref(), payment.state(), next);
    attempts.put(number, attempt);
    if (!payment.isPaid()) {
      return;
    }
    Order order = order(attempt.orderId());
    // UPDATE orders SET status = 'PAID', paid_by = ? WHERE id = ? AND status = 'OPEN'
    if (order.status() == Order.Status.OPEN) {
      orders.put(order.id(), order.paidBy(number));
      parcels.add(order.id());
    } else if (!order.paidBy().equals(Optional.of(number))) {
      // Paid after it was cancelled, or twice in two ways: not ours to keep.
      owe(attempt);
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
   * Decides to give the money of an order back: UPDATE orders SET status = 'REFUNDING' WHERE id = ?
   * AND status = 'PAID'. Sending it is the follow-up's.
   */
  synchronized Optional<Payback> refund(String orderId) {
    Order order = order(orderId);
    if (order.status() != Order.Status.PAID) {
      return Optional.empty();
    }
    orders.put(orderId, order.with(Order.Status.REFUNDING));
    Payback payback = owe(of(attempts, order.paidBy().orElseThrow()));
    if (payback.next() instanceof FollowUp.Reconcile) {
      // Refused before, and a person says: again. It keeps its id.
      payback = payback.with(new FollowUp.RepeatSame(clock.instant()));
      paybacks.put(payback.refundId(), payback);
    }
    return Optional.of(payback);
  }

  /** The provider has spoken about a refund: by answer, notification or question. */
  synchronized void refunded(Refund refund) {
    Payback payback = of(paybacks, refund.refundId());
    FollowUp next =
        switch (refund.state()) {
          case REFUNDED, FAILED -> new FollowUp.Done();
          case NEEDS_ACTION -> new FollowUp.Reconcile();
          case PROCESSING, UNRECOGNIZED -> new FollowUp.Ask(clock.instant().plus(ASK_ABOUT_REFUND));
        };
    paybacks.put(payback.refundId(), payback.with(refund.state()).with(next));
    if (refund.state() == RefundState.REFUNDED) {
      settle(payback, Order.Status.REFUNDED);
    } else if (refund.state() == RefundState.FAILED) {
      settle(payback, Order.Status.PAID);
    }
  }

  /** The provider has refused a refund, and nothing happened; a person has to look at it. */
  synchronized void refundRefused(Payback payback) {
    paybacks.put(payback.refundId(), payback.with(new FollowUp.Reconcile()));
    settle(payback, Order.Status.PAID);
  }

  /** Nothing new is known about a refund, except what to do next. */
  synchronized void follow(Payback payback, FollowUp next) {
    paybacks.put(payback.refundId(), payback.with(next));
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

  /**
   * INSERT … ON CONFLICT DO NOTHING: one payback of a payment, under one refund id. Only a refund
   * that is proven to have failed makes room for another id.
   */
  private Payback owe(Attempt attempt) {
    PaymentRef payment = attempt.payment();
    String number = payment.number();
    long failed =
        paybacks.values().stream()
            .filter(row -> row.payment().number().equals(number))
            .filter(row -> row.state().equals(Optional.of(RefundState.FAILED)))
            .count();
    Payback row =
        new Payback(
            "R" + (failed + 1) + "-" + number,
            attempt.orderId(),
            attempt.ref(),
            payment.total(),
            Optional.empty(),
            new FollowUp.RepeatSame(clock.instant()).toText());
    Payback known = paybacks.putIfAbsent(row.refundId(), row);
    return known == null ? row : known;
  }

  /** Only the payment that paid the order decides how the order stands. */
  private void settle(Payback payback, Order.Status status) {
    Order order = order(payback.orderId());
    if (order.status() == Order.Status.REFUNDING
        && order.paidBy().equals(Optional.of(payback.payment().number()))) {
      orders.put(order.id(), order.with(status));
    }
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
