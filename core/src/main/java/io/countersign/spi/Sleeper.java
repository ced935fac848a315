// SPDX-License-Identifier: Apache-2.0
package io.countersign.spi;

import java.time.Duration;

/** Waits; replaced in tests, which never sleep. */
@FunctionalInterface
public interface Sleeper {

  /** Waits that long. */
  void sleep(Duration duration) throws InterruptedException;
}
