// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.servlet;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** What the lab does to a shop. */
enum LabAttack {
  FORGED("Forged", "Somebody posts a forged notification that says: paid."),
  REPLAYED("Replayed", "A true notification was recorded, and is posted again and again."),
  SMALLER_AMOUNT(
      "Smaller amount", "A signed notification names the order, but one fen as its price."),
  OTHER_MERCHANT(
      "Other merchant's", "A payer pays somebody else under the same number; the shop is told so."),
  DROPPED_ANSWER("Dropped answer", "The gateway takes the money, and its answer is lost."),
  GATEWAY_DOWN(
      "Gateway down", "The gateway takes the money and then answers with errors for ten minutes."),
  CALLBACKS_DEAD("Callbacks dead", "The payer pays, and no notification gets through for an hour.");

  private final String title;
  private final String text;

  LabAttack(String title, String text) {
    this.title = title;
    this.text = text;
  }

  static Optional<LabAttack> of(String id) {
    return Stream.of(values()).filter(attack -> attack.id().equals(id)).findFirst();
  }

  /** As in the address and in the keys of its texts. */
  String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  String title() {
    return title;
  }

  String text() {
    return text;
  }
}
