// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.spring;

import io.countersign.Money;
import java.util.Optional;

/**
 * What a customer wants. It is not a payment: several attempts to collect may belong to one order.
 *
 * @param id unguessable, because whoever knows it may look at the order
 * @param item the item's name in the catalogue
 * @param price from the catalogue; it does not change when the payer chooses another way to pay
 * @param status how it stands
 * @param paidBy the number of the attempt that paid it
 */
record Order(String id, String item, Money price, Status status, Optional<String> paidBy) {

  enum Status {
    OPEN,
    PAID,
    CANCELLED,
    REFUNDED
  }

  String currency() {
    return price.currency().getCurrencyCode();
  }

  /** What is named on the payer's statement, where the catalogue has the item no more. */
  String description(Catalogue catalogue) {
    return catalogue.find(item).map(Item::english).orElse(item);
  }
}
