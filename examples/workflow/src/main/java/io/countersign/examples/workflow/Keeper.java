// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.workflow;

import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * Keeps the time. What a timer runs every second: it wakes the executions whose time is over or
 * whose event was lost, starts executions again that an engine lost, follows up what is due at the
 * providers, and gives back what is owed. The time is the orders' clock, so tests need not wait.
 */
final class Keeper {

  private static final System.Logger LOG = System.getLogger(Keeper.class.getName());

  /** How long one call may take, and all calls of a run for one of the two purposes. */
  private static final Duration ONE_CALL = Duration.ofSeconds(5);

  private static final Duration ALL_CALLS = Duration.ofSeconds(10);

  /** After a crash all orders are to be started again, and not all at once. */
  static final int MOST_STARTS = 100;

  private final Orders orders;
  private final Payments payments;
  private final Paybacks paybacks;
  private final Executions engine;
  private final Clock clock;

  Keeper(Orders orders, Payments payments, Executions engine, Clock clock) {
    this.orders = orders;
    this.payments = payments;
    this.paybacks = new Paybacks(payments, orders, clock);
    this.engine = engine;
    this.clock = clock;
  }

  /** Does what is due; what cannot be done now, or in time, holds up nothing else. */
  void run() {
    // First what asks nobody: no provider that hangs keeps an order from going on.
    engine.running().forEach(number -> quietly(() -> engine.wake(number)));
    orders.unfinished().stream()
        .filter(number -> !engine.running().contains(number))
        .limit(MOST_STARTS)
        .forEach(number -> quietly(() -> engine.start(number)));
    Instant end = clock.instant().plus(ALL_CALLS);
    for (Attempt attempt : orders.dueAttempts()) {
      if (clock.instant().isBefore(end)) {
        quietly(() -> follow(attempt, end));
      }
    }
    Instant endOfPaybacks = clock.instant().plus(ALL_CALLS);
    for (Payback payback : orders.duePaybacks()) {
      if (clock.instant().isBefore(endOfPaybacks)) {
        quietly(() -> follow(payback, endOfPaybacks));
      }
    }
  }

  private void follow(Attempt attempt, Instant end) {
    try {
      payments.before(inTime(end)).follow(attempt);
    } catch (RuntimeException failed) {
      orders.follow(
          attempt.payment(),
          Postponed.after(
              failed, "payment " + attempt.payment().number(), attempt.next(), clock.instant()));
    }
  }

  private void follow(Payback payback, Instant end) {
    try {
      paybacks.before(inTime(end)).follow(payback);
    } catch (RuntimeException failed) {
      orders.follow(
          payback,
          Postponed.after(failed, "refund " + payback.refundId(), payback.next(), clock.instant()));
    }
  }

  private Instant inTime(Instant end) {
    Instant one = clock.instant().plus(ONE_CALL);
    return one.isBefore(end) ? one : end;
  }

  private static void quietly(Runnable work) {
    try {
      work.run();
    } catch (RuntimeException notNow) {
      LOG.log(Level.WARNING, "is done in the next run: " + notNow);
    }
  }
}
