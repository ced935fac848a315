// SPDX-License-Identifier: Apache-2.0
package io.countersign.wechatpay;

import io.countersign.Delivery;
import io.countersign.Expectations;
import io.countersign.ExpectedPayment;
import io.countersign.NotificationAction;
import io.countersign.Payment;
import io.countersign.PaymentRef;
import io.countersign.PaymentRequest;
import io.countersign.ReceivedReply;
import io.countersign.ReceivedRequest;
import io.countersign.Scene;
import io.countersign.http.HttpAnswer;
import io.countersign.http.HttpCall;
import io.countersign.http.HttpDownload;
import io.countersign.http.HttpTransport;
import io.countersign.http.TransportException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A function of a cloud, in a JVM of its own: handles one stored notification with a client from
 * the environment, or creates one order. {@code LoadedClassesTest} counts the classes that costs.
 */
public final class BuysNothing {
  private BuysNothing() {}

  /**
   * {@code notification <reference> <headers>}, the body on standard input; or {@code order
   * <reference>}.
   */
  public static void main(String[] arguments) {
    if (arguments[0].equals("notification")) {
      WeChatPayClient client = WeChatPayClient.fromEnvironment(System.getenv());
      Map<String, List<String>> headers = new LinkedHashMap<>();
      for (int i = 2; i < arguments.length; i += 2) {
        headers.put(arguments[i], List.of(arguments[i + 1]));
      }
      ReceivedRequest raw = ReceivedRequest.read(headers, System.in, Instant.now());
      PaymentRef ref = PaymentRef.parse(arguments[1]);
      ReceivedReply reply = client.notifications().handle(raw, new OneOrder(ref), new PrintPaid());
      // Text is not put together here: that would load classes of its own.
      System.out.println(reply.status());
    } else {
      Map<String, String> environment = System.getenv();
      WeChatPayClient client =
          WeChatPayClient.of(
              WeChatPayConfig.fromEnvironment(environment).toBuilder()
                  .transport(new NoNetwork())
                  .build());
      PaymentRef ref = PaymentRef.parse(arguments[1]);
      client.create(
          PaymentRequest.in(Scene.qrCode())
              .id(ref.id())
              .amount(ref.total())
              .description("tea")
              .build());
      System.out.println("signed");
    }
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

  private static final class NoNetwork implements HttpTransport {
    @Override
    public HttpAnswer send(HttpCall call) throws TransportException {
      throw new TransportException("no network here", true);
    }

    @Override
    public HttpDownload download(HttpCall call) throws TransportException {
      throw new TransportException("no network here", true);
    }
  }
}
