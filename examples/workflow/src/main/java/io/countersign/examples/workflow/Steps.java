// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.workflow;

import io.countersign.examples.workflow.Order.Status;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The tasks of the workflow. Each is called for one visit of one state; its answer is recorded, and
 * a call for a visit that is answered already does nothing but give the recorded answer. A task
 * that fails has no answer: its execution fails with it and is started again.
 */
final class Steps {

  private final Restaurants restaurants;
  private final Orders orders;
  private final Payments payments;

  Steps(Restaurants restaurants, Orders orders, Payments payments) {
    this.restaurants = restaurants;
    this.orders = orders;
    this.payments = payments;
  }

  /**
   * Does a task.
   *
   * @return what the workflow is told
   * @throws IllegalArgumentException if the execution is not in this state at this visit
   */
  Map<String, Object> run(String state, String number, int visit) {
    Recorded row = orders.visited(number, visit);
    if (!row.state().equals(state)) {
      throw new IllegalArgumentException("visit " + visit + " is in state " + row.state());
    }
    if (row.answer().isPresent()) {
      return row.answer().get();
    }
    Order order = orders.find(number).orElseThrow();
    return switch (state) {
      // What these wait for is looked up when the execution waits.
      case "payment", "callback" -> Map.of("orderNumber", number);
      case "generateInfo" -> answered(visit, number, "result", offer(order));
      case "collect" -> answered(visit, number, "result", collect(order));
      case "points" -> answered(visit, number, "result", payByPoints(order));
      case "arrival" -> answered(visit, number, "result", payAtTheCounter(order));
      case "close" -> answered(visit, number, "result", close(order));
      case "orderCompleted" -> answered(visit, number, "status", complete(order));
      case "orderCanceled" -> cancel(order, visit);
      default -> throw new IllegalArgumentException("there is no task " + state);
    };
  }

  private Map<String, Object> answered(int visit, String number, String name, String value) {
    return orders.answered(number, visit, Map.of("orderNumber", number, name, value));
  }

  private String offer(Order order) {
    List<Offered> methods =
        restaurants.find(order.supplier()).map(Restaurant::offers).orElse(List.of()).stream()
            .map(offer -> new Offered(offer, offer.rule().of(order.total())))
            .toList();
    orders.offer(order.number(), methods);
    return "offered";
  }

  private String collect(Order order) {
    payments.collect(order, order.chosen().orElseThrow());
    return stands(order.number(), Optional.empty());
  }

  private String payByPoints(Order order) {
    boolean taken =
        order.chosen().isPresent()
            && order.chosen().get().price() instanceof Price.InPoints price
            && orders.payByPoints(order.number(), price.points());
    return stands(order.number(), taken ? Optional.empty() : Optional.of("refused"));
  }

  private String payAtTheCounter(Order order) {
    boolean promised = orders.payAtTheCounter(order.number());
    return stands(order.number(), promised ? Optional.empty() : Optional.of("refused"));
  }

  private String close(Order order) {
    Optional<Attempt> attempt = orders.attemptOf(order.number());
    boolean unpaid = attempt.isEmpty() || payments.close(attempt.get());
    return stands(order.number(), unpaid ? Optional.of("refused") : Optional.empty());
  }

  /** As it stands in the table; what a step believes of an open order comes second. */
  private String stands(String number, Optional<String> ifOpen) {
    Order order = orders.find(number).orElseThrow();
    if (order.settled()) {
      return "completed";
    }
    if (!order.is(Status.OPEN)) {
      return "refused";
    }
    return ifOpen.orElseGet(
        () -> orders.attemptOf(number).map(Attempt::over).orElse(true) ? "refused" : "waiting");
  }

  private String complete(Order order) {
    orders.ticket(order.number());
    return order.status().name();
  }

  /** Cancels what is open; an order that was settled at the last moment is completed instead. */
  private Map<String, Object> cancel(Order order, int visit) {
    String number = order.number();
    orders.cancel(number);
    Order after = orders.find(number).orElseThrow();
    return orders.answered(
        number,
        visit,
        Map.of(
            "orderNumber",
            number,
            "result",
            after.settled() ? "completed" : "over",
            "status",
            after.status().name()));
  }
}
