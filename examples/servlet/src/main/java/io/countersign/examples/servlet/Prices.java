// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.servlet;

import io.countersign.Money;
import java.util.Map;
import java.util.Optional;

/** What things cost. The browser names an item and never an amount. */
@FunctionalInterface
interface Prices {

  /** The item of that name, if the shop has it. */
  Optional<Item> of(String name);

  /** The list of this shop. */
  static Prices ofTheShop() {
    Map<String, Item> list =
        Map.of(
            "tea", new Item("One pot of tea", Money.of("25.00", "CNY")),
            "cake", new Item("A piece of cake", Money.of("18.50", "CNY")));
    return name -> Optional.ofNullable(list.get(name));
  }
}
