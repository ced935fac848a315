// SPDX-License-Identifier: Apache-2.0
package io.countersign;

import java.util.Optional;

/** Compares a proven report with what was expected. */
final class Binding {

  private Binding() {}

  static void same(String field, String expected, String actual) {
    if (!expected.equals(actual)) {
      throw new MismatchException(field, expected, actual);
    }
  }

  /** Who collects: the same sub-merchant, or none on both sides. */
  static void sameSubMerchant(PaymentRef expected, Optional<String> actual) {
    same("sub-merchant", expected.onBehalfOf().orElse("none"), actual.orElse("none"));
  }

  static void sameTotal(Money expected, Optional<Money> actual, boolean required) {
    if (actual.isEmpty()) {
      if (required) {
        throw new MismatchException("total", expected.toString(), "nothing");
      }
      return;
    }
    same(
        "currency",
        expected.currency().getCurrencyCode(),
        actual.get().currency().getCurrencyCode());
    if (expected.minorUnits() != actual.get().minorUnits()) {
      throw new MismatchException("total", expected.toString(), actual.get().toString());
    }
  }
}
