// SPDX-License-Identifier: Apache-2.0
package io.countersign.proof.interop;

import java.util.function.BooleanSupplier;

/** The official SDK says no in two ways: by false and by any exception. */
final class Refusal {

  private Refusal() {}

  static boolean of(BooleanSupplier theirs) {
    try {
      return !theirs.getAsBoolean();
    } catch (RuntimeException no) {
      return true;
    }
  }
}
