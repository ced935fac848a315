// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.spring;

import io.countersign.FollowUp;
import io.countersign.InvalidRequestException;
import io.countersign.MismatchException;
import io.countersign.Outcome;
import io.countersign.Payment;
import io.countersign.PaymentClient;
import io.countersign.PaymentCloser;
import io.countersign.PaymentReverser;
import io.countersign.PaymentState;
import io.countersign.Refund;
import io.countersign.Rejection;
import io.countersign.UnavailableException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the timer runs, in as many instances as you like. Notifications get lost, and some payments
 * never have one: an order is settled by asking, at the latest. Each row is leased before it is
 * asked about, and no call outlives its lease.
 */
class FollowUps {

  private static final Logger LOG = LoggerFactory.getLogger(FollowUps.class);
  private static final Duration ASK_ABOUT_REFUND = Duration.ofMinutes(10);
  private static final Duration REFUSED_FOR_NOW = Duration.ofHours(1);

  private final Orders orders;
  private final Paybacks paybacks;
  private final Tills tills;
  private final ShopSettings settings;
  private final Clock clock;

  FollowUps(Orders orders, Paybacks paybacks, Tills tills, ShopSettings settings, Clock clock) {
    this.orders = orders;
    this.paybacks = paybacks;
    this.tills = tills;
    this.settings = settings;
    this.clock = clock;
  }

  /**
   * Does what is due, within its budget of rows and time; what cannot be done now stays due and
   * holds up nothing else.
   *
   * @return how many rows this instance has worked on
   */
  int run() {
    Instant end = clock.instant().plus(settings.followUpTime());
    int worked = 0;
    for (Attempt attempt : orders.due(clock.instant(), settings.followUpsAtOnce())) {
      Instant now = clock.instant();
      if (!now.isBefore(end)) {
        return worked;
      }
      if (orders.lease(attempt, now, leaseEnd(now))) {
        worked++;
        guarded(attempt);
      }
    }
    for (Payback payback : paybacks.due(clock.instant(), settings.followUpsAtOnce())) {
      if (!clock.instant().isBefore(end)) {
        return worked;
      }
      worked += send(payback) ? 1 : 0;
    }
    return worked;
  }

  private Instant leaseEnd(Instant now) {
    return now.plus(settings.callTime().multipliedBy(2));
  }

  private void guarded(Attempt attempt) {
    try {
      follow(attempt);
    } catch (MismatchException different) {
      LOG.error("stop and look: {}", different.getMessage());
      orders.follow(attempt, new FollowUp.Reconcile());
    } catch (UnavailableException notNow) {
      LOG.warn("{} stays due: {}", attempt.number(), notNow.getMessage());
      // Who was told to come back later does not come earlier.
      notNow
          .retryAfter()
          .ifPresent(
              pause -> orders.follow(attempt, new FollowUp.Ask(clock.instant().plus(pause))));
    } catch (RuntimeException notNow) {
      LOG.warn("{} stays due", attempt.number(), notNow);
    }
  }

  /** What is due about an attempt. */
  private void follow(Attempt attempt) {
    PaymentClient client = client(attempt.merchant());
    if (attempt.next() instanceof FollowUp.Close && client instanceof PaymentCloser closer) {
      closer.close(attempt.ref());
    } else if (attempt.next() instanceof FollowUp.Reverse
        && client instanceof PaymentReverser reverser) {
      reverser.reverse(attempt.ref());
    }
    // Whatever came of that, and instead of repeating a create for which no payer waits: ask.
    ask(attempt, client);
  }

  /** Asks how an attempt stands. Empty means "not known now", never "unpaid". */
  Optional<Payment> ask(Attempt attempt, PaymentClient client) {
    Optional<Payment> payment = client.find(attempt.ref());
    FollowUp next = client.followUp(attempt.ref(), payment, clock.instant());
    payment.ifPresentOrElse(
        known -> orders.payment(known, next), () -> orders.follow(attempt, next));
    return payment;
  }

  /** The same, with the client of its merchant and within the time for one payment. */
  Optional<Payment> ask(Attempt attempt) {
    return ask(attempt, client(attempt.merchant()));
  }

  /**
   * Ends an attempt, so that another one may begin.
   *
   * @return whether the provider has proven that nobody can pay it any more
   */
  boolean end(Attempt attempt) {
    PaymentClient client = client(attempt.merchant());
    if (client instanceof PaymentCloser closer) {
      closer.close(attempt.ref());
    }
    return ask(attempt, client)
        .map(Payment::state)
        .filter(state -> state == PaymentState.CLOSED || state == PaymentState.FAILED)
        .isPresent();
  }

  private PaymentClient client(String merchant) {
    return tills.client(merchant).before(clock.instant().plus(settings.callTime()));
  }

