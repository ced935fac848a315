// SPDX-License-Identifier: Apache-2.0
package io.countersign.wechatpay;

import io.countersign.Delivery;
import io.countersign.Expectations;
import io.countersign.ExpectedPayment;
import io.countersign.NotificationAction;
import io.countersign.Payment;
import io.countersign.PaymentRef;
import io.countersign.ReceivedReply;
import io.countersign.ReceivedRequest;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A function of a cloud, in a JVM of its own: handles one notification with a client from the
 * environment. {@code LoadedClassesTest} counts the classes that costs.
 */
public final class NotifiedFunction {
  private NotifiedFunction() {}

  /** The stored reference, then names and values of headers; the body on standard input. */
  public static void main(String[] arguments) {
    WeChatPayClient client = WeChatPayClient.fromEnvironment(System.getenv());
    Map<String, List<String>> headers = new LinkedHashMap<>();
    for (int i = 1; i < arguments.length; i += 2) {
      headers.put(arguments[i], List.of(arguments[i + 1]));
    }
    ReceivedRequest raw = ReceivedRequest.read(headers, System.in, Instant.now());
    PaymentRef ref = PaymentRef.parse(arguments[0]);
    ReceivedReply reply = client.notifications().handle(raw, new OneOrder(ref), new PrintPaid());
    // Text is not put together here: that would load classes of its own.
    System.out.println(reply.status());
  }

  private static final class OneOrder implements Expectations {
    private final PaymentRef ref;

    OneOrder(PaymentRef ref) {
      this.ref = ref;
    }

    @Override
    public Optional<ExpectedPayment> of(String number) {
      return number.equals(ref.number()) ? Optional.of(ExpectedPayment.of(ref)) : Optional.empty();
    }
  }

  private static final class PrintPaid implements NotificationAction {
    @Override
    public void payment(Payment payment, Delivery delivery) {
      System.out.println(payment.isPaid() ? "paid" : "not paid");
    }
  }
}
