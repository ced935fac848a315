// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.lambda;

import java.time.Clock;
import java.time.Instant;
import java.util.Map;

/**
 * Begins to collect for the orders on its queue: {@code create <number>}, {@code sign <number>}.
 */
public final class OrderWorker extends QueueFunction {

  /** For Lambda: configured by the environment. */
  public OrderWorker() {
    this(System.getenv(), Clock.systemUTC());
  }

  OrderWorker(Map<String, String> environment, Clock clock) {
    super(environment, clock);
  }

  @Override
  void work(String body, Instant deadline) {
    int blank = body.indexOf(' ');
    String work = body.substring(0, Math.max(0, blank));
    if (!work.equals(Outbox.CREATE) && !work.equals(Outbox.SIGN)) {
      throw new IllegalArgumentException("no work of this queue's");
    }
    shop().cashier().collect(body.substring(blank + 1), deadline);
  }
}
