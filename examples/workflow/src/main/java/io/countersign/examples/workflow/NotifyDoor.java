// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.workflow;

import io.countersign.Delivery;
import io.countersign.InvalidNotificationException;
import io.countersign.Merchants;
import io.countersign.NotificationAction;
import io.countersign.NotificationRouter;
import io.countersign.Payment;
import io.countersign.ReceivedReply;
import io.countersign.ReceivedRequest;
import io.countersign.Refund;
import io.countersign.ReplayGuard;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Clock;

/**
 * {@code POST /notify/{account}}: what each provider is told as the notify URL. A callback is
 * believed only for an attempt that was begun at the account in its path, for exactly the price
 * that the payer's method had.
 */
final class NotifyDoor {

  private static final System.Logger LOG = System.getLogger(NotifyDoor.class.getName());

  private final NotificationRouter router;
  private final Merchants merchants;
  private final Orders orders;
  private final Payments payments;
  private final Clock clock;

  NotifyDoor(
      NotificationRouter router,
      Merchants merchants,
      Orders orders,
      Payments payments,
      Clock clock) {
    // The orders act once by themselves: UPDATE … WHERE status = 'OPEN'.
    this.router = router.guardedBy(ReplayGuard.byShop());
    this.merchants = merchants;
    this.orders = orders;
    this.payments = payments;
    this.clock = clock;
  }

  Reply received(Asked asked) throws IOException {
    ReceivedRequest raw;
    try {
      raw =
          ReceivedRequest.read(
              asked.exchange().getRequestHeaders(),
              asked.exchange().getRequestBody(),
              clock.instant());
    } catch (InvalidNotificationException tooLarge) {
      return Reply.error(413, "too large");
    }
    ReceivedReply reply =
        router.handle(
            asked.exchange().getRequestURI().getRawPath(),
            raw,
            account -> number -> orders.expected(account, number),
            Action::new);
    if (!reply.acknowledged()) {
      LOG.log(Level.WARNING, reply.result() + ": " + reply.detail());
    }
    return new Reply(reply.status(), reply.headers(), reply.bodyBytes());
  }

  /** Durable when it returns; the workflow hears of it afterwards. */
  private final class Action implements NotificationAction {
    private final String account;

    Action(String account) {
      this.account = account;
    }

    @Override
    public void payment(Payment payment, Delivery delivery) {
      payments.learn(merchants.find(account).orElseThrow(), payment);
    }

    @Override
    public void refund(Refund refund, Delivery delivery) {
      orders.refunded(account, refund);
    }
  }
}
