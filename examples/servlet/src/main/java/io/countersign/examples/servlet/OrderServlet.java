// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.servlet;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;

/**
 * {@code GET /orders/{id}}: how an order stands. The payer's browser comes back to here from the
 * provider's page; that it came says nothing about money.
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
    order
        .map(found -> Reply.of(200, "status", found.status().name()))
        .orElse(Reply.of(404, "error", "no such order"))
        .send(response);
  }
}
