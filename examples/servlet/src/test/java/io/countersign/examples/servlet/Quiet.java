// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.servlet;

import java.util.logging.Level;
import java.util.logging.Logger;

/** Keeps the log of what these tests provoke off the console. */
final class Quiet {

  /** Held, because a logger that nobody holds forgets its level. */
  private static final Logger ALL = Logger.getLogger("");

  private Quiet() {}

  static void please() {
    ALL.setLevel(Level.OFF);
  }
}
