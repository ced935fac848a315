// SPDX-License-Identifier: Apache-2.0
package io.countersign.proof.coldstart;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import io.countersign.Delivery;
import io.countersign.Expectations;
import io.countersign.ExpectedPayment;
import io.countersign.NotificationAction;
import io.countersign.Payment;
import io.countersign.PaymentRef;
import io.countersign.ReceivedReply;
import io.countersign.ReplayGuard;
import io.countersign.function.FunctionEvent;
import io.countersign.function.HttpEvent;
import io.countersign.wechatpay.WeChatPayClient;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Instant;
import java.util.Optional;

/**
 * Proves a callback, compares it with one order, answers. It is its own shop: a class instead of a
 * lambda expression is loaded sooner.
 */
public final class OurCallback implements RequestStreamHandler, Expectations, NotificationAction {

  private final WeChatPayClient client;
  private final PaymentRef order;

  /** Reads the environment. */
  public OurCallback() {
    client = WeChatPayClient.fromEnvironment(System.getenv());
    order = PaymentRef.parse(System.getenv("ORDER_REF"));
    if (System.getenv("WARM_UP") != null) {
      client.warmUp();
    }
  }

  @Override
  public void handleRequest(InputStream input, OutputStream output, Context context)
      throws IOException {
    HttpEvent event = (HttpEvent) FunctionEvent.read(input);
    ReceivedReply reply =
        client
            .notifications()
            .guardedBy(ReplayGuard.byShop())
            .handle(event.received(Instant.now()), this, this);
    output.write(event.answer(reply));
  }

  @Override
  public Optional<ExpectedPayment> of(String number) {
    return order.number().equals(number)
        ? Optional.of(ExpectedPayment.of(order))
        : Optional.empty();
  }

  @Override
  public void payment(Payment payment, Delivery delivery) {
    System.out.println("paid " + payment.ref().number());
  }
}
