// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.lambda;

import io.countersign.Delivery;
import io.countersign.ExpectedPayment;
import io.countersign.NotificationAction;
import io.countersign.NotificationRouter;
import io.countersign.Payment;
import io.countersign.ReceivedReply;
import io.countersign.ReceivedRequest;
import io.countersign.Refund;
import io.countersign.ReplayGuard;
import io.countersign.function.FunctionReply;
import io.countersign.function.HttpEvent;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * {@code POST /notify/{merchant}}: proves a callback, confirms it against the stored order, puts it
 * on the queue as it came, and only then acknowledges it. What is not proven is refused before any
 * class of AWS is loaded. Two instances that hear the same put it there twice; the worker's write
 * settles it once.
 */
public final class CallbackFunction extends HttpFunction {

  /** No provider of this shop's sends a tenth of it; a queue takes four times as much. */
  private static final int MOST_BYTES = 64 * 1024;

  private final NotificationRouter router;

  /** For Lambda: configured by the environment. */
  public CallbackFunction() {
    this(System.getenv(), Clock.systemUTC());
  }

  CallbackFunction(Map<String, String> environment, Clock clock) {
    super(environment, clock);
    this.router =
        NotificationRouter.under(Tills.notifyBase(shop().settings()), shop().tills())
            .guardedBy(ReplayGuard.byShop());
  }

  @Override
  FunctionReply answer(HttpEvent request, List<String> path, Instant deadline) {
    if (!request.method().equals("POST")) {
      return FunctionReply.empty(405).with("Allow", "POST");
    }
    if (request.body().length > MOST_BYTES) {
      throw new Refused(413, "TOO_LARGE", "no provider sends that much");
    }
    ReceivedRequest raw = request.received(shop().clock().instant());
    ReceivedReply reply =
        router.handle(
            request.path(),
            raw,
            merchant -> number -> shop().orders().ref(number, merchant).map(ExpectedPayment::of),
            merchant -> enqueue(merchant, raw));
    if (!reply.acknowledged()) {
      shop().metrics().log("callback " + reply.result() + ": " + reply.detail());
    }
    return FunctionReply.of(reply);
  }

  /** A provider waits for this function's first answer after a restore. */
  @Override
  void warmUp() {
    shop().aws().rehearse(Orders.TABLE, "PAYMENTS_QUEUE_URL");
  }

  private NotificationAction enqueue(String merchant, ReceivedRequest raw) {
    return new NotificationAction() {
      @Override
      public void payment(Payment payment, Delivery delivery) {
        send(merchant, raw);
      }

      @Override
      public void refund(Refund refund, Delivery delivery) {
        send(merchant, raw);
      }
    };
  }

  private void send(String merchant, ReceivedRequest raw) {
    String message = router.notifyUrl(merchant).getRawPath() + "\n" + raw.toText();
    shop()
        .aws()
        .queues()
        .sendMessage(
            send ->
                send.queueUrl(shop().settings().required("PAYMENTS_QUEUE_URL"))
                    .messageBody(message));
  }
}
