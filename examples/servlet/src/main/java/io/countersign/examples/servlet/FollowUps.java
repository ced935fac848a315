// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.servlet;

import io.countersign.FollowUp;
import io.countersign.MismatchException;
import io.countersign.Outcome;
import io.countersign.Payment;
import io.countersign.PaymentClient;
import io.countersign.PaymentCloser;
import io.countersign.PaymentRef;
import io.countersign.PaymentReverser;
import io.countersign.PaymentState;
import io.countersign.Refund;
import io.countersign.RefundFinder;
import io.countersign.RefundRequest;
import io.countersign.Scene;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;

/**
 * What a timer runs every few seconds, in as many processes as you like. Notifications get lost,
 * and some payments never have one: an order is settled by asking, at the latest.
 */
final class FollowUps {

  private static final System.Logger LOG = System.getLogger(FollowUps.class.getName());

  private final Tills tills;
  private final Orders orders;
  private final Clock clock;

  FollowUps(Tills tills, Orders orders, Clock clock) {
    this.tills = tills;
    this.orders = orders;
    this.clock = clock;
  }

  /** Does everything that is due; what cannot be done now stays due and holds up nothing else. */
  void run(Instant now) {
    for (Attempt attempt : orders.dueAttempts(now)) {
      try {
        follow(attempt);
      } catch (MismatchException different) {
        LOG.log(Level.ERROR, "stop and look: " + different.getMessage());
        orders.follow(attempt.payment(), new FollowUp.Reconcile());
      } catch (RuntimeException notNow) {
        LOG.log(Level.WARNING, "stays due: " + notNow);
      }
    }
    for (Payback payback : orders.duePaybacks(now)) {
      try {
        follow(payback);
      } catch (RuntimeException notNow) {
        LOG.log(Level.WARNING, "stays due: " + notNow);
      }
    }
  }

  // snippet: follow-up
  /** What is due about an attempt, by the text that was stored with it. */
  private void follow(Attempt attempt) {
    PaymentRef ref = attempt.payment();
    PaymentClient client = tills.of(ref);
    if (attempt.next() instanceof FollowUp.Close && client instanceof PaymentCloser closer) {
      closer.close(ref);
    } else if (attempt.next() instanceof FollowUp.Reverse
        && client instanceof PaymentReverser reverser) {
      reverser.reverse(ref);
    }
    // Whatever came of that, and instead of repeating a create for which no payer waits: ask.
    ask(ref);
  }

  /** Asks the provider how an attempt stands. Empty means "not known now", never "unpaid". */
  Optional<Payment> ask(PaymentRef ref) {
    PaymentClient client = tills.of(ref);
    Optional<Payment> payment = client.find(ref);
    FollowUp next = client.followUp(ref, payment, clock.instant());
    if (payment.isPresent()) {
      orders.payment(payment.get(), next);
    } else {
      orders.follow(ref, next);
    }
    return payment;
  }

  // end snippet

  /** Sends a refund, or asks how it stands. The same refund id always: it is refunded once. */
  void follow(Payback payback) {
    PaymentRef ref = payback.payment();
    PaymentClient client = tills.of(ref);
    if (payback.next() instanceof FollowUp.Ask && client instanceof RefundFinder finder) {
      Optional<Refund> refund = finder.findRefund(ref, payback.refundId());
      if (refund.isPresent()) {
        orders.refunded(refund.get());
        return;
      }
      // Not known there: then the identical request again, at once.
    }
    Outcome<Refund> outcome =
        client.refund(RefundRequest.of(ref, payback.refundId(), payback.amount()));
    if (outcome instanceof Outcome.Accepted<Refund> accepted) {
      orders.refunded(accepted.value());
    } else if (outcome instanceof Outcome.Unknown<Refund> unknown) {
      orders.follow(payback, unknown.followUp());
    } else if (outcome instanceof Outcome.Rejected<Refund> rejected) {
      LOG.log(Level.ERROR, "refund refused: " + rejected.rejection());
      orders.refundRefused(payback);
    }
  }

  /**
   * Ends an attempt, so that another one may begin.
   *
   * @return whether the provider has proven that nobody can pay it any more
   */
  boolean end(Attempt attempt) {
    PaymentRef ref = attempt.payment();
    boolean byCode = attempt.scene() instanceof Scene.PaymentCode;
    PaymentClient client = tills.of(ref);
    if (byCode && client instanceof PaymentReverser reverser) {
      reverser.reverse(ref);
    } else if (!byCode && client instanceof PaymentCloser closer) {
      closer.close(ref);
    }
    Optional<PaymentState> state = ask(ref).map(Payment::state);
    return state.isPresent()
        && (state.get() == PaymentState.CLOSED || state.get() == PaymentState.FAILED);
  }
}
