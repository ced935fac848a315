// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.workflow;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * The merchants' data: what each sells, which methods it offers, and at which price. It begins as
 * one file for each merchant and is edited while the platform runs; an order that has its methods
 * already keeps them. Safe for use by many threads.
 */
final class Restaurants {

  private final Map<String, Restaurant> rows = new LinkedHashMap<>();

  Restaurants(List<Restaurant> restaurants) {
    for (Restaurant restaurant : restaurants) {
      rows.put(restaurant.id(), restaurant);
    }
  }

  /** The files of this example. */
  static Restaurants ofTheExample() {
    return new Restaurants(
        List.of("jiyuan", "lanxin", "taipei").stream().map(Restaurants::file).toList());
  }

  private static Restaurant file(String id) {
    String path = "/merchants/" + id + ".json";
    try (InputStream file = Restaurants.class.getResourceAsStream(path)) {
      if (file == null) {
        throw new IllegalStateException("no file " + path);
      }
      return Restaurant.of(new ObjectMapper().readTree(file));
    } catch (IOException unreadable) {
      throw new IllegalStateException(path + " cannot be read", unreadable);
    }
  }

  synchronized List<Restaurant> all() {
    return List.copyOf(rows.values());
  }

  synchronized Optional<Restaurant> find(String id) {
    return Optional.ofNullable(rows.get(id));
  }

  /**
   * A merchant offers a method, from its next order on.
   *
   * @return false if there is no such merchant
   */
  boolean offer(String id, Offer offer) {
    return change(id, row -> row.with(offer));
  }

  /** A merchant no longer offers a method. */
  boolean withdraw(String id, String method) {
    return change(id, row -> row.without(method));
  }

  private synchronized boolean change(String id, UnaryOperator<Restaurant> edit) {
    return rows.computeIfPresent(id, (key, row) -> edit.apply(row)) != null;
  }
}
