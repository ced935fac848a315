// SPDX-License-Identifier: Apache-2.0
package io.countersign.spi;

import io.countersign.FollowUp;
import io.countersign.Payment;
import io.countersign.PaymentRef;
import io.countersign.PaymentState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * When to ask about an attempt, and when to end it. Pure. Questions come soon after the attempt and
 * then ever less often; past the last moment to pay plus a margin the attempt is closed or, for a
 * payment code after its patience, reversed. Nothing is done without the provider's word, and an
 * attempt that the provider never knew ends with the statement, not with an assumption.
 */
public final class FollowUpSchedule {

  private static final List<Duration> ASK_AT_AGE =
      List.of(
          Duration.ofSeconds(30),
          Duration.ofMinutes(1),
          Duration.ofMinutes(2),
          Duration.ofMinutes(5),
          Duration.ofMinutes(10),
          Duration.ofMinutes(20),
          Duration.ofMinutes(30),
          Duration.ofHours(1));
  private static final List<Duration> ACT_AFTER =
      List.of(
          Duration.ZERO,
          Duration.ofSeconds(5),
          Duration.ofSeconds(15),
          Duration.ofSeconds(30),
          Duration.ofMinutes(1),
          Duration.ofMinutes(2),
          Duration.ofMinutes(5),
          Duration.ofMinutes(10),
          Duration.ofMinutes(30),
          Duration.ofHours(1));
  private static final Duration THEN_EVERY = Duration.ofHours(1);
  private static final Duration CODE_EVERY = Duration.ofSeconds(5);
  private static final Duration AFTER_END_EVERY = Duration.ofMinutes(5);
  private static final Duration GIVE_UP_AFTER_END = Duration.ofDays(1);

  private final Duration validity;
  private final Duration margin;
  private final Duration codePatience;
  private final boolean closes;
  private final List<Duration> askAtAge;
  private final Duration thenEvery;
  private final Duration afterEndEvery;

  /**
   * A schedule that ends with closing.
   *
   * @param validity how long an attempt may be paid if it has no {@code payBefore}
   * @param margin how long after that a payment may still be reported
   * @param codePatience how long a payer may confirm a payment code before it is reversed
   */
  public FollowUpSchedule(Duration validity, Duration margin, Duration codePatience) {
    this(validity, margin, codePatience, true, ASK_AT_AGE, THEN_EVERY, AFTER_END_EVERY);
  }

  private FollowUpSchedule(
      Duration validity,
      Duration margin,
      Duration codePatience,
      boolean closes,
      List<Duration> askAtAge,
      Duration thenEvery,
      Duration afterEndEvery) {
    this.validity = validity;
    this.margin = margin;
    this.codePatience = codePatience;
    this.closes = closes;
    this.askAtAge = askAtAge;
    this.thenEvery = thenEvery;
    this.afterEndEvery = afterEndEvery;
  }

  /**
   * A schedule for a provider where attempts cannot be closed: it is done once the provider, asked
   * after the end, still says that nobody has paid.
   *
   * @param validity how long an attempt may be paid if it has no {@code payBefore}
   * @param margin how long after that a payment may still be reported
   */
  public static FollowUpSchedule untilExpiry(Duration validity, Duration margin) {
    return new FollowUpSchedule(
        validity, margin, Duration.ZERO, false, ASK_AT_AGE, THEN_EVERY, AFTER_END_EVERY);
  }

  /**
   * The same schedule for a provider that bears only few questions.
   *
   * @param ages how old an attempt is at each of the first questions, rising
   * @param thenEvery the time between the questions that follow until the end
   * @param afterEndEvery the time between questions after the end
   */
  public FollowUpSchedule askingAt(
      List<Duration> ages, Duration thenEvery, Duration afterEndEvery) {
    return new FollowUpSchedule(
        validity, margin, codePatience, closes, List.copyOf(ages), thenEvery, afterEndEvery);
  }

  /**
   * What to do next.
   *
   * @param payment the attempt
   * @param last what was answered last; empty if unknown or never asked
   * @param now the present moment
   * @param byPaymentCode whether it is reversed rather than closed
   */
  public FollowUp next(
      PaymentRef payment, Optional<Payment> last, Instant now, boolean byPaymentCode) {
    Instant created = payment.id().createdAt();
    if (last.isPresent() && last.get().state().isFinal()) {
      // A failed payment code may still hold the payer's money at the bank: reversing settles it.
      return byPaymentCode
              && last.get().state() == PaymentState.FAILED
              && now.isBefore(created.plus(codePatience).plus(GIVE_UP_AFTER_END))
          ? new FollowUp.Reverse(nextAct(created, now))
          : new FollowUp.Done();
    }
    if (byPaymentCode) {
      Instant patient = created.plus(codePatience);
      if (now.isBefore(patient)) {
        return new FollowUp.Ask(earlier(now.plus(CODE_EVERY), patient));
      }
      return now.isBefore(patient.plus(GIVE_UP_AFTER_END))
          ? new FollowUp.Reverse(nextAct(patient, now))
          : new FollowUp.Reconcile();
    }
    Instant end = payment.payBefore().orElse(created.plus(validity)).plus(margin);
    if (now.isBefore(end)) {
      return new FollowUp.Ask(earlier(nextQuestion(created, now), end));
    }
    if (!now.isBefore(end.plus(GIVE_UP_AFTER_END))) {
      return new FollowUp.Reconcile();
    }
    if (!closes
        && last.isPresent()
        && last.get().state() == PaymentState.AWAITING_PAYER
        && !last.get().evidence().at().isBefore(end)) {
      return new FollowUp.Done();
    }
    boolean open =
        closes
            && last.isPresent()
            && (last.get().state() == PaymentState.AWAITING_PAYER
                || last.get().state() == PaymentState.PROCESSING);
    return open ? new FollowUp.Close(nextAct(end, now)) : new FollowUp.Ask(now.plus(afterEndEvery));
  }

  /**
   * The first of a thinning series of moments that has not passed. This rule has no memory: without
   * the series, what does not help would be done again at once, for a whole day.
   */
  private static Instant nextAct(Instant from, Instant now) {
    for (Duration after : ACT_AFTER) {
      Instant at = from.plus(after);
      if (!at.isBefore(now)) {
        return at;
      }
    }
    return now.plus(THEN_EVERY);
  }

  private Instant nextQuestion(Instant created, Instant now) {
    for (Duration age : askAtAge) {
      Instant at = created.plus(age);
      if (at.isAfter(now)) {
        return at;
      }
    }
    return now.plus(thenEvery);
  }

  private static Instant earlier(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }
}
