// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import io.countersign.InvalidRequestException;
import io.countersign.Money;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A merchant of the platform, as its data declares it.
 *
 * @param id its name on this platform, the workflow's {@code supplier}
 * @param name what the payer reads
 * @param currency what it sells in
 * @param products what it sells
 * @param offers the methods that it offers, in the order in which they are shown
 */
record Restaurant(
    String id, Label name, String currency, List<Product> products, List<Offer> offers) {

  private static final int MOST_OF_ONE = 99;

  /** In minor units: ten thousand million yuan or dollars, whose price in points still fits. */
  private static final long MOST = 1_000_000_000_000L;

  private static final Pattern NAME = Pattern.compile("[a-z0-9-]{1,32}");

  Restaurant {
    products = List.copyOf(products);
    offers = List.copyOf(offers);
    // No point in it: what an account begins with is then one merchant's and nobody else's.
    if (!NAME.matcher(id).matches()) {
      throw new IllegalArgumentException("id: 1 to 32 of a-z 0-9 - expected");
    }
    for (Offer offer : offers) {
      if (offer.account().map(account -> !account.startsWith(id + ".")).orElse(false)) {
        throw new IllegalArgumentException(
            "account: one of this merchant's own expected, which begins with "
                + id
                + "., in method "
                + offer.method());
      }
    }
    long distinct = offers.stream().map(Offer::method).distinct().count();
    if (distinct != offers.size()) {
      throw new IllegalArgumentException("methods: each once expected, in merchant " + id);
    }
  }

  /**
   * A line of the menu.
   *
   * @param price for one
   */
  record Product(String id, Label name, Money price) {}

  /**
   * Reads a merchant's file.
   *
   * @throws IllegalArgumentException if something is missing or odd; says which field
   */
  static Restaurant of(JsonNode file) {
    Offer.onlyHas(file, "id", "name", "currency", "products", "methods");
    String currency = Offer.text(file, "currency");
    List<Product> products = new ArrayList<>();
    for (JsonNode line : file.path("products")) {
      Offer.onlyHas(line, "id", "name", "price");
      Money price = Money.of(decimal(line, "price").toPlainString(), currency);
      if (!price.isPositive() || price.minorUnits() % PriceRule.smallestUnit(currency) != 0) {
        throw new IllegalArgumentException("price: an amount that can be paid, not " + price);
      }
      products.add(new Product(Offer.text(line, "id"), label(line), price));
    }
    List<Offer> offers = new ArrayList<>();
    for (JsonNode line : file.path("methods")) {
      offers.add(Offer.of(line));
    }
    return new Restaurant(Offer.text(file, "id"), label(file), currency, products, offers);
  }

  /**
   * The price of a basket by this merchant's own list, before any method's rule.
   *
   * @param basket how many of each product
   * @throws IllegalArgumentException if it is empty, or holds something that is not sold here
   */
  Money total(Map<String, Integer> basket) {
    Money total = Money.ofMinor(0, currency);
    for (Map.Entry<String, Integer> line : basket.entrySet()) {
      Product product =
          products.stream()
              .filter(one -> one.id().equals(line.getKey()))
              .findFirst()
              .orElseThrow(
                  () -> new IllegalArgumentException("products: only what is on the menu"));
      int count = line.getValue();
      if (count < 1 || count > MOST_OF_ONE) {
        throw new IllegalArgumentException("products: 1 to " + MOST_OF_ONE + " of each");
      }
      try {
        total =
            total.plus(
                Money.ofMinor(
                    Math.multiplyExact(product.price().minorUnits(), (long) count), currency));
      } catch (ArithmeticException | InvalidRequestException tooMuch) {
        throw new IllegalArgumentException("products: a total that fits", tooMuch);
      }
    }
    if (!total.isPositive()) {
      throw new IllegalArgumentException("products: at least one");
    }
    if (total.minorUnits() > MOST) {
      throw new IllegalArgumentException("products: a total that fits");
    }
    return total;
  }

  /** The same merchant with a line of its data added, or replaced where it is by this name. */
  Restaurant with(Offer offer) {
    List<Offer> changed = new ArrayList<>(offers);
    int at = 0;
    while (at < changed.size() && !changed.get(at).method().equals(offer.method())) {
      at++;
    }
    if (at < changed.size()) {
      changed.set(at, offer);
    } else {
      changed.add(offer);
    }
    return new Restaurant(id, name, currency, products, changed);
  }

  /** The same merchant without a method. */
  Restaurant without(String method) {
    return new Restaurant(
        id,
        name,
        currency,
        products,
        offers.stream().filter(offer -> !offer.method().equals(method)).toList());
  }

  static BigDecimal decimal(JsonNode object, String field) {
    String text = Offer.text(object, field);
    if (text.length() > 18 || !text.matches("[0-9]+(\\.[0-9]+)?")) {
      throw new IllegalArgumentException(
          field + ": a plain decimal in quotes expected, such as \"12.50\"");
    }
    return new BigDecimal(text);
  }

  private static Label label(JsonNode object) {
    JsonNode name = object.path("name");
    return new Label(Offer.text(name, "en"), Offer.text(name, "zh"));
  }
}
