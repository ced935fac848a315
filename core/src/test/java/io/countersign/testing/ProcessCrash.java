// SPDX-License-Identifier: Apache-2.0
package io.countersign.testing;

/** The process dies here; an {@link Error}, so that no handler of exceptions may carry on. */
final class ProcessCrash extends Error {

  private static final long serialVersionUID = 1L;

  ProcessCrash() {
    super("the process died here, on purpose", null, false, false);
  }

  static void now() {
    throw new ProcessCrash();
  }
}
