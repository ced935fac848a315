// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.servlet;

import io.countersign.PaymentState;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * {@code GET /orders/{id}}: how an order stands. The payer's browser comes back to here from the
 * provider's page and is led on to the order's place in the shop; that it came says nothing about
 * money.
 */
final class OrderServlet extends HttpServlet {

  private static final long serialVersionUID = 1L;

  private final transient Orders orders;

  OrderServlet(Orders orders) {
    this.orders = orders;
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    String path = request.getPathInfo();
    Optional<Order> order = path == null ? Optional.empty() : orders.find(path.substring(1));
    if (order.isPresent() && wantsPage(request)) {
      response.setStatus(303);
      response.setHeader("Location", "/#order=" + order.get().id());
      return;
    }
    order
        .map(found -> new Reply(200, forPayer(orders, found)))
        .orElse(Reply.of(404, "error", "no such order"))
        .send(response);
  }

  /** What may be said about an order to whoever knows its id. */
  static Map<String, Object> facts(Orders orders, Order order) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("status", order.status().name());
    facts.put("item", order.item().description());
    facts.put("price", order.price().toDecimal());
    facts.put("currency", order.price().currency().getCurrencyCode());
    facts.put("refunded", orders.refunded(order.id()).toDecimal());
    facts.put("refundable", orders.refundable(order.id()).toDecimal());
    facts.put("parcels", orders.parcelsOf(order.id()));
    return facts;
  }

  /**
   * What pays the order, or that its latest attempt failed, so that the payer may try again. It is
   * for the payer's page only: neither the desk nor a record needs it.
   */
  private static Map<String, Object> forPayer(Orders orders, Order order) {
    Map<String, Object> facts = facts(orders, order);
    if (order.status() != Order.Status.OPEN) {
      return facts;
    }
    if (orders.failed(order.id())) {
      facts.put("attempt", PaymentState.FAILED.name());
    } else {
      orders.voucherOf(order.id()).ifPresent(voucher -> facts.putAll(VoucherPicture.json(voucher)));
    }
    return facts;
  }

  private static boolean wantsPage(HttpServletRequest request) {
    String accept = request.getHeader("Accept");
    return accept != null && accept.contains("text/html");
  }
}
