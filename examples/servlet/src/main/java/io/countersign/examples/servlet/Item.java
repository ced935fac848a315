// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.servlet;

import io.countersign.Money;
import java.util.List;
import java.util.Optional;

/**
 * Something to buy.
 *
 * @param description what the payer reads
 * @param prices what it costs, once for each currency in which it is sold
 */
record Item(String description, List<Money> prices) {

  Item {
    prices = List.copyOf(prices);
  }

  /** What it costs where this currency is collected; empty if it is not sold there. */
  Optional<Money> priceIn(String currency) {
    return prices.stream()
        .filter(price -> price.currency().getCurrencyCode().equals(currency))
        .findFirst();
  }
}
