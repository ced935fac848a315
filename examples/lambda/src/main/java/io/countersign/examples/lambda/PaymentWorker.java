// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.lambda;

import io.countersign.Delivery;
import io.countersign.ExpectedPayment;
import io.countersign.NotificationAction;
import io.countersign.NotificationRouter;
import io.countersign.Payment;
import io.countersign.PaymentClient;
import io.countersign.ReceivedReply;
import io.countersign.ReceivedRequest;
import io.countersign.Refund;
import io.countersign.ReplayGuard;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * Settles the callbacks on its queue. A queue proves nothing, so each is proven once more, by the
 * time at which it was received: a dead letter that is replayed a week later settles as well.
 */
public final class PaymentWorker extends QueueFunction {

  private final NotificationRouter router;

  /** For Lambda: configured by the environment. */
  public PaymentWorker() {
    this(System.getenv(), Clock.systemUTC());
  }

  PaymentWorker(Map<String, String> environment, Clock clock) {
    super(environment, clock);
    this.router =
        NotificationRouter.under(Tills.notifyBase(shop().settings()), shop().tills())
            .guardedBy(ReplayGuard.byShop());
  }

  @Override
  void work(String body, Instant deadline) {
    int line = body.indexOf('\n');
    if (line < 0) {
      throw new IllegalArgumentException("no message of this queue's");
    }
    ReceivedReply reply =
        router.handle(
            body.substring(0, line),
            ReceivedRequest.parse(body.substring(line + 1)),
            merchant -> number -> shop().orders().ref(number, merchant).map(ExpectedPayment::of),
            merchant -> settle(merchant, deadline));
    if (!reply.acknowledged()) {
      throw new IllegalStateException(reply.result() + ": " + reply.detail());
    }
  }

  private NotificationAction settle(String merchant, Instant deadline) {
    return new NotificationAction() {
      @Override
      public void payment(Payment payment, Delivery delivery) {
        PaymentClient client = shop().tills().find(merchant).orElseThrow();
        Settlement.Effect effect =
            shop()
                .settlement()
                .payment(
                    payment,
                    client.followUp(payment.ref(), Optional.of(payment), shop().clock().instant()));
        if (effect == Settlement.Effect.NOTHING) {
          // An earlier delivery may have died between its write and what follows from it.
          shop().outbox().publish(payment.ref().number());
        }
        shop().followUps().finish(payment.ref().number(), effect, deadline);
      }

      @Override
      public void refund(Refund refund, Delivery delivery) {
        shop().settlement().refund(refund);
      }
    };
  }
}
