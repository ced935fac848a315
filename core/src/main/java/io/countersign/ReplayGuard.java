// SPDX-License-Identifier: Apache-2.0
package io.countersign;

import java.time.Clock;
import java.time.Duration;

/**
 * Lets one handler at a time act on an event, and remembers what was done. Implementations share a
 * store between instances (a table with a conditional insert), are safe for use by many threads,
 * and may throw anything: then redelivery is asked.
 */
public interface ReplayGuard {

  /** How a claim ended. */
  sealed interface Claim permits Claim.Granted, Claim.Busy, Claim.Done {

    /**
     * Act now.
     *
     * @param token names this claim in {@code done} and {@code release}
     * @param repeated whether an earlier claim ran out, so that its effect may already be there
     */
    record Granted(String token, boolean repeated) implements Claim {}

    /** Another handler acts right now. */
    record Busy() implements Claim {}

    /** It has been done. */
    record Done() implements Claim {}
  }

  /**
   * Claims an event, atomically.
   *
   * @param key the event, {@link Notification#replayKey()}
   * @param lease after this time an unfinished claim may be granted again
   */
  Claim claim(String key, Duration lease);

  /** Remembers that the event was handled; ignored if the claim was granted anew meanwhile. */
  void done(String key, String token);

  /** Gives the claim back, because the action failed; ignored if it was granted anew meanwhile. */
  void release(String key, String token);

  /**
   * A guard for <em>this JVM only</em>: it does not see other instances, and forgets at restart and
   * beyond 10,000 events. Good for tests and a single server.
   */
  static ReplayGuard inMemory() {
    return inMemory(Clock.systemUTC());
  }

  /** A guard for <em>this JVM only</em>, with leases measured by a clock. */
  static ReplayGuard inMemory(Clock clock) {
    return new InMemoryReplayGuard(clock);
  }

  /**
   * No guard here: the shop's action is itself conditional (it updates the order only where it is
   * not paid yet) and so acts exactly once. Every delivery reaches the action.
   */
  static ReplayGuard byShop() {
    return new ShopReplayGuard();
  }
}
