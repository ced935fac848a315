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
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
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

  /** When what could not be asked is asked again. */
  private static final Duration AGAIN = Duration.ofMinutes(1);

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
    return attempts() + refunds();
  }

  /** Each kind has half of the time, so that neither holds up the other. */
  private Instant end() {
    return clock.instant().plus(settings.followUpTime().dividedBy(2));
  }

  private int attempts() {
    Instant end = end();
    int worked = 0;
    Set<String> silent = new HashSet<>();
    for (Attempt attempt : orders.due(clock.instant(), settings.followUpsAtOnce())) {
      Instant now = clock.instant();
      if (!now.isBefore(end)) {
        return worked;
      }
      if (!orders.lease(attempt, now, leaseEnd(now))) {
        continue;
      }
      if (silent.contains(attempt.merchant())) {
        // One of its calls has just failed: the time is for those who answer.
        orders.follow(attempt, later(attempt.next(), AGAIN));
      } else {
        worked++;
        guarded(attempt, silent);
      }
    }
    return worked;
  }

  private int refunds() {
    Instant end = end();
    int worked = 0;
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

  /** Whatever fails goes to the end of the queue: the longest due come first. */
  private void guarded(Attempt attempt, Set<String> silent) {
    try {
      follow(attempt);
    } catch (MismatchException different) {
      LOG.error("stop and look: {}", different.getMessage());
      orders.follow(attempt, new FollowUp.Reconcile());
    } catch (UnavailableException notNow) {
      LOG.warn("{} stays due: {}", attempt.number(), notNow.getMessage());
      silent.add(attempt.merchant());
      // Who was told to come back later does not come earlier.
      orders.follow(attempt, later(attempt.next(), notNow.retryAfter().orElse(AGAIN)));
    } catch (RuntimeException notNow) {
      LOG.warn("{} stays due", attempt.number(), notNow);
      orders.follow(attempt, later(attempt.next(), AGAIN));
    }
  }

  /** The same, after a pause. */
  private FollowUp later(FollowUp next, Duration pause) {
    Instant at = clock.instant().plus(pause);
    if (next instanceof FollowUp.Close) {
      return new FollowUp.Close(at);
    }
    return next instanceof FollowUp.Reverse ? new FollowUp.Reverse(at) : new FollowUp.Ask(at);
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
   * Sends a refund, or asks how it stands: under the same number always, once it may be known by
   * it.
   *
   * @return false if somebody else is doing it, or it is not due
   */
  boolean send(Payback payback) {
    Instant now = clock.instant();
    if (!paybacks.lease(payback, now, leaseEnd(now))) {
      return false;
    }
    settle(payback, now);
    return true;
  }

  private void settle(Payback due, Instant now) {
    Payback payback = due;
    try {
      ProviderRules rules = ProviderRules.of(client(payback.merchant()));
      if (!payback.tried() && rules.tooOld(payback.refundId(), now)) {
        payback = paybacks.renumbered(payback);
        LOG.warn("refund {} goes on as {}", due.refundId(), payback.refundId());
      }
      settle(payback, rules);
    } catch (UnavailableException notNow) {
      LOG.warn("refund {} stays due: {}", payback.refundId(), notNow.getMessage());
      Instant later = now.plus(notNow.retryAfter().orElse(settings.callTime()));
      boolean asking = payback.next() instanceof FollowUp.Ask;
      paybacks.nothingHappened(
          payback,
          payback.standing(),
          asking ? new FollowUp.Ask(later) : new FollowUp.RepeatSame(later));
    } catch (MismatchException different) {
      // It may have happened or not: nothing else is given back until a person has looked.
      LOG.error("stop and look: {}", different.getMessage());
      stands(payback, Payback.Standing.LOOK, new FollowUp.Reconcile());
    } catch (InvalidRequestException unsent) {
      LOG.error("refund {} was not sent: {}", payback.refundId(), unsent.getMessage());
      boolean nothingHappened = clicked(payback) && !payback.tried();
      paybacks.nothingHappened(
          payback,
          nothingHappened ? Payback.Standing.REFUSED : Payback.Standing.LOOK,
          new FollowUp.Reconcile());
    } catch (RuntimeException notNow) {
      LOG.warn("refund {} stays due when its lease is over", payback.refundId(), notNow);
    }
  }

  private void settle(Payback payback, ProviderRules rules) {
    if (payback.next() instanceof FollowUp.Ask
        || (payback.tried() && !rules.keepsRefundNumbers())) {
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
      paybacks.nothingHappened(payback, Payback.Standing.REFUSED, new FollowUp.Reconcile());
    } else {
      FollowUp later = new FollowUp.RepeatSame(clock.instant().plus(REFUSED_FOR_NOW));
      paybacks.nothingHappened(payback, Payback.Standing.DUE, later);
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
