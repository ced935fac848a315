// SPDX-License-Identifier: Apache-2.0
package io.countersign.unionpay;

import io.countersign.Delivery;
import io.countersign.Expectations;
import io.countersign.ExpectedPayment;
import io.countersign.NotificationAction;
import io.countersign.Payment;
import io.countersign.PaymentRef;
import io.countersign.ReceivedRequest;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * A function of a cloud: proves one form and tells what came of it, and its body is the shop's. No
 * lambda, because {@code LoadedClassesTest} counts the library's classes, not a shop's.
 *
 * @param order the one order of the shop
 */
public record NotifiedFunction(PaymentRef order) implements Expectations, NotificationAction {

  /** The stored reference; the form comes on standard input. */
  public static void main(String[] arguments) {
    NotifiedFunction shop = new NotifiedFunction(PaymentRef.parse(arguments[0]));
    UnionPayClient client = UnionPayClient.fromEnvironment(System.getenv());
    ReceivedRequest raw = ReceivedRequest.read(Map.of(), System.in, Instant.now());
    System.out.println(client.notifications().handle(raw, shop, shop).body());
  }

  @Override
  public Optional<ExpectedPayment> of(String number) {
    ExpectedPayment expected = ExpectedPayment.of(order);
    return number.equals(order.number()) ? Optional.of(expected) : Optional.empty();
  }

  @Override
  public void payment(Payment payment, Delivery delivery) {
    System.out.println(payment.isPaid() ? "paid" : "not paid");
  }
}
