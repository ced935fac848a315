// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.lambda;

import java.io.PrintStream;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * All parts of the shop, of which each function uses a few. Making it reads the settings and does
 * nothing else; what costs time is made when it is first needed.
 */
final class Shop {

  private static final Duration TICKET_LIFE = Duration.ofMinutes(5);
  private static final int LEAST_SECRET = 32;

  private final Settings settings;
  private final Clock clock;
  private final Metrics metrics;
  private final Tills tills;
  private @Nullable Stores stores;

  Shop(Settings settings, Clock clock, PrintStream log) {
    this.settings = settings;
    this.clock = clock;
    this.metrics = new Metrics(log, clock);
    this.tills = new Tills(settings, clock, metrics);
  }

  /** What loads classes of AWS: not before something is proven. */
  private record Stores(
      Aws aws, Orders orders, Paybacks paybacks, Settlement settlement, Outbox outbox) {}

  private synchronized Stores stores() {
    Stores opened = stores;
    if (opened == null) {
      Aws aws = new Aws(settings);
      Orders orders = new Orders(aws, settings, clock, new SecureRandom());
      Paybacks paybacks = new Paybacks(aws, settings, clock, orders);
      opened =
          new Stores(
              aws,
              orders,
              paybacks,
              new Settlement(orders, paybacks, metrics, clock),
              new Outbox(aws, settings, orders, metrics));
      stores = opened;
    }
    return opened;
  }

  Settings settings() {
    return settings;
  }

  Clock clock() {
    return clock;
  }

  Metrics metrics() {
    return metrics;
  }

  Aws aws() {
    return stores().aws();
  }

  Tills tills() {
    return tills;
  }

  Orders orders() {
    return stores().orders();
  }

  Paybacks paybacks() {
    return stores().paybacks();
  }

  Settlement settlement() {
    return stores().settlement();
  }

  Outbox outbox() {
    return stores().outbox();
  }

  Cashier cashier() {
    return new Cashier(tills, orders(), settlement(), metrics, settings, clock);
  }

  RefundDesk desk() {
    return new RefundDesk(tills, orders(), paybacks(), settlement(), metrics, clock);
  }

  FollowUps followUps() {
    return new FollowUps(this);
  }

  /** Pays ahead, before a snapshot is taken, for what a first call would have to load. */
  void warmUp() {
    tills.warmUp();
    aws().warmUp();
  }

  /** What a visitor shows who has logged in. */
  SignedTokens sessions() {
    return new SignedTokens(
        settings.secret("SESSION_SECRET", LEAST_SECRET), "session", settings.session(), clock);
  }

  /**
   * What the address of one order's checkout page holds, as a browser opens it without a session.
   */
  SignedTokens tickets() {
    return new SignedTokens(
        settings.secret("SESSION_SECRET", LEAST_SECRET), "checkout", TICKET_LIFE, clock);
  }
}
