// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.servlet;

import io.countersign.Money;
import java.util.LinkedHashMap;
import java.util.List;
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
    list.put("longjing", item("Longjing green tea, 250 ml", "38.00", "170"));
    list.put("tieguanyin", item("Tieguanyin oolong, 250 ml", "32.00", "145"));
    list.put("puer", item("Aged Pu'er, 250 ml", "45.00", "200"));
    list.put("jasmine", item("Jasmine pearls, 250 ml", "28.00", "125"));
    list.put("tea", item("One pot of tea", "25.00", "110"));
    list.put("cake", item("A piece of cake", "18.50", "80"));
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

  private static Item item(String description, String yuan, String dollars) {
    return new Item(description, List.of(Money.of(yuan, "CNY"), Money.of(dollars, "TWD")));
  }
}
