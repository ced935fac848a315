// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.servlet;

import io.countersign.Money;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What things cost. The browser names an item and never an amount. */
@FunctionalInterface
interface Prices {

  /** The item of that name, if the shop has it. */
  Optional<Item> of(String name);

  /** Everything on the list by name, in the order of the list; empty if it is not to be shown. */
  default Map<String, Item> list() {
    return Map.of();
  }

  /** The list of this shop. */
  static Prices ofTheShop() {
    Map<String, Item> list = new LinkedHashMap<>();
    list.put("longjing", new Item("Longjing green tea, 250 ml", Money.of("38.00", "CNY")));
    list.put("tieguanyin", new Item("Tieguanyin oolong, 250 ml", Money.of("32.00", "CNY")));
    list.put("puer", new Item("Aged Pu'er, 250 ml", Money.of("45.00", "CNY")));
    list.put("jasmine", new Item("Jasmine pearls, 250 ml", Money.of("28.00", "CNY")));
    list.put("tea", new Item("One pot of tea", Money.of("25.00", "CNY")));
    list.put("cake", new Item("A piece of cake", Money.of("18.50", "CNY")));
    return new Prices() {
      @Override
      public Optional<Item> of(String name) {
        return Optional.ofNullable(list.get(name));
      }

      @Override
      public Map<String, Item> list() {
        return list;
      }
    };
  }
}
