// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.functions;

import io.countersign.FollowUp;
import io.countersign.InvalidRequestException;
import io.countersign.Outcome;
import io.countersign.PaymentClient;
import io.countersign.PaymentRef;
import io.countersign.Refund;
import io.countersign.RefundFinder;
import io.countersign.RefundRequest;
import io.countersign.Rejection;
import io.countersign.ecpay.EcpayRefundedBefore;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/**
 * Gives back what was paid when the order was over: in full, and once, as it goes by the one refund
 * id that was stored when the money was seen. What it cannot do is an ERROR in the log, which names
 * merchant and order: a person gives it back.
 */
final class LateMoney {

  private static final System.Logger LOG = System.getLogger(LateMoney.class.getName());
  private static final Duration SETTLING = Duration.ofMinutes(10);
  private static final Duration UNTIL_TOPPED_UP = Duration.ofHours(1);

  private final Orders orders;
  private final Clock clock;

  LateMoney(Orders orders, Clock clock) {
    this.orders = orders;
    this.clock = clock;
  }

  /**
   * Does what is next about it.
   *
   * @param refundId the stored one
   */
  void giveBack(Attempt attempt, String refundId, PaymentClient client) {
    try {
      if (attempt.next() instanceof FollowUp.Ask && client instanceof RefundFinder finder) {
        Optional<Refund> known = finder.findRefund(attempt.payment(), refundId);
        if (known.isPresent()) {
          learn(attempt, known.get(), client);
          return;
        }
        // Not known there now: the identical request again, under the same id.
      }
      send(attempt, refundId, client);
    } catch (InvalidRequestException unsent) {
      look(attempt, refundId, "not sent, " + unsent.getMessage());
    }
  }

  private void send(Attempt attempt, String refundId, PaymentClient client) {
    PaymentRef paid = attempt.payment();
    RefundRequest all = RefundRequest.of(paid, refundId, paid.total());
    if (client.provider().equals("ecpay")) {
      // ECPay knows no refund ids: a second one is told by the sum that was given back before.
      all = all.with(EcpayRefundedBefore.nothing());
    }
    Outcome<Refund> outcome = client.refund(all);
    if (outcome instanceof Outcome.Accepted<Refund> accepted) {
      learn(attempt, accepted.value(), client);
    } else if (outcome instanceof Outcome.Unknown<Refund> unknown) {
      LOG.log(Level.WARNING, about(attempt, refundId) + "nobody knows yet: " + unknown.cause());
      orders.follow(attempt, unknown.followUp());
    } else if (outcome instanceof Outcome.Rejected<Refund> rejected) {
      refused(attempt, refundId, rejected.rejection(), client);
    }
  }

  private void refused(Attempt attempt, String refundId, Rejection no, PaymentClient client) {
    if (no.refund().isPresent()) {
      learn(attempt, no.refund().get(), client);
    } else if (no.reason() == Rejection.Reason.INSUFFICIENT_FUNDS) {
      LOG.log(Level.ERROR, about(attempt, refundId) + "top up this merchant's balance");
      orders.follow(attempt, new FollowUp.Ask(clock.instant().plus(UNTIL_TOPPED_UP)));
    } else {
      look(attempt, refundId, "refused, " + no.code() + ": " + no.remedy());
    }
  }

  private void learn(Attempt attempt, Refund refund, PaymentClient client) {
    switch (refund.state()) {
      case REFUNDED -> orders.givenBack(attempt);
      case PROCESSING, UNRECOGNIZED -> {
        if (client instanceof RefundFinder) {
          orders.follow(attempt, new FollowUp.Ask(clock.instant().plus(SETTLING)));
        } else {
          // The bank's next batch has it, and ECPay never tells how that ended.
          orders.givenBack(attempt);
        }
      }
      case FAILED, NEEDS_ACTION -> look(attempt, refund.refundId(), "it ended " + refund.state());
    }
  }

  private void look(Attempt attempt, String refundId, String because) {
    LOG.log(Level.ERROR, about(attempt, refundId) + "give it back by hand: " + because);
    orders.follow(attempt, new FollowUp.Reconcile());
  }

  private static String about(Attempt attempt, String refundId) {
    String order = attempt.merchant() + " " + attempt.payment().number();
    return order + " was paid too late, refund " + refundId + ": ";
  }
}
