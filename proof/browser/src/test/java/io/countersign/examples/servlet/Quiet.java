// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.servlet;

import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Keeps server and driver from talking into the build's output. */
final class Quiet {

  /** Held, because a logger that nobody holds forgets its level. */
  private static final List<Logger> LOGGERS =
      List.of(
          Logger.getLogger("org.apache"),
          Logger.getLogger("org.openqa"),
          Logger.getLogger("io.countersign"));

  private Quiet() {}

  static void please() {
    LOGGERS.forEach(logger -> logger.setLevel(Level.OFF));
  }
}
