// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.servlet;

import io.countersign.Money;
import java.util.Optional;

/**
 * What a customer wants. It is not a payment: several attempts to collect may belong to one order.
 *
 * @param id unguessable, because whoever knows it may look at the order
 * @param item what to send
 * @param price from the shop's own list, never from the browser; in the currency of the way to pay
 *     that was chosen first, and not changed afterwards
 * @param status how it stands
 * @param paidBy the number of the attempt that paid it
 */
record Order(String id, Item item, Money price, Status status, Optional<String> paidBy) {

  enum Status {
    OPEN,
    PAID,
    CANCELLED,
    REFUNDING,
    REFUNDED
  }

  Order with(Status newStatus) {
    return new Order(id, item, price, newStatus, paidBy);
  }

  Order paidBy(String number) {
    return new Order(id, item, price, Status.PAID, Optional.of(number));
  }
}
