// SPDX-License-Identifier: Apache-2.0
package io.countersign.spi;

import java.time.Duration;

/** Really waits. A class, because a lambda costs a cold start more. */
public final class ThreadSleeper implements Sleeper {

  /** Waits by {@link Thread#sleep(long)}. */
  public ThreadSleeper() {}

  @Override
  public void sleep(Duration duration) throws InterruptedException {
    Thread.sleep(duration.toMillis());
  }
}
