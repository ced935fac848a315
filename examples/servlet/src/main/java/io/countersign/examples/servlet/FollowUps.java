// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.servlet;

import io.countersign.FollowUp;
import io.countersign.InvalidRequestException;
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
import io.countersign.Rejection;
import io.countersign.Scene;
import io.countersign.UnavailableException;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What a timer runs every few seconds, in as many processes as you like. Notifications get lost,
 * and some payments never have one: an order is settled by asking, at the latest.
 */
final class FollowUps {

  private static final System.Logger LOG = System.getLogger(FollowUps.class.getName());

  private static final Duration UNTIL_SOMEBODY_LOOKED = Duration.ofDays(1);

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
      } catch (UnavailableException notNow) {
        LOG.log(Level.WARNING, "stays due: " + notNow);
        // Who was told to come back later does not come earlier.
        notNow
            .retryAfter()
            .ifPresent(
                pause -> orders.follow(attempt.payment(), new FollowUp.Ask(now.plus(pause))));
      } catch (RuntimeException notNow) {
        LOG.log(Level.WARNING, "stays due: " + notNow);
      }
    }
    for (Payback payback : orders.duePaybacks(now)) {
      try {
        follow(payback);
      } catch (MismatchException different) {
        // It may have happened or not: nothing else is given back until a person has looked.
        LOG.log(Level.ERROR, "stop and look: " + different.getMessage());
        orders.follow(payback, new FollowUp.Ask(now.plus(UNTIL_SOMEBODY_LOOKED)));
      } catch (UnavailableException notNow) {
        postpone(payback, notNow, now);
      } catch (RuntimeException notNow) {
        LOG.log(Level.WARNING, "stays due: " + notNow);
      }
    }
    for (PaymentRef subscription : orders.dueSubscriptions(now)) {
      try {
        Particulars particulars = tills.till(subscription).particulars();
        orders.asked(subscription, particulars.askAboutLaterCharges(subscription, orders));
      } catch (RuntimeException notNow) {
        LOG.log(Level.WARNING, "stays due: " + notNow);
      }
    }
  }

  /** Nothing was sent of a payback: it stays due, and no earlier than the provider takes it. */
  void postpone(Payback payback, UnavailableException notNow, Instant now) {
    LOG.log(Level.WARNING, "stays due: " + notNow);
    notNow.retryAfter().ifPresent(pause -> orders.follow(payback, later(payback, now, pause)));
  }

  private static FollowUp later(Payback payback, Instant now, Duration pause) {
    return payback.next() instanceof FollowUp.Ask
        ? new FollowUp.Ask(now.plus(pause))
        : new FollowUp.RepeatSame(now.plus(pause));
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

  /** Whether a refund of an order's is planned before it is sent. */
  boolean plans(Order order) {
    return order.paidBy().isPresent()
        && orders.attemptsOf(order.id()).stream()
            .anyMatch(attempt -> tills.till(attempt.payment()).particulars().plansRefunds());
  }

  /** What a refund would do at the provider; empty if it is one call and nothing else. */
  Optional<RefundPlan> plan(Payback sketch) {
    return tills.till(sketch.payment()).particulars().plan(sketch);
  }

  /**
   * Sends a refund, or asks how it stands. The same refund id always: it is refunded once.
   *
   * @return with what the provider, or Countersign in its place, has refused it
   */
  Optional<Rejection> follow(Payback payback) {
    Till till = tills.till(payback.payment());
    if (payback.next() instanceof FollowUp.Ask) {
      Optional<Refund> refund = asked(till, payback);
      if (refund.isPresent()) {
        orders.refunded(refund.get(), till.particulars().after(refund.get(), clock.instant()));
        return Optional.empty();
      }
      // Not known there: then the identical request again, at once.
    }
    Outcome<Refund> outcome;
    try {
      outcome = till.client().refund(till.particulars().request(payback));
    } catch (MismatchException different) {
      // Another sum than the shop's was given back already, and nothing was sent: a person looks.
      LOG.log(Level.ERROR, "stop and look: " + different.getMessage());
      orders.refundRefused(payback);
      return Optional.empty();
    } catch (InvalidRequestException unsent) {
      LOG.log(Level.ERROR, "not sent: " + unsent.getMessage());
      if (payback.next() instanceof FollowUp.Ask) {
        // It was sent before, and nobody knows of it: until a person has looked, it counts.
        orders.follow(payback, new FollowUp.Ask(clock.instant().plus(UNTIL_SOMEBODY_LOOKED)));
      } else {
        refused(till, payback);
      }
      return Optional.empty();
    }
    if (outcome instanceof Outcome.Accepted<Refund> accepted) {
      Refund refund = accepted.value();
      orders.refunded(refund, till.particulars().after(refund, clock.instant()));
    } else if (outcome instanceof Outcome.Unknown<Refund> unknown) {
      orders.follow(payback, unknown.followUp());
    } else if (outcome instanceof Outcome.Rejected<Refund> rejected) {
      LOG.log(Level.ERROR, "refund refused: " + rejected.rejection());
      refused(till, payback);
      return Optional.of(rejected.rejection());
    }
    return Optional.empty();
  }

  private void refused(Till till, Payback payback) {
    if (till.particulars().keepsRefundIds()) {
      orders.refundRefused(payback);
    } else {
      orders.refundFailed(payback);
    }
  }

  private static Optional<Refund> asked(Till till, Payback payback) {
    return till.client() instanceof RefundFinder finder
        ? finder.findRefund(payback.payment(), payback.refundId())
        : till.particulars().happened(payback);
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
