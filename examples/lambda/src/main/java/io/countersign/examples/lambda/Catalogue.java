// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.lambda;

import io.countersign.Money;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What the shop sells and for how much. A client names an item and a quantity, never an amount. */
final class Catalogue {

  static final int MOST_OF_ONE = 20;

  /**
   * Something to buy.
   *
   * @param name as the client names it
   * @param description what the payer reads
   * @param yuan what it costs where WeChat Pay collects
   * @param dollars what it costs where ECPay collects
   */
  record Item(String name, String description, Money yuan, Money dollars) {

    /** What it costs by a method of payment. */
    Money price(Method method) {
      return method == Method.WECHATPAY ? yuan : dollars;
    }
  }

  private final Map<String, Item> items;

  private Catalogue(Map<String, Item> items) {
    this.items = items;
  }

  /** The list of this shop. */
  static Catalogue ofTheShop() {
    Map<String, Item> items = new LinkedHashMap<>();
    add(items, "tea", "One pot of tea", "25.00", "110");
    add(items, "cake", "A piece of cake", "18.50", "80");
    add(items, "longjing", "Longjing green tea, 250 ml", "38.00", "170");
    return new Catalogue(items);
  }

  Map<String, Item> items() {
    return items;
  }

  Optional<Item> find(String name) {
    return Optional.ofNullable(items.get(name));
  }

  private static void add(
      Map<String, Item> items, String name, String description, String yuan, String dollars) {
    items.put(name, new Item(name, description, Money.of(yuan, "CNY"), Money.of(dollars, "TWD")));
  }
}
