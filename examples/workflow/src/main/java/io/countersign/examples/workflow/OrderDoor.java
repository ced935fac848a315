// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import io.countersign.Money;
import io.countersign.examples.workflow.Order.Status;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Orders by HTTP.
 *
 * <ul>
 *   <li>{@code POST /executions/{orderNumber}} with {@code supplier}, {@code payer} and {@code
 *       products}: starts the workflow under that name. 201 with the task token of the payer's
 *       choice; 409 if the number was started before, whether it runs or has ended; 503 while too
 *       many others are open.
 *   <li>{@code GET /orders/{orderNumber}}: how it stands. Whoever knows the number may look.
 *   <li>{@code POST /orders/{orderNumber}/choice} with {@code taskToken} and {@code method}: the
 *       payer's choice. 202; 403 for a token that is not this order's; 409 if it is too late or the
 *       second.
 *   <li>{@code POST /orders/{orderNumber}/cancellation}: the staff takes a settled order back.
 * </ul>
 */
final class OrderDoor {

  private static final System.Logger LOG = System.getLogger(OrderDoor.class.getName());
  private static final Pattern NUMBER = Pattern.compile("[A-Za-z0-9-]{8,64}");
  private static final Pattern PAYER = Pattern.compile("[A-Za-z0-9-]{1,64}");

  private final Restaurants restaurants;
  private final Orders orders;
  private final Engine engine;
  private final TaskTokens tokens;
  private final Clock clock;
  private final String staffKey;

  OrderDoor(
      Restaurants restaurants,
      Orders orders,
      Engine engine,
      TaskTokens tokens,
      Clock clock,
      String staffKey) {
    this.restaurants = restaurants;
    this.orders = orders;
    this.engine = engine;
    this.tokens = tokens;
    this.clock = clock;
    this.staffKey = staffKey;
  }

  Reply executions(Asked asked) throws IOException {
    if (!asked.shape().equals("POST 1")) {
      return Reply.error(404, "POST /executions/{orderNumber}");
    }
    String number = asked.path().get(0);
    if (!NUMBER.matcher(number).matches()) {
      throw new IllegalArgumentException("orderNumber: 8 to 64 of A-Z a-z 0-9 - expected");
    }
    JsonNode input = asked.json();
    String supplier = Offer.text(input, "supplier");
    String payer = Offer.text(input, "payer");
    if (!PAYER.matcher(payer).matches()) {
      throw new IllegalArgumentException("payer: 1 to 64 of A-Z a-z 0-9 - expected");
    }
    Optional<Restaurant> restaurant = restaurants.find(supplier);
    if (restaurant.isEmpty()) {
      return Reply.error(404, "there is no such supplier");
    }
    Map<String, Integer> basket = new LinkedHashMap<>();
    input
        .path("products")
        .properties()
        .forEach(
            line ->
                basket.put(
                    line.getKey(), line.getValue().isInt() ? line.getValue().intValue() : 0));
    if (orders.unfinished().size() >= Orders.MOST_OPEN) {
      return Reply.error(503, "too many orders are open, please come back later");
    }
    // The price is the merchant's, whatever the browser believes.
    Money total = restaurant.get().total(basket);
    String description = restaurant.get().name().zh();
    if (!orders.open(Order.open(number, supplier, payer, description, total, clock.instant()))) {
      return Reply.error(409, "this order number was started before");
    }
    try {
      engine.start(number);
    } catch (RuntimeException later) {
      // The order is there: the keeper starts it.
      LOG.log(Level.WARNING, "execution " + number + " is started later", later);
    }
    return Reply.json(
        201, Map.of("orderNumber", number, "taskToken", tokens.token(number, "payment")));
  }

  Reply orders(Asked asked) throws IOException {
    Optional<Order> order =
        asked.path().isEmpty() ? Optional.empty() : orders.find(asked.path().get(0));
    if (order.isEmpty()) {
      return Reply.error(404, "there is no such order");
    }
    String shape = asked.shape() + (asked.path().size() > 1 ? " " + asked.path().get(1) : "");
    return switch (shape) {
      case "GET 1" -> Reply.json(200, view(order.get()));
      case "POST 2 choice" -> choice(order.get().number(), asked.json());
      case "POST 2 cancellation" ->
          asked.bears(staffKey)
              ? Reply.json(
                  orders.takeBack(order.get().number()) ? 200 : 409,
                  view(orders.find(order.get().number()).orElseThrow()))
              : Reply.error(403, "for the staff");
      default -> Reply.error(404, "nothing here");
    };
  }

