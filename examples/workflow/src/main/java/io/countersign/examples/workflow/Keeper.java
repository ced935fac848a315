// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.workflow;

import io.countersign.FollowUp;
import io.countersign.MismatchException;
import io.countersign.UnavailableException;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * Keeps the time. What a timer runs every second: it wakes the executions whose time is over or
 * whose event was lost, follows up what is due at the providers, gives back what is owed, and
 * starts executions again that an engine lost. The time is the orders' clock, so tests need not
 * wait.
 */
final class Keeper {

  private static final System.Logger LOG = System.getLogger(Keeper.class.getName());

  private static final Duration SOON = Duration.ofSeconds(10);

  private final Orders orders;
  private final Payments payments;
  private final Paybacks paybacks;
  private final Engine engine;
  private final Clock clock;

  Keeper(Orders orders, Payments payments, Engine engine, Clock clock) {
    this.orders = orders;
    this.payments = payments;
    this.paybacks = new Paybacks(payments, orders);
    this.engine = engine;
    this.clock = clock;
  }

  /** Does everything that is due; what cannot be done now stays due and holds up nothing else. */
  void run() {
    for (Attempt attempt : orders.dueAttempts()) {
      quietly(
          () -> {
            try {
              payments.follow(attempt);
            } catch (UnavailableException notNow) {
              // Who was told to come back later does not come earlier.
              Instant later = clock.instant().plus(notNow.retryAfter().orElse(SOON));
              orders.follow(attempt.payment(), new FollowUp.Ask(later));
            } catch (MismatchException different) {
              LOG.log(Level.ERROR, "stop and look: " + different.getMessage());
              orders.follow(attempt.payment(), new FollowUp.Reconcile());
            }
          });
    }
    for (Payback payback : orders.duePaybacks()) {
      quietly(() -> paybacks.follow(payback));
    }
    engine.running().forEach(engine::wake);
    for (String number : orders.unfinished()) {
      quietly(() -> engine.start(number));
    }
  }

  private static void quietly(Runnable work) {
    try {
      work.run();
    } catch (RuntimeException notNow) {
      LOG.log(Level.WARNING, "stays due: " + notNow);
    }
  }
}
