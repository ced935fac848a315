// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.workflow;

import io.countersign.FollowUp;
import io.countersign.InvalidRequestException;
import io.countersign.MismatchException;
import io.countersign.Outcome;
import io.countersign.PaymentClient;
import io.countersign.Refund;
import io.countersign.RefundFinder;
import io.countersign.RefundRequest;
import io.countersign.ecpay.EcpayClient;
import io.countersign.ecpay.EcpayRefundedBefore;
import java.lang.System.Logger.Level;
import java.util.Optional;

/** Gives back what is not ours to keep, once: the same refund id for ever. */
record Paybacks(Payments payments, Orders orders) {

  private static final System.Logger LOG = System.getLogger(Paybacks.class.getName());

  /** Sends a refund, or asks how it stands. */
  void follow(Payback payback) {
    PaymentClient client = payments.client(payback.account());
    if (payback.next() instanceof FollowUp.Ask && client instanceof RefundFinder finder) {
      Optional<Refund> known = finder.findRefund(payback.payment(), payback.refundId());
      if (known.isPresent()) {
        orders.refunded(known.get());
        return;
      }
      // Not known there: then the identical request again.
    } else if (payback.state().isPresent()) {
      // Taken over by a provider that tells no more of it.
      orders.follow(payback, new FollowUp.Done());
      return;
    }
    try {
      Outcome<Refund> outcome = client.refund(request(client, payback));
      if (outcome instanceof Outcome.Accepted<Refund> accepted) {
        orders.refunded(accepted.value());
      } else if (outcome instanceof Outcome.Unknown<Refund> unknown) {
        orders.follow(payback, unknown.followUp());
      } else if (outcome instanceof Outcome.Rejected<Refund> rejected) {
        LOG.log(Level.ERROR, "refund refused, a person has to look: " + rejected.rejection());
        orders.follow(payback, new FollowUp.Reconcile());
      }
    } catch (MismatchException | InvalidRequestException unsent) {
      // Nothing was sent. Another sum was given back already, or a field is wrong.
      LOG.log(Level.ERROR, "refund not sent, a person has to look: " + unsent.getMessage());
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
