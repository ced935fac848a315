// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.crac.Core;
import org.crac.Resource;
import org.jspecify.annotations.Nullable;

/**
 * A function of the shop. Before a snapshot is taken it pays ahead for what a first call would have
 * to load. Nothing that holds for a moment only (a time, a nonce, a connection to AWS) is made
 * before that, so nothing stale wakes up in a thousand copies.
 */
abstract class ShopFunction implements RequestStreamHandler, Resource {

  private static final Duration WITHOUT_CONTEXT = Duration.ofSeconds(60);

  private final Shop shop;

  ShopFunction(Map<String, String> environment, Clock clock) {
    this.shop = new Shop(Settings.of(environment), clock, System.out);
    // Held weakly there; the runtime holds the function itself.
    Core.getGlobalContext().register(this);
  }

  final Shop shop() {
    return shop;
  }

  @Override
  public void beforeCheckpoint(org.crac.Context<? extends Resource> context) {
    try {
      shop.warmUp();
      warmUp();
    } catch (RuntimeException broken) {
      // The runtime tells of nothing but that there was an exception.
      shop.metrics()
          .log("no snapshot: " + broken.getClass().getSimpleName() + ": " + broken.getMessage());
      throw broken;
    }
  }

  /** What a function pays ahead by itself. */
  void warmUp() {}

  @Override
  public void afterRestore(org.crac.Context<? extends Resource> context) {
    // Nothing was kept that could be stale.
  }

  /** When calls must end: a margin before Lambda ends this run. */
  final Instant deadline(@Nullable Context context, Duration margin) {
    Duration left =
        context == null ? WITHOUT_CONTEXT : Duration.ofMillis(context.getRemainingTimeInMillis());
    return shop.clock().instant().plus(left).minus(margin);
  }
}