  /**
   * Sends a refund, or asks how it stands, under the same number always.
   *
   * @return false if somebody else is doing it, or it is not due
   */
  boolean send(Payback payback) {
    Instant now = clock.instant();
    if (!paybacks.lease(payback, now, leaseEnd(now))) {
      return false;
    }
    try {
      settle(payback, ProviderRules.of(client(payback.merchant())));
    } catch (UnavailableException notNow) {
      LOG.warn("refund {} stays due: {}", payback.refundId(), notNow.getMessage());
      Instant later = now.plus(notNow.retryAfter().orElse(settings.callTime()));
      boolean asking = payback.next() instanceof FollowUp.Ask;
      stands(
          payback,
          payback.standing(),
          asking ? new FollowUp.Ask(later) : new FollowUp.RepeatSame(later));
    } catch (MismatchException different) {
      // It may have happened or not: nothing else is given back until a person has looked.
      LOG.error("stop and look: {}", different.getMessage());
      stands(payback, Payback.Standing.LOOK, new FollowUp.Reconcile());
    } catch (InvalidRequestException unsent) {
      LOG.error("refund {} was not sent: {}", payback.refundId(), unsent.getMessage());
      boolean nothingHappened = clicked(payback) && !(payback.next() instanceof FollowUp.Ask);
      stands(
          payback,
          nothingHappened ? Payback.Standing.REFUSED : Payback.Standing.LOOK,
          new FollowUp.Reconcile());
    } catch (RuntimeException notNow) {
      LOG.warn("refund {} stays due when its lease is over", payback.refundId(), notNow);
    }
    return true;
  }

  private void settle(Payback payback, ProviderRules rules) {
    if (payback.next() instanceof FollowUp.Ask) {
      Optional<Refund> known = rules.sent(payback);
      if (known.isPresent()) {
        told(payback, known.get(), rules);
        return;
      }
      // Not known there: then the identical request again, at once.
    }
    Outcome<Refund> outcome = rules.client().refund(rules.refund(payback));
    if (outcome instanceof Outcome.Accepted<Refund> accepted) {
      told(payback, accepted.value(), rules);
    } else if (outcome instanceof Outcome.Unknown<Refund> unknown) {
      stands(payback, Payback.Standing.DUE, unknown.followUp());
    } else if (outcome instanceof Outcome.Rejected<Refund> rejected) {
      Rejection because = rejected.rejection();
      LOG.error("refund {} refused: {} {}", payback.refundId(), because.code(), because.remedy());
      refused(payback);
    }
  }

  /** Who clicked may click again; where nobody did, the payer still waits for the money. */
  private void refused(Payback payback) {
    if (clicked(payback)) {
      stands(payback, Payback.Standing.REFUSED, new FollowUp.Reconcile());
    } else {
      FollowUp later = new FollowUp.RepeatSame(clock.instant().plus(REFUSED_FOR_NOW));
      stands(payback, Payback.Standing.DUE, later);
    }
  }

  /** Whether somebody asked for it; else the payment was one too many. */
  private boolean clicked(Payback payback) {
    String number = payback.payment().number();
    return orders.find(payback.orderId()).flatMap(Order::paidBy).filter(number::equals).isPresent();
  }

  /** Whether the provider of an order's payment wants a refused refund again under its number. */
  boolean keepsRefundNumbers(Order order) {
    return order
        .paidBy()
        .flatMap(orders::attempt)
        .map(paid -> ProviderRules.of(tills.client(paid.merchant())).keepsRefundNumbers())
        .orElse(true);
  }

  /** The provider has spoken about a refund of ours, by notification. */
  void told(String merchant, Refund refund) {
    Optional<Payback> row =
        paybacks.find(refund.refundId()).filter(known -> known.merchant().equals(merchant));
    if (row.isEmpty()) {
      // Made in the provider's portal, perhaps: the books of the day show it.
      LOG.warn("a refund of {} that this shop did not ask for", refund.paymentNumber());
      return;
    }
    told(row.get(), refund, ProviderRules.of(tills.client(merchant)));
  }

  private void told(Payback payback, Refund refund, ProviderRules rules) {
    switch (refund.state()) {
      case REFUNDED -> stands(payback, Payback.Standing.DONE, new FollowUp.Done());
      case FAILED -> stands(payback, Payback.Standing.FAILED, new FollowUp.Reconcile());
      case NEEDS_ACTION -> stands(payback, Payback.Standing.LOOK, new FollowUp.Reconcile());
      case PROCESSING, UNRECOGNIZED -> {
        if (rules.tellsHowRefundsEnd()) {
          FollowUp ask = new FollowUp.Ask(clock.instant().plus(ASK_ABOUT_REFUND));
          stands(payback, Payback.Standing.RUNNING, ask);
        } else {
          stands(payback, Payback.Standing.DONE, new FollowUp.Done());
        }
      }
    }
  }

  private void stands(Payback payback, Payback.Standing standing, FollowUp next) {
    paybacks.stands(payback, standing, next);
  }
}
