// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.lambda;

import io.countersign.FollowUp;
import io.countersign.InvalidRequestException;
import io.countersign.MismatchException;
import io.countersign.Money;
import io.countersign.Outcome;
import io.countersign.PaymentRef;
import io.countersign.Refund;
import io.countersign.RefundFinder;
import io.countersign.RefundRequest;
import io.countersign.RefundState;
import io.countersign.RejectedException;
import io.countersign.Rejection;
import io.countersign.UnavailableException;
import io.countersign.ecpay.EcpayCardDetail;
import io.countersign.ecpay.EcpayRefundedBefore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Sends refunds that were decided, and asks how they stand: under one id each, always. */
final class RefundDesk {

  private static final Duration SOON = Duration.ofMinutes(5);

  private final Tills tills;
  private final Orders orders;
  private final Paybacks paybacks;
  private final Settlement settlement;
  private final Metrics metrics;
  private final Clock clock;

  RefundDesk(
      Tills tills,
      Orders orders,
      Paybacks paybacks,
      Settlement settlement,
      Metrics metrics,
      Clock clock) {
    this.tills = tills;
    this.orders = orders;
    this.paybacks = paybacks;
    this.settlement = settlement;
    this.metrics = metrics;
    this.clock = clock;
  }

  /** Sends a refund that this caller has just decided: nobody else has sent it. */
  void send(Payback payback, Instant deadline) {
    attempt(payback, true, deadline);
  }

  /**
   * Does what is next for a refund that the timer has claimed. Whoever decided it may have died
   * after sending it, so the provider is asked first.
   */
  void resume(Payback payback, Instant deadline) {
    attempt(payback, false, deadline);
  }

  private void attempt(Payback payback, boolean first, Instant deadline) {
    Order order = orders.find(payback.number()).orElseThrow();
    PaymentRef ref = order.ref().orElseThrow();
    try {
      if (!first) {
        Optional<Refund> known = asked(payback, ref, deadline);
        if (known.isPresent()) {
          learn(payback, known.get());
          return;
        }
        // Not known there: then the identical request again, at once.
      }
      exchange(payback, ref, order, first, deadline);
    } catch (MismatchException different) {
      // It may have happened or not: nothing else is given back until a person has looked.
      look(payback, order, different.getMessage());
      paybacks.leave(payback, new FollowUp.Ask(someday()));
    } catch (InvalidRequestException unsent) {
      look(payback, order, unsent.getMessage());
      if (first) {
        nothingHappened(payback, order);
      } else {
        // It may have been sent before, and nobody knows of it: until a person has looked, it
        // counts.
        paybacks.leave(payback, new FollowUp.Ask(someday()));
      }
    } catch (UnavailableException notNow) {
      Instant at = clock.instant().plus(notNow.retryAfter().orElse(SOON));
      FollowUp later =
          payback.next() instanceof FollowUp.Ask
              ? new FollowUp.Ask(at)
              : new FollowUp.RepeatSame(at);
      metrics.log("refund " + payback.refundId() + " stays due: " + notNow.getMessage());
      paybacks.follow(payback, later);
    }
  }

  private void exchange(
      Payback payback, PaymentRef ref, Order order, boolean first, Instant deadline) {
    RefundRequest request = RefundRequest.of(ref, payback.refundId(), payback.amount());
    if (payback.method() == Method.ECPAY) {
      // What was given back before tells ECPay's second refund from a first one sent twice.
      request = request.with(EcpayRefundedBefore.of(payback.before()));
    }
    Outcome<Refund> outcome = tills.of(payback.method()).before(deadline).refund(request);
    if (outcome instanceof Outcome.Accepted<Refund> accepted) {
      learn(payback, accepted.value());
    } else if (outcome instanceof Outcome.Unknown<Refund> unknown) {
      paybacks.follow(payback, unknown.followUp());
    } else if (outcome instanceof Outcome.Rejected<Refund> rejected) {
      refused(payback, ref, order, rejected.rejection(), first, deadline);
    }
  }

  private void refused(
      Payback payback,
      PaymentRef ref,
      Order order,
      Rejection rejection,
      boolean first,
      Instant deadline) {
    Optional<Refund> known = rejection.refund();
    if (known.isPresent()) {
      learn(payback, known.get());
    } else if (!first && payback.method() == Method.ECPAY && !untouched(payback, ref, deadline)) {
      // ECPay says no to this request; of the one before it, that says nothing.
      look(payback, order, "refused after it may have been taken: " + rejection.code());
      paybacks.leave(payback, new FollowUp.Ask(someday()));
    } else {
      if (order.late()) {
        look(payback, order, "a late payment's refund was refused: " + rejection.code());
      }
      nothingHappened(payback, order);
    }
  }

  /** A late payment is nobody's to keep: its refund is asked for until it is taken. */
  private void nothingHappened(Payback payback, Order order) {
    if (order.late() && payback.refundId().equals(Paybacks.refundId(order.number(), "late"))) {
      paybacks.leave(payback, new FollowUp.RepeatSame(someday()));
    } else {
      paybacks.settle(payback.refundId(), Payback.State.REFUSED, new FollowUp.Done());
    }
  }

  /** Whether ECPay shows that no more was given back than before this refund. */
  private boolean untouched(Payback payback, PaymentRef ref, Instant deadline) {
    try {
      return tills
          .ecpay()
          .before(deadline)
          .cards()
          .detail(ref)
          .filter(detail -> detail.refunded().equals(payback.before()))
          .isPresent();
    } catch (RejectedException refusedToTell) {
      return false;
    }
  }

  private void look(Payback payback, Order order, @Nullable String why) {
    settlement.look(order, "refund " + payback.refundId() + ": " + why);
  }

  private void learn(Payback payback, Refund refund) {
    if (payback.method() == Method.ECPAY && refund.state() == RefundState.PROCESSING) {
      // The bank gives it back with its next batch, and ECPay never tells of it: nothing to ask.
      settlement.refund(refund, new FollowUp.Done());
    } else {
      settlement.refund(refund);
    }
  }

  private Optional<Refund> asked(Payback payback, PaymentRef ref, Instant deadline) {
    if (payback.method() == Method.ECPAY) {
      return happened(payback, ref, deadline);
    }
    return tills.of(payback.method()).before(deadline) instanceof RefundFinder finder
        ? finder.findRefund(ref, payback.refundId())
        : Optional.empty();
  }

  /** The sum that ECPay shows tells whether the refund happened: grown by it, or as before. */
  private Optional<Refund> happened(Payback payback, PaymentRef ref, Instant deadline) {
    @Nullable EcpayCardDetail detail =
        tills.ecpay().before(deadline).cards().detail(ref).orElse(null);
    if (detail == null || detail.refunded().equals(payback.before())) {
      return Optional.empty();
    }
    Money grown = payback.before().plus(payback.amount());
    if (!grown.equals(detail.refunded())) {
      String either = payback.before() + " or " + grown;
      throw new MismatchException("refunded", either, detail.refunded().toString());
    }
    RefundState state =
        detail.state() == EcpayCardDetail.State.GIVEN_UP
            ? RefundState.REFUNDED
            : RefundState.PROCESSING;
    return Optional.of(
        Refund.of(ref.number(), payback.refundId(), state, payback.amount(), ref.total())
            .reported(detail.providerState(), detail.fields(), detail.evidence())
            .build());
  }

  private Instant someday() {
    return clock.instant().plus(FollowUps.UNTIL_SOMEBODY_LOOKED);
  }
}
