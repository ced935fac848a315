// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.spring;

import io.countersign.Money;
import java.util.List;
import java.util.Optional;

/**
 * What the shop sells, and at what price. The browser names an item and never an amount.
 *
 * @param items in the order in which they are shown
 */
record Catalogue(List<Item> items) {

  Catalogue {
    items = List.copyOf(items);
  }

  /** The tea house's own. */
  static Catalogue ofTheTeaHouse() {
    return new Catalogue(
        List.of(
            item("longjing", "Longjing green tea", "西湖龙井", "38.00", "170"),
            item("tieguanyin", "Tieguanyin oolong", "安溪铁观音", "32.00", "145"),
            item("dongding", "Dong Ding oolong", "冻顶乌龙", "36.00", "160"),
            item("cake", "Osmanthus cake", "桂花糕", "18.50", "80")));
  }

  /** The item of that name, if the shop has it. */
  Optional<Item> find(String name) {
    return items.stream().filter(item -> item.name().equals(name)).findFirst();
  }

  private static Item item(
      String name, String english, String chinese, String yuan, String dollars) {
    List<Money> prices = List.of(Money.of(yuan, "CNY"), Money.of(dollars, "TWD"));
    return new Item(name, english, chinese, prices);
  }
}
