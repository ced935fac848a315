// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.servlet;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code GET /catalogue}: what the shop sells and in which ways it may be paid. */
final class CatalogueServlet extends HttpServlet {

  private static final long serialVersionUID = 1L;

  private final transient Prices prices;
  private final transient Tills tills;

  CatalogueServlet(Prices prices, Tills tills) {
    this.prices = prices;
    this.tills = tills;
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    List<Map<String, Object>> items = new ArrayList<>();
    prices
        .list()
        .forEach(
            (name, item) -> {
              Map<String, String> byCurrency = new LinkedHashMap<>();
              item.prices()
                  .forEach(
                      price ->
                          byCurrency.put(price.currency().getCurrencyCode(), price.toDecimal()));
              items.add(
                  Map.of("name", name, "description", item.description(), "prices", byCurrency));
            });
    List<Map<String, String>> ways = tills.ways().stream().map(this::shown).toList();
    new Reply(200, Map.of("items", items, "ways", ways)).send(response);
  }

  private Map<String, String> shown(Way way) {
    return Map.of(
        "provider",
        way.provider(),
        "scene",
        way.scene(),
        "currency",
        tills.find(way.provider()).orElseThrow().currency());
  }
}
