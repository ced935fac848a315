// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.spring;

import io.countersign.Money;
import java.util.List;
import java.util.Optional;

/**
 * Something to buy.
 *
 * @param name by which the browser asks for it
 * @param english what it is called
 * @param chinese what it is called in Chinese
 * @param prices what it costs, once for each currency in which it is sold
 */
record Item(String name, String english, String chinese, List<Money> prices) {

  Item {
    prices = List.copyOf(prices);
  }

  /** What it costs where this currency is collected; empty if it is not sold there. */
  Optional<Money> priceIn(String currency) {
    return prices.stream().filter(price -> code(price).equals(currency)).findFirst();
  }

  private static String code(Money money) {
    return money.currency().getCurrencyCode();
  }
}