  private Reply choice(String number, JsonNode report) {
    if (!tokens.isToken(Offer.text(report, "taskToken"), number, "payment")) {
      return Reply.error(403, "this task token is not this order's");
    }
    Orders.Report taken = orders.choose(number, Offer.text(report, "method"));
    engine.wake(number);
    return taken == Orders.Report.TAKEN
        ? Reply.json(202, Map.of("report", taken.name()))
        : Reply.json(409, Map.of("report", taken.name()));
  }

  private Map<String, Object> view(Order order) {
    Map<String, Object> view = new LinkedHashMap<>();
    String number = order.number();
    view.put("orderNumber", number);
    view.put("supplier", order.supplier());
    view.put("status", order.status().name());
    view.put("total", order.total().toString());
    view.put("methods", order.offered().stream().map(OrderDoor::method).toList());
    orders.chooseBefore(number).ifPresent(at -> view.put("chooseBefore", at.toString()));
    view.put("payBefore", orders.payBefore(order).toString());
    order.choice().ifPresent(method -> view.put("choice", method));
    Optional<Attempt> attempt = orders.attemptOf(number);
    if (attempt.isPresent() && order.is(Status.OPEN) && !attempt.get().over()) {
      attempt
          .get()
          .shown()
          .ifPresent(
              shown -> {
                if (shown.isEmpty()) {
                  view.put("page", "/pay/" + number);
                } else {
                  view.put("qr", QrCode.picture(shown));
                }
              });
    }
    view.put(
        "states",
        orders.states(number).stream()
            .map(row -> Map.of("state", row.state(), "at", row.at().toString()))
            .toList());
    view.put("paybacks", orders.paybacksOf(number).stream().map(OrderDoor::payback).toList());
    view.put("now", clock.instant().toString());
    return view;
  }

  private static Map<String, Object> method(Offered offered) {
    return Map.of(
        "method",
        offered.offer().method(),
        "name",
        offered.offer().name().json(),
        "kind",
        offered.offer().kind().word(),
        "price",
        offered.price().text());
  }

  private static Map<String, Object> payback(Payback payback) {
    return Map.of(
        "amount",
        payback.amount().toString(),
        "state",
        payback.state().map(Enum::name).orElse("SENT"));
  }

  /** The merchants: what they sell, and for the staff a way to edit which methods they offer. */
  Reply merchants(Asked asked) throws IOException {
    if (asked.shape().equals("GET 0")) {
      return Reply.json(200, restaurants.all().stream().map(OrderDoor::merchant).toList());
    }
    boolean line = asked.path().size() == 3 && asked.path().get(1).equals("methods");
    if (!line) {
      return Reply.error(404, "/merchants/{supplier}/methods/{method}");
    }
    if (!asked.bears(staffKey)) {
      return Reply.error(403, "for the staff");
    }
    String supplier = asked.path().get(0);
    String method = asked.path().get(2);
    boolean changed;
    if (asked.exchange().getRequestMethod().equals("PUT")) {
      Offer offer = Offer.of(asked.json());
      if (!offer.method().equals(method)) {
        throw new IllegalArgumentException("method: " + method + " expected, as in the path");
      }
      changed = restaurants.offer(supplier, offer);
    } else {
      changed =
          asked.exchange().getRequestMethod().equals("DELETE")
              && restaurants.withdraw(supplier, method);
    }
    return changed ? Reply.json(200, Map.of()) : Reply.error(404, "there is no such supplier");
  }

  private static Map<String, Object> merchant(Restaurant restaurant) {
    List<Map<String, Object>> products =
        restaurant.products().stream()
            .map(
                product ->
                    Map.<String, Object>of(
                        "id",
                        product.id(),
                        "name",
                        product.name().json(),
                        "price",
                        product.price().toString()))
            .toList();
    return Map.of("id", restaurant.id(), "name", restaurant.name().json(), "products", products);
  }
}
