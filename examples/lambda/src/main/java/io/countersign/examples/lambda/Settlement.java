// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.lambda;

import io.countersign.FollowUp;
import io.countersign.Payment;
import io.countersign.PaymentState;
import io.countersign.Refund;
import io.countersign.RefundState;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What the shop does about what a provider has proven. Callbacks, questions and statements all end
 * here, in any order and any number.
 */
final class Settlement {

  private static final Duration ASK_ABOUT_REFUND = Duration.ofMinutes(10);
  private static final int MOST_TRIES = 8;

  private final Orders orders;
  private final Paybacks paybacks;
  private final Metrics metrics;
  private final Clock clock;

  Settlement(Orders orders, Paybacks paybacks, Metrics metrics, Clock clock) {
    this.orders = orders;
    this.paybacks = paybacks;
    this.metrics = metrics;
    this.clock = clock;
  }

  /** What came of it. */
  enum Effect {
    /** The order is paid, by this very call. */
    PAID,
    /** It was paid after it had ended; its refund is decided. */
    PAID_LATE,
    /** The order ended unpaid. */
    ENDED,
    /** Nothing that was not known before. */
    NOTHING
  }

  /**
   * The provider has spoken about an order's attempt.
   *
   * @param payment proven, and confirmed against the stored attempt
   * @param next what is to be done next about the attempt
   */
  Effect payment(Payment payment, FollowUp next) {
    String number = payment.ref().number();
    for (int attempt = 1; attempt <= MOST_TRIES; attempt++) {
      Order order =
          orders.find(number).orElseThrow(() -> new IllegalStateException("no order " + number));
      boolean gone = payment.isRefundedInFull();
      if (payment.isPaid() && !gone) {
        if (order.open()) {
          if (paid(order, payment, next)) {
            return Effect.PAID;
          }
        } else if (order.state() == Order.State.CANCELLED) {
          if (paidLate(order, payment)) {
            return Effect.PAID_LATE;
          }
        } else {
          return again(order, payment);
        }
      } else if (gone
          || payment.state() == PaymentState.CLOSED
          || payment.state() == PaymentState.FAILED) {
        if (!order.open()) {
          return afterTheEnd(order, payment, next);
        }
        if (orders.cancel(order, next, "the provider: " + payment.state())) {
          return Effect.ENDED;
        }
      } else {
        if (order.open() || order.state() == Order.State.CANCELLED) {
          orders.known(order, next);
        }
        return Effect.NOTHING;
      }
      // Somebody else changed the order in between: look once more.
    }
    throw new IllegalStateException("the order " + number + " is being changed all the time");
  }

  private boolean paid(Order order, Payment payment, FollowUp next) {
    Change change =
        proven(order, payment)
            .set("state", Order.State.PAID)
            .set("outbox", Orders.TO_PUBLISH)
            .set("outboxAt", clock.instant().getEpochSecond())
            .remove("pay", "paySignedAt", "doubt", "doubtSince");
    orders.follow(change, order.number(), next, Optional.empty());
    return orders.move(order, order.state(), Order.State.PAID, change, orders.writes());
  }

  /**
   * Not ours to keep: the refund of the whole is decided in the same transaction, and only once.
   */
  private boolean paidLate(Order order, Payment payment) {
    String refundId = Paybacks.refundId(order.number(), "late");
    Change change =
        proven(order, payment)
            .set("state", Order.State.PAID_LATE)
            .set("late", 1)
            .set("owed", order.amount().minorUnits())
            .set("openRefund", refundId)
            .remove("doubt", "doubtSince");
    orders.follow(change, order.number(), new FollowUp.Done(), Optional.empty());
    Writes writes =
        orders
            .writes()
            .insert(Paybacks.TABLE, "refundId", paybacks.row(order, refundId, order.amount(), 0));
    return orders.move(order, order.state(), Order.State.PAID_LATE, change, writes);
  }

  private Change proven(Order order, Payment payment) {
    Instant paidAt = payment.paidAt().orElse(clock.instant());
    Change change =
        orders
            .change(order.number())
            .where("state", order.state())
            .set("ref", payment.ref().toString())
            .set("paidAt", paidAt.getEpochSecond())
            .set("day", Order.day(paidAt));
    payment.ref().transactionId().ifPresent(id -> change.set("transaction", id));
    return change;
  }

  private Effect again(Order order, Payment payment) {
    Optional<String> transaction = payment.ref().transactionId();
    if (transaction.isPresent()
        && order.transaction().isPresent()
        && !transaction.equals(order.transaction())) {
      look(order, "paid twice: by another transaction than the one that was taken for it");
    }
    return Effect.NOTHING;
  }

  private Effect afterTheEnd(Order order, Payment payment, FollowUp next) {
    if (order.state() == Order.State.CANCELLED) {
      orders.follow(order, next);
    } else if (!payment.isRefundedInFull()) {
      look(order, "the provider calls " + payment.state() + " what it had called paid");
    }
    return Effect.NOTHING;
  }

  /**
   * A person has to look: counted for the alarm, each time, and kept with the order. The alarm
   * comes first, so that nothing is kept of which nobody was told.
   */
  void look(Order order, String why) {
    metrics.needsAction(order.number(), why);
    orders.needsAction(order.number(), why);
  }

  /** The provider has spoken about a refund. */
  void refund(Refund refund) {
    refund(refund, after(refund));
  }

  /**
   * The same.
   *
   * @param next what is to be done next about it
   */
  void refund(Refund refund, FollowUp next) {
    if (paybacks.find(refund.refundId()).isEmpty()) {
      orders
          .find(refund.paymentNumber())
          .ifPresent(
              order -> look(order, "a refund that was not made here: someone used the portal"));
      return;
    }
    paybacks.settle(refund.refundId(), state(refund.state()), next);
    if (refund.state() == RefundState.NEEDS_ACTION) {
      orders
          .find(refund.paymentNumber())
          .ifPresent(order -> look(order, "a refund that the payer's account cannot take"));
    }
  }

  private FollowUp after(Refund refund) {
    return switch (refund.state()) {
      case REFUNDED, FAILED -> new FollowUp.Done();
      case NEEDS_ACTION -> new FollowUp.Reconcile();
      case PROCESSING, UNRECOGNIZED -> new FollowUp.Ask(clock.instant().plus(ASK_ABOUT_REFUND));
    };
  }

  private static Payback.State state(RefundState state) {
    return switch (state) {
      case REFUNDED -> Payback.State.REFUNDED;
      case FAILED -> Payback.State.FAILED;
      case NEEDS_ACTION -> Payback.State.NEEDS_ACTION;
      case PROCESSING, UNRECOGNIZED -> Payback.State.PROCESSING;
    };
  }
}
