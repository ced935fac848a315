// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.servlet;

import io.countersign.InvalidRequestException;
import io.countersign.Money;
import io.countersign.Payment;
import io.countersign.PaymentException;
import io.countersign.Rejection;
import io.countersign.UnavailableException;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * For the staff, with {@code Authorization: Bearer} and their key. {@code GET /desk/} lists the
 * latest orders; {@code GET /desk/{order}} asks the provider how the order's payments stand; {@code
 * GET /desk/{order}/timeline} tells what happened to it, {@code GET /desk/{order}/plan?amount=…}
 * what a refund would do. {@code POST /desk/{order}} with {@code action=refund} gives back what is
 * left, with {@code amount} and {@code click} a part of it, once for each click; with {@code
 * action=cancel} it gives the order up.
 */
final class DeskServlet extends HttpServlet {

  private static final long serialVersionUID = 1L;
  private static final String TIMELINE = "/timeline";
  private static final String PLAN = "/plan";
  private static final int MOST_LISTED = 30;
  private static final int MOST_CLICK = 64;
  private static final System.Logger LOG = System.getLogger(DeskServlet.class.getName());

  private final transient Orders orders;
  private final transient FollowUps followUps;
  private final transient Clock clock;
  private final transient byte[] authorization;

  DeskServlet(Orders orders, FollowUps followUps, Clock clock, String staffKey) {
    this.orders = orders;
    this.followUps = followUps;
    this.clock = clock;
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
    String path = path(request);
    if (path.isEmpty()) {
      list().send(response);
    } else if (path.endsWith(TIMELINE)) {
      String order = path.substring(0, path.length() - TIMELINE.length());
      reply(order, this::timeline).send(response);
    } else if (path.endsWith(PLAN)) {
      String order = path.substring(0, path.length() - PLAN.length());
      reply(order, found -> plan(found, request)).send(response);
    } else {
      reply(path, this::look).send(response);
    }
  }

  @Override
  protected void doPost(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    String action = request.getParameter("action");
    if ("refund".equals(action)) {
      reply(path(request), order -> refund(order, request)).send(response);
    } else if ("cancel".equals(action)) {
      reply(path(request), this::cancel).send(response);
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

  private Reply list() {
    List<Map<String, Object>> rows = new ArrayList<>();
    for (Order order : orders.latest(MOST_LISTED)) {
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("order", order.id());
      row.putAll(OrderServlet.facts(orders, order));
      rows.add(row);
    }
    return Reply.of(200, "orders", rows);
  }

  private Reply timeline(Order order) {
    Map<String, Object> more = new LinkedHashMap<>();
    more.put("planned", followUps.plans(order));
    orders
        .refundWaitsUntil(order.id(), clock.instant())
        .ifPresent(until -> more.put("refundNotBefore", until.toString()));
    more.put("entries", exported(orders.timeline().of(order.id())));
    more.put("unclaimed", exported(orders.timeline().unclaimed()));
    return answer(200, order, more);
  }

  /** What a refund of an amount would do at the provider; nothing is sent or written for it. */
  private Reply plan(Order order, HttpServletRequest request) {
    String amount = request.getParameter("amount");
    if (order.paidBy().isEmpty() || amount == null) {
      return answer(409, order, Map.of("error", "not paid, or no amount"));
    }
    Optional<Payback> sketch;
    try {
      sketch = orders.sketch(order.id(), money(amount, order));
    } catch (InvalidRequestException unreadable) {
      return answer(400, order, Map.of("error", String.valueOf(unreadable.getMessage())));
    }
    if (sketch.isEmpty()) {
      return answer(409, order, Map.of("error", "not so much is left"));
    }
    return answer(
        200,
        order,
        followUps
            .plan(sketch.get())
            .<Map<String, ?>>map(plan -> Map.of("plan", plan.json()))
            .orElse(Map.of()));
  }

  private static Money money(String amount, Order order) {
    return Money.of(amount.strip(), order.price().currency().getCurrencyCode());
  }

  private static List<Map<String, Object>> exported(List<Timeline.Entry> entries) {
    return entries.stream().map(Timeline.Entry::exported).toList();
  }

  private Reply refund(Order order, HttpServletRequest request) {
    if (order.status() == Order.Status.OPEN) {
      // Perhaps it was paid and nobody has noticed.
      orders.attemptsOf(order.id()).forEach(attempt -> followUps.ask(attempt.payment()));
    }
    String amount = request.getParameter("amount");
    Optional<Payback> payback;
    if (amount == null) {
      payback = orders.refund(order.id());
    } else {
      String click = request.getParameter("click");
      if (click == null || click.isBlank() || click.length() > MOST_CLICK) {
        return answer(400, order, Map.of("error", "click: a number of your own for this refund"));
      }
      try {
        payback = orders.refund(order.id(), money(amount, order), click);
      } catch (InvalidRequestException unreadable) {
        return answer(400, order, Map.of("error", String.valueOf(unreadable.getMessage())));
      }
    }
    if (payback.isEmpty()) {
      return answer(409, order, Map.of("error", "not paid, or not so much is left"));
    }
    Optional<Rejection> rejection = send(payback.get());
    Map<String, Object> said = new LinkedHashMap<>();
    said.put("refund", payback.get().refundId());
    if (orders.payback(payback.get().refundId()).counts()) {
      return answer(202, order, said);
    }
    rejection.ifPresent(refused -> said.put("code", refused.code()));
    said.put("error", "nothing was sent, or the provider refused it; the shop's log says why");
    return answer(409, order, said);
  }

  private Optional<Rejection> send(Payback payback) {
    if (!payback.next().isDue(clock.instant())) {
      // A second click: it is on its way.
      return Optional.empty();
    }
    try {
      return followUps.follow(payback);
    } catch (UnavailableException notNow) {
      followUps.postpone(payback, notNow, clock.instant());
    } catch (PaymentException notNow) {
      LOG.log(Level.WARNING, notNow.getMessage());
    }
    return Optional.empty();
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
    body.putAll(OrderServlet.facts(orders, orders.find(order.id()).orElse(order)));
    body.putAll(more);
    return new Reply(status, body);
  }

  private Reply reply(String orderId, Function<Order, Reply> job) {
    Optional<Order> order = orders.find(orderId);
    if (order.isEmpty()) {
      return Reply.of(404, "error", "no such order");
    }
    try {
      return job.apply(order.get());
    } catch (PaymentException notNow) {
      return Reply.of(503, "error", String.valueOf(notNow.getMessage()));
    }
  }

  private static String path(HttpServletRequest request) {
    String path = request.getPathInfo();
    return path == null ? "" : path.substring(1);
  }
}
