// SPDX-License-Identifier: Apache-2.0
package io.countersign.ecpay;

import io.countersign.Answer;
import io.countersign.Money;
import io.countersign.PaymentRef;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * What would be sent to capture, cancel or refund a card payment, to be looked at before {@link
 * EcpayCards#carryOut} sends it: the steps; or that it can be done by hand only, and why; or that
 * nothing is left to do. A plan is made from how the money stood when it was read; once that has
 * changed, nothing of it is sent, and once it was begun it is not begun again. Otherwise immutable;
 * safe for use by many threads, and worth nothing after a restart: plan anew, which is always safe.
 *
 * @param <R> what it answers when it is carried out
 */
public final class EcpayCardPlan<R> {

  /**
   * One action to be sent.
   *
   * @param action which
   * @param amount how much
   */
  public record Step(EcpayCardAction action, Money amount) {
    @Override
    public String toString() {
      return action.letter() + " " + amount;
    }
  }

  private final PaymentRef payment;
  private final @Nullable CardPayment card;
  private final @Nullable EcpayCardDetail detail;
  private final List<Step> steps;
  private final @Nullable String byHand;
  private final Instant notBefore;
  private final BiFunction<List<Step>, Answer, R> result;

  /** ECPay's detail may lag behind, so it alone does not keep a plan from happening twice. */
  private final AtomicBoolean begun = new AtomicBoolean();

  private EcpayCardPlan(
      PaymentRef payment,
      @Nullable CardPayment card,
      @Nullable EcpayCardDetail detail,
      List<Step> steps,
      @Nullable String byHand,
      Instant notBefore,
      BiFunction<List<Step>, Answer, R> result) {
    this.payment = payment;
    this.card = card;
    this.detail = detail;
    this.steps = List.copyOf(steps);
    this.byHand = byHand;
    this.notBefore = notBefore;
    this.result = result;
  }

  static <R> EcpayCardPlan<R> byHand(
      PaymentRef payment,
      @Nullable EcpayCardDetail detail,
      String because,
      Instant now,
      BiFunction<List<Step>, Answer, R> result) {
    return new EcpayCardPlan<>(payment, null, detail, List.of(), because, now, result);
  }

  static <R> EcpayCardPlan<R> of(
      CardPayment card,
      EcpayCardDetail detail,
      List<Step> steps,
      Instant now,
      BiFunction<List<Step>, Answer, R> result) {
    Instant notBefore = steps.isEmpty() ? now : CaptureWindow.firstMoment(now);
    return new EcpayCardPlan<>(card.ref(), card, detail, steps, null, notBefore, result);
  }

  /** The payment, with ECPay's number of it where that is known. */
  public PaymentRef payment() {
    return payment;
  }

  /** What would be sent, in this order; none if it is by hand or nothing is to be done. */
  public List<Step> steps() {
    return steps;
  }

  /** Why no call can do it, and what to do instead; empty if one can. */
  public Optional<String> byHand() {
    return Optional.ofNullable(byHand);
  }

  /** Whether it is done already. */
  public boolean isNothingToDo() {
    return byHand == null && steps.isEmpty();
  }

  /**
   * The earliest moment to carry it out: when it was planned, or the end of the capture's window if
   * it was planned within (20:15 to 20:30 in Taipei).
   */
  public Instant notBefore() {
    return notBefore;
  }

  /** How the money stood; empty if it was not asked, because it is by hand anyway. */
  public Optional<EcpayCardDetail> detail() {
    return Optional.ofNullable(detail);
  }

  /** Those of a plan that has something to say about a card. */
  CardPayment card() {
    if (card == null) {
      throw new IllegalStateException("a plan by hand has no card");
    }
    return card;
  }

  EcpayCardDetail seen() {
    if (detail == null) {
      throw new IllegalStateException("a plan by hand has no detail");
    }
    return detail;
  }

  /** Takes the right to send its steps, which is given once; false if it was given before. */
  boolean begin() {
    return begun.compareAndSet(false, true);
  }

  /** Gives that right back, after nothing was sent. */
  void notBegun() {
    begun.set(false);
  }

  R result(Answer answer) {
    return result.apply(steps, answer);
  }

  /** Number, and steps or why there are none. */
  @Override
  public String toString() {
    String what =
        byHand != null
            ? "by hand: " + byHand
            : steps.isEmpty() ? "nothing to do" : steps + " from " + notBefore;
    return "EcpayCardPlan[" + payment.number() + ", " + what + "]";
  }
}
