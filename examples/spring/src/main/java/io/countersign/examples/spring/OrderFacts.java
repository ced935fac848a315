// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.spring;

import io.countersign.Money;
import java.util.LinkedHashMap;
import java.util.Map;

/** What may be said about an order to whoever knows its id. */
final class OrderFacts {

  private OrderFacts() {}

  static Map<String, Object> of(Order order, Catalogue catalogue, Paybacks paybacks) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("order", order.id());
    facts.put("status", order.status().name());
    facts.put("item", order.item());
    facts.put("description", order.description(catalogue));
    facts.put("price", order.price().toDecimal());
    facts.put("currency", order.currency());
    facts.put("refunded", paybacks.done(order).toDecimal());
    Money counted = paybacks.counted(order);
    facts.put(
        "refundable",
        (order.paidBy().isPresent() ? order.price().minus(counted) : counted).toDecimal());
    return facts;
  }
}
