// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.lambda.local;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for other processes, which nobody here can drive by a clock. */
public final class Waiting {

  private static final long LOOK_EVERY_MS = 25;

  private Waiting() {}

  /** Looks until something is so; an {@link AssertionError} when the patience is over. */
  public static void until(Duration patience, String what, BooleanSupplier reached) {
    long end = System.nanoTime() + patience.toNanos();
    while (!reached.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError(
            "Waited " + patience.toSeconds() + " s for this and it did not come: " + what);
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(LOOK_EVERY_MS));
    }
  }
}
