// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.workflow;

import io.countersign.Money;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * An order, as a row of the platform's table.
 *
 * @param number the order number, which is also the name of its execution
 * @param supplier the merchant
 * @param payer whose points are taken, if the payer chooses so
 * @param description what the payer reads at the provider
 * @param total by the merchant's list, before any method's price rule
 * @param startedAt when it was started: from then 3600 seconds are left to pay
 * @param status how it stands
 * @param offered the methods with their prices, once they were looked up
 * @param choice the method that the payer named, whether it is offered or not
 * @param settledBy the payment's number, or the kind of method, that settled it
 */
record Order(
    String number,
    String supplier,
    String payer,
    String description,
    Money total,
    Instant startedAt,
    Status status,
    List<Offered> offered,
    Optional<String> choice,
    Optional<String> settledBy) {

  /** How an order stands. */
  enum Status {
    OPEN,
    PAID,
    /** To be paid at the counter. */
    AT_THE_COUNTER,
    CANCELLED
  }

  Order {
    offered = List.copyOf(offered);
  }

  static Order open(
      String number,
      String supplier,
      String payer,
      String description,
      Money total,
      Instant startedAt) {
    return new Order(
        number,
        supplier,
        payer,
        description,
        total,
        startedAt,
        Status.OPEN,
        List.of(),
        Optional.empty(),
        Optional.empty());
  }

  boolean is(Status wanted) {
    return status == wanted;
  }

  /** Whether the merchant is to make it. */
  boolean settled() {
    return status == Status.PAID || status == Status.AT_THE_COUNTER;
  }

  /** What was chosen; empty if nothing was, or what was named is not offered. */
  Optional<Offered> chosen() {
    return offered.stream()
        .filter(one -> choice.equals(Optional.of(one.offer().method())))
        .findFirst();
  }

  Order with(List<Offered> methods) {
    return new Order(
        number, supplier, payer, description, total, startedAt, status, methods, choice, settledBy);
  }

  Order choosing(String method) {
    return new Order(
        number,
        supplier,
        payer,
        description,
        total,
        startedAt,
        status,
        offered,
        Optional.of(method),
        settledBy);
  }

  Order with(Status newStatus, Optional<String> by) {
    return new Order(
        number, supplier, payer, description, total, startedAt, newStatus, offered, choice, by);
  }
}
