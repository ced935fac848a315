// SPDX-License-Identifier: Apache-2.0
package io.countersign.ecpay;

import io.countersign.Delivery;
import io.countersign.Expectations;
import io.countersign.ExpectedPayment;
import io.countersign.NotificationAction;
import io.countersign.Payment;
import io.countersign.PaymentRef;
import io.countersign.ReceivedReply;
import io.countersign.ReceivedRequest;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * A function of a cloud, in a JVM of its own: handles one form with a client from the environment.
 * {@code LoadedClassesTest} counts the classes that costs.
 */
public final class NotifiedFunction implements Expectations, NotificationAction {
  private final PaymentRef order;

  private NotifiedFunction(PaymentRef order) {
    this.order = order;
  }

  /** The stored reference; the body on standard input. */
  public static void main(String[] arguments) {
    EcpayClient client = EcpayClient.fromEnvironment(System.getenv());
    NotifiedFunction shop = new NotifiedFunction(PaymentRef.parse(arguments[0]));
    ReceivedReply reply =
        client
            .notifications()
            .handle(ReceivedRequest.read(Map.of(), System.in, Instant.now()), shop, shop);
    System.out.println(reply.body());
  }

  @Override
  public Optional<ExpectedPayment> of(String number) {
    return number.equals(order.number())
        ? Optional.of(ExpectedPayment.of(order))
        : Optional.empty();
  }

  @Override
  public void payment(Payment payment, Delivery delivery) {
    System.out.println(payment.isPaid() ? "paid" : "not paid");
  }
}
