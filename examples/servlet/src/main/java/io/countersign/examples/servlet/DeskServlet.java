// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.servlet;

import io.countersign.Payment;
import io.countersign.PaymentException;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * For the staff, with {@code Authorization: Bearer} and their key. {@code GET /desk/{order}} asks
 * the provider how the order's payments stand; {@code POST /desk/{order}} with {@code
 * action=refund} gives the money back, with {@code action=cancel} gives the order up.
 */
final class DeskServlet extends HttpServlet {

  private static final long serialVersionUID = 1L;
  private static final System.Logger LOG = System.getLogger(DeskServlet.class.getName());

  private final transient Orders orders;
  private final transient FollowUps followUps;
  private final transient byte[] authorization;

  DeskServlet(Orders orders, FollowUps followUps, String staffKey) {
    this.orders = orders;
    this.followUps = followUps;
    this.authorization = ("Bearer " + staffKey).getBytes(StandardCharsets.UTF_8);
  }

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException, ServletException {
    String given = request.getHeader("Authorization");
    if (given == null
        || !MessageDigest.isEqual(authorization, given.getBytes(StandardCharsets.UTF_8))) {
      Reply.of(401, "error", "staff only").send(response);
      return;
    }
    super.service(request, response);
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    reply(request, this::look).send(response);
  }

  @Override
  protected void doPost(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    String action = request.getParameter("action");
    if ("refund".equals(action)) {
      reply(request, this::refund).send(response);
    } else if ("cancel".equals(action)) {
      reply(request, this::cancel).send(response);
    } else {
      Reply.of(400, "error", "no such action").send(response);
    }
  }

  private Reply look(Order order) {
    List<Map<String, String>> payments = new ArrayList<>();
    for (Attempt attempt : orders.attemptsOf(order.id())) {
      Optional<Payment> payment = followUps.ask(attempt.payment());
      payments.add(
          Map.of(
              "number", attempt.payment().number(),
              "state", payment.map(found -> found.state().name()).orElse("not known now"),
              "transaction", payment.flatMap(p -> p.ref().transactionId()).orElse("none")));
    }
    return answer(200, order, Map.of("payments", payments));
  }

  private Reply refund(Order order) {
    if (order.status() == Order.Status.OPEN) {
      // Perhaps it was paid and nobody has noticed.
      orders.attemptsOf(order.id()).forEach(attempt -> followUps.ask(attempt.payment()));
    }
    Optional<Payback> payback = orders.refund(order.id());
    if (payback.isEmpty()) {
      return answer(409, order, Map.of("error", "not paid, or refunded already"));
    }
    try {
      followUps.follow(payback.get());
    } catch (PaymentException notNow) {
      LOG.log(Level.WARNING, notNow.getMessage());
    }
    return answer(202, order, Map.of());
  }

  private Reply cancel(Order order) {
    if (!orders.cancel(order.id())) {
      return answer(409, order, Map.of("error", "not open any more"));
    }
    // So that nobody can pay it now. Who does all the same gets the money back.
    orders.attemptsOf(order.id()).forEach(followUps::end);
    return answer(200, order, Map.of());
  }

  private Reply answer(int status, Order order, Map<String, ?> more) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("order", order.id());
    body.put("status", orders.find(order.id()).orElse(order).status().name());
    body.putAll(more);
    return new Reply(status, body);
  }

  private Reply reply(HttpServletRequest request, Function<Order, Reply> job) {
    String path = request.getPathInfo();
    Optional<Order> order = path == null ? Optional.empty() : orders.find(path.substring(1));
    if (order.isEmpty()) {
      return Reply.of(404, "error", "no such order");
    }
    try {
      return job.apply(order.get());
    } catch (PaymentException notNow) {
      return Reply.of(503, "error", String.valueOf(notNow.getMessage()));
    }
  }
}
