// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.lambda;

import io.countersign.FollowUp;
import io.countersign.MismatchException;
import io.countersign.Payment;
import io.countersign.PaymentClient;
import io.countersign.PaymentCloser;
import io.countersign.PaymentRef;
import io.countersign.PaymentState;
import io.countersign.UnavailableException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Asks about orders that are not final, and ends what has run out. Callbacks get lost; an order is
 * settled by asking, at the latest.
 */
final class FollowUps {

  /** What is due anew at once is done in the same run, so often: asked, closed, asked. */
  private static final int STEPS = 3;

  /** After a person was called, the next question waits. */
  static final Duration UNTIL_SOMEBODY_LOOKED = Duration.ofDays(1);

  private final Tills tills;
  private final Orders orders;
  private final Paybacks paybacks;
  private final Settlement settlement;
  private final RefundDesk desk;
  private final Outbox outbox;
  private final Metrics metrics;
  private final Settings settings;
  private final Clock clock;

  FollowUps(Shop shop) {
    this.tills = shop.tills();
    this.orders = shop.orders();
    this.paybacks = shop.paybacks();
    this.settlement = shop.settlement();
    this.desk = shop.desk();
    this.outbox = shop.outbox();
    this.metrics = shop.metrics();
    this.settings = shop.settings();
    this.clock = shop.clock();
  }

  /** Does what is due for an order that this run has claimed. */
  void follow(String number, Instant deadline) {
    try {
      for (int step = 0; step < STEPS; step++) {
        Optional<Order> order = orders.find(number);
        if (order.isEmpty() || !follow(order.get(), step, deadline)) {
          return;
        }
      }
    } catch (MismatchException different) {
      orders
          .find(number)
          .ifPresent(
              order -> {
                settlement.look(order, "the provider's answer differs: " + different.getMessage());
                orders.leave(order, new FollowUp.Ask(clock.instant().plus(UNTIL_SOMEBODY_LOOKED)));
              });
    } catch (UnavailableException notNow) {
      metrics.log("order " + number + " stays due: " + notNow.getMessage());
      // Who was told to come back later does not come earlier.
      notNow
          .retryAfter()
          .ifPresent(
              pause ->
                  orders
                      .find(number)
                      .ifPresent(
                          order ->
                              orders.follow(order, new FollowUp.Ask(clock.instant().plus(pause)))));
    }
  }

  /** One step; whether there may be another. */
  private boolean follow(Order order, int step, Instant deadline) {
    Instant now = clock.instant();
    if (order.state() == Order.State.SUBMITTED) {
      if (!now.isBefore(order.createdAt().plus(settings.toPay()))) {
        orders.cancel(order, new FollowUp.Done(), "nobody began it in time");
      }
      return false;
    }
    FollowUp due = order.next();
    if (step > 0 && !due.isDue(now)) {
      return false;
    }
    if (!order.open() && order.state() != Order.State.CANCELLED) {
      return false;
    }
    PaymentRef ref = order.ref().orElseThrow();
    PaymentClient client = tills.of(order.method()).before(deadline);
    if (due instanceof FollowUp.Close && client instanceof PaymentCloser closer) {
      // Whatever comes of it: the question tells.
      closer.close(ref);
    }
    ask(order, ref, client, deadline);
    return true;
  }

  /**
   * Asks the provider how an order stands, and settles it. Empty means "not known now", never
   * "unpaid".
   *
   * @return what came of it
   */
  Settlement.Effect ask(Order order, PaymentRef ref, PaymentClient client, Instant deadline) {
    Optional<Payment> payment = client.find(ref);
    Instant now = clock.instant();
    FollowUp next = client.followUp(ref, payment, now);
    Settlement.Effect effect = Settlement.Effect.NOTHING;
    if (payment.isPresent()) {
      effect = settlement.payment(payment.get(), next);
    } else {
      orders.follow(order, next);
    }
    if (effect == Settlement.Effect.PAID || effect == Settlement.Effect.PAID_LATE) {
      metrics.paidFoundByAsking(order.number());
    }
    finish(order.number(), effect, deadline);
    if (effect == Settlement.Effect.NOTHING) {
      giveUp(order.number(), payment.map(Payment::state), next, now);
    }
    return effect;
  }

  /** What follows at once from an order's being paid; if it does not come to that, the timer. */
  void finish(String number, Settlement.Effect effect, Instant deadline) {
    if (effect == Settlement.Effect.PAID) {
      outbox.publish(number);
    } else if (effect == Settlement.Effect.PAID_LATE) {
      paybacks
          .find(Paybacks.refundId(number, "late"))
          .ifPresent(payback -> desk.send(payback, deadline));
    }
  }

  /**
   * The shop waits no longer than it said: what is held goes back on the shelf. The attempt is
   * followed on, and what is paid late is given back.
   */
  private void giveUp(String number, Optional<PaymentState> state, FollowUp next, Instant now) {
    Order order = orders.find(number).orElseThrow();
    boolean paying = state.equals(Optional.of(PaymentState.PROCESSING));
    boolean over = !now.isBefore(order.createdAt().plus(settings.hold()));
    if (order.open() && ((over && !paying) || next instanceof FollowUp.Done)) {
      orders.cancel(order, next, "not paid in time");
    }
    if (next instanceof FollowUp.Reconcile) {
      settlement.look(order, "asking no longer helps; the statement and a person decide");
    }
  }

  /** How long a claimed order or refund stays with the run that claimed it. */
  static Duration lease() {
    return Duration.ofMinutes(6);
  }
}
