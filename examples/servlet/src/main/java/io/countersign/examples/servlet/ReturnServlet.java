// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.servlet;

import io.countersign.InvalidNotificationException;
import io.countersign.ReceivedRequest;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.util.Optional;

/**
 * {@code /return/{provider}}: where the payer's browser comes back from the provider's page, by
 * POST or GET. It is led on to the order's own address with 303; that it came, and what it says,
 * proves nothing about money.
 */
final class ReturnServlet extends HttpServlet {

  private static final long serialVersionUID = 1L;

  private final transient Tills tills;
  private final transient Orders orders;
  private final transient Clock clock;

  ReturnServlet(Tills tills, Orders orders, Clock clock) {
    this.tills = tills;
    this.orders = orders;
    this.clock = clock;
  }

  @Override
  protected void doPost(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    String path = request.getPathInfo();
    Optional<Till> till = path == null ? Optional.empty() : tills.find(path.substring(1));
    Optional<Order> order = Optional.empty();
    if (till.isPresent()) {
      order = returned(till.get(), request);
    }
    response.setStatus(303);
    response.setHeader("Cache-Control", "no-store");
    response.setHeader("Location", order.map(found -> "/#order=" + found.id()).orElse("/#shop"));
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    doPost(request, response);
  }

  private Optional<Order> returned(Till till, HttpServletRequest request) throws IOException {
    try {
      ReceivedRequest raw =
          ReceivedRequest.read(
              NotificationServlet.headers(request), request.getInputStream(), clock.instant());
      String query = Optional.ofNullable(request.getQueryString()).orElse("");
      return till.particulars()
          .returned(raw, query)
          .flatMap(orders::ofNumber)
          .or(() -> till.particulars().orderIn(query).flatMap(orders::find));
    } catch (InvalidNotificationException tooLarge) {
      return Optional.empty();
    }
  }
}
