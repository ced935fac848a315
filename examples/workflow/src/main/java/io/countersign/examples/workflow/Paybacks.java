// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.workflow;

import io.countersign.FollowUp;
import io.countersign.InvalidRequestException;
import io.countersign.Outcome;
import io.countersign.PaymentClient;
import io.countersign.Refund;
import io.countersign.RefundFinder;
import io.countersign.RefundRequest;
import io.countersign.RefundState;
import io.countersign.Rejection;
import io.countersign.ecpay.EcpayClient;
import io.countersign.ecpay.EcpayRefundedBefore;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Gives back what is not ours to keep, once: the same refund id for ever. */
record Paybacks(Payments payments, Orders orders, Clock clock) {

  private static final System.Logger LOG = System.getLogger(Paybacks.class.getName());

  /** Until then somebody may have paid in what the merchant's balance lacks. */
  private static final Duration UNTIL_TOPPED_UP = Duration.ofHours(1);

  /** The same, whose calls end before a moment. */
  Paybacks before(Instant end) {
    return new Paybacks(payments.before(end), orders, clock);
  }

  /** Sends a refund, or asks how it stands. */
  void follow(Payback payback) {
    PaymentClient client = payments.client(payback.account());
    if (payback.next() instanceof FollowUp.Ask && client instanceof RefundFinder finder) {
      Optional<Refund> known = finder.findRefund(payback.payment(), payback.refundId());
      if (known.isPresent()) {
        record(payback, known.get());
        return;
      }
      // Not known there: then the identical request again.
    } else if (payback.state().isPresent() && !(client instanceof RefundFinder)) {
      // Taken over by a provider that tells no more of it; what else it said needs a person.
      orders.follow(
          payback,
          payback.state().get() == RefundState.PROCESSING
              ? new FollowUp.Done()
              : new FollowUp.Reconcile());
      return;
    }
    try {
      Outcome<Refund> outcome = client.refund(request(client, payback));
      if (outcome instanceof Outcome.Accepted<Refund> accepted) {
        record(payback, accepted.value());
      } else if (outcome instanceof Outcome.Unknown<Refund> unknown) {
        orders.follow(payback, unknown.followUp());
      } else if (outcome instanceof Outcome.Rejected<Refund> rejected) {
        rejected(payback, rejected.rejection());
      }
    } catch (InvalidRequestException unsent) {
      LOG.log(Level.ERROR, "refund not sent, a person has to look: " + unsent.getMessage());
      orders.follow(payback, new FollowUp.Reconcile());
    }
  }

  private void rejected(Payback payback, Rejection rejection) {
    LOG.log(Level.ERROR, "refund " + payback.refundId() + " refused: " + rejection);
    if (rejection.refund().isPresent()) {
      // How it stands was proven after the refusal.
      record(payback, rejection.refund().get());
    } else if (rejection.reason() == Rejection.Reason.INSUFFICIENT_FUNDS) {
      orders.follow(payback, new FollowUp.RepeatSame(clock.instant().plus(UNTIL_TOPPED_UP)));
    } else {
      orders.follow(payback, new FollowUp.Reconcile());
    }
  }

  private void record(Payback payback, Refund refund) {
    if (!orders.refunded(payback.account(), refund)) {
      LOG.log(Level.ERROR, "refund " + payback.refundId() + ": stop and look");
      orders.follow(payback, new FollowUp.Reconcile());
    }
  }

  private static RefundRequest request(PaymentClient client, Payback payback) {
    RefundRequest request =
        RefundRequest.of(payback.payment(), payback.refundId(), payback.amount());
    // ECPay has no numbers of refunds: the sum before it is what makes it happen once.
    return client.provider().equals(EcpayClient.PROVIDER)
        ? request.with(EcpayRefundedBefore.nothing())
        : request;
  }
}
