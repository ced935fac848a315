// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.lambda.local;

import java.io.IOException;
import java.util.Arrays;

/**
 * The main class of every child JVM: runs another main class, and ends when whoever started it is
 * gone, even if that one was killed.
 */
final class Leash {

  private Leash() {}

  /** The class to run, and its arguments. */
  public static void main(String[] args) throws ReflectiveOperationException {
    Thread watch = new Thread(Leash::untilNobodyHoldsIt, "leash");
    watch.setDaemon(true);
    watch.start();
    Class.forName(args[0])
        .getMethod("main", String[].class)
        .invoke(null, (Object) Arrays.copyOfRange(args, 1, args.length));
  }

  private static void untilNobodyHoldsIt() {
    try {
      while (System.in.read() >= 0) {
        // Nobody writes; only the end counts.
      }
    } catch (IOException gone) {
      // The same as the end.
    }
    Runtime.getRuntime().halt(0);
  }
}
