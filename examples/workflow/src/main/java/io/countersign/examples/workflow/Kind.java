// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.workflow;

import java.util.Locale;

/** Who takes the money: what the workflow branches by, so that another method needs no branch. */
enum Kind {
  /** A provider, through the account that the merchant's data names. */
  PROVIDER,
  /** Nobody: the payer's points are taken. */
  POINTS,
  /** The merchant, at the counter, when the payer arrives. */
  ARRIVAL;

  /** As the merchants' data and the workflow write it. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Reads it.
   *
   * @throws IllegalArgumentException if it is none of these
   */
  static Kind of(String word) {
    for (Kind kind : values()) {
      if (kind.word().equals(word)) {
        return kind;
      }
    }
    throw new IllegalArgumentException("kind: provider, points or arrival expected, not " + word);
  }
}
