// SPDX-License-Identifier: Apache-2.0
package io.countersign.ecpay;

import io.countersign.Answer;
import io.countersign.InvalidRequestException;
import io.countersign.MismatchException;
import io.countersign.Money;
import io.countersign.Outcome;
import io.countersign.Payment;
import io.countersign.PaymentRef;
import io.countersign.ProviderOption;
import io.countersign.Refund;
import io.countersign.RefundRequest;
import io.countersign.RefundState;
import io.countersign.RejectedException;
import io.countersign.Rejection;
import io.countersign.ecpay.CardPlanner.Decision;
import io.countersign.ecpay.EcpayCardPlan.Step;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What is done with the money of card payments: capture, cancel and refund, each planned first and
 * then carried out. Immutable and safe for use by many threads.
 *
 * <p>ECPay has no number for a refund: <strong>the same call twice is two refunds</strong>, and the
 * shop's refund id never reaches ECPay. What keeps one refund from happening twice is {@link
 * EcpayRefundedBefore}: the sum that the shop believes was refunded before is compared with ECPay's
 * own right before anything is sent. So a second click, a repetition after a crash, or one after an
 * unknown outcome finds another sum, and ends as a {@link MismatchException} with nothing sent. Two
 * calls <em>at the same moment</em> can both find the sum as expected; ECPay then refuses only what
 * exceeds the payment. Therefore write the refund and the sum before it to the shop's own table
 * first, in one conditional write per payment, and call only after that write succeeded.
 *
 * <p>After an unknown outcome ask {@link #detail} when the follow-up is due: {@link
 * EcpayCardDetail#refunded()} has grown by the refund if it happened. Planning anew is safe at any
 * time, because a plan starts from what ECPay shows then.
 *
 * <p>Every call reads the order first, and the card's detail before each action. The shop's order
 * must have been made with {@code NeedExtraPaidInfo=Y} unless it was made by envelope. (綠界科技 ECPay,
 * 全方位金流 and 站內付 2.0, 信用卡請退款 and 查詢信用卡單筆明細紀錄; on the public stage both are missing.)
 */
public final class EcpayCards {

  private final GatewayCalls gateway;
  private final Merchant merchant;
  private final CardCalls calls;

  EcpayCards(GatewayCalls gateway) {
    this.gateway = gateway;
    this.merchant = gateway.merchant();
    this.calls = new CardCalls(gateway);
  }

  /**
   * Asks how a card payment's money stands.
   *
   * @return empty if ECPay does not know the order now, or it is no paid card payment
   * @throws InvalidRequestException if the reference is not this client's, or the merchant's check
   *     code is not configured; nothing was sent
   * @throws io.countersign.UnavailableException if no answer was to be had; ask later
   * @throws RejectedException if ECPay refuses the question
   * @throws MismatchException if the answer is about another payment
   */
  public Optional<EcpayCardDetail> detail(PaymentRef payment) {
    Optional<Payment> found = found(payment);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    CardPayment card = CardPayment.of(payment, found.get());
    return card.obstacle().isPresent() ? Optional.empty() : Optional.of(calls.detail(card));
  }

  /**
   * Plans a refund. Its reason is not sent: ECPay has no place for one.
   *
   * @throws InvalidRequestException if the request has no {@link EcpayRefundedBefore}, asks for
   *     more than is left, names an address for notifications (ECPay sends none about refunds), or
   *     the merchant's check code is not configured; nothing was sent
   * @throws MismatchException if ECPay shows another sum refunded before than the shop believes: an
   *     earlier refund of unknown outcome has happened, or someone refunds elsewhere
   * @throws io.countersign.UnavailableException if it could not be read how the payment stands
   * @throws RejectedException if ECPay refuses to tell
   */
  public EcpayCardPlan<Refund> planRefund(RefundRequest request) {
    merchant.mustOwn(request.payment());
    Dollars.whole("refund amount", request.amount());
    Money before = refundedBefore(request);
    if (before.plus(request.amount()).compareTo(request.payment().total()) > 0) {
      throw new InvalidRequestException(
          "refund amount",
          "at most what is left of " + request.payment().total() + " after " + before);
    }
    if (request.notifyUrl().isPresent()) {
      throw new InvalidRequestException(
          "refund notify URL", "none, because ECPay sends no notifications about refunds");
    }
    return plan(
        request.payment(),
        before,
        planner -> planner.refund(request.amount()),
        (steps, answer) -> refund(request, steps, answer));
  }

  /**
   * Plans the capture of an authorised payment in full, for merchants whose automatic capture is
   * switched off. What is captured, or will be, needs nothing.
   *
   * @throws InvalidRequestException if the reference is not this client's, or the check code is not
   *     configured; nothing was sent
   * @throws io.countersign.UnavailableException if it could not be read how the payment stands
   * @throws RejectedException if ECPay refuses to tell
   * @throws MismatchException if the answer is about another payment
   */
  public EcpayCardPlan<Answer> planCapture(PaymentRef payment) {
    return plan(payment, null, CardPlanner::capture, (steps, answer) -> answer);
  }

  /**
   * Plans to give up a whole payment that is not captured yet, so that the payer is never charged.
   *
   * @throws InvalidRequestException if the reference is not this client's, or the check code is not
   *     configured; nothing was sent
   * @throws io.countersign.UnavailableException if it could not be read how the payment stands
   * @throws RejectedException if ECPay refuses to tell
   * @throws MismatchException if the answer is about another payment
   */
  public EcpayCardPlan<Answer> planCancel(PaymentRef payment) {
    return plan(payment, null, CardPlanner::cancel, (steps, answer) -> answer);
  }

  /**
   * Carries a plan out, once: each step is sent once at most, and only while the card's detail is
   * as planned. Another plan of the same may be carried out as well: see above.
   *
   * @return accepted, once the last step is; rejected, if the first step was and nothing happened,
   *     or the plan is by hand; else unknown, saying which step is done and which is not: when the
   *     follow-up is due, read {@link #detail} and plan anew
   * @throws InvalidRequestException if the plan is another client's, or was begun before, whatever
   *     became of it; nothing was sent
   * @throws io.countersign.UnavailableException if nothing was sent: it is between 20:15 and 20:30
   *     in Taipei, or ECPay could not be reached; the same plan may be carried out later
   * @throws MismatchException if something happened to the payment since it was planned; nothing
   *     was sent, plan anew
   * @throws RejectedException if ECPay refuses to tell how the payment stands; nothing was sent
   */
  public <R> Outcome<R> carryOut(EcpayCardPlan<R> plan) {
    merchant.mustOwn(plan.payment());
    if (plan.byHand().isPresent()) {
      return byHand(plan.byHand().get());
    }
    return new CardSteps(gateway).carryOut(plan, calls.detail(plan.card()));
  }

  /** Plans and carries out at once, on one reading. */
  Outcome<Refund> refund(RefundRequest request) {
    try {
      EcpayCardPlan<Refund> plan = planRefund(request);
      return plan.byHand().isPresent()
          ? byHand(plan.byHand().get())
          : new CardSteps(gateway).carryOut(plan, plan.seen());
    } catch (RejectedException refusedToTell) {
      return new Outcome.Rejected<>(refusedToTell.rejection());
    }
  }

  private <R> EcpayCardPlan<R> plan(
      PaymentRef payment,
      @Nullable Money refundedBefore,
      Function<CardPlanner, Decision> decide,
      BiFunction<List<Step>, Answer, R> result) {
    Optional<Payment> found = found(payment);
    Instant now = gateway.loop().now();
    if (found.isEmpty()) {
      return EcpayCardPlan.byHand(payment, null, "ECPay does not know the order now", now, result);
    }
    CardPayment card = CardPayment.of(payment, found.get());
    Optional<String> obstacle = card.obstacle();
    if (obstacle.isPresent()) {
      return EcpayCardPlan.byHand(card.ref(), null, obstacle.get(), now, result);
    }
    EcpayCardDetail detail = calls.detail(card);
    if (refundedBefore != null && !refundedBefore.equals(detail.refunded())) {
      throw CardSteps.warned(
          gateway,
          payment.number(),
          new MismatchException(
              "refunded before", refundedBefore.toString(), detail.refunded().toString()));
    }
    Decision decision = decide.apply(new CardPlanner(card, detail, now));
    return decision.byHand().isPresent()
        ? EcpayCardPlan.byHand(card.ref(), detail, decision.byHand().get(), now, result)
        : EcpayCardPlan.of(card, detail, decision.steps(), now, result);
  }

  private Optional<Payment> found(PaymentRef payment) {
    merchant.mustOwn(payment);
    Dollars.whole("payment total", payment.total());
    if (!Product.isSealed(payment)) {
      calls.checkCode();
    }
    return new OrderCalls(gateway).find(payment);
  }

  private static Money refundedBefore(RefundRequest request) {
    List<ProviderOption> options = request.options();
    if (options.size() == 1 && options.get(0) instanceof EcpayRefundedBefore before) {
      return before.amount();
    }
    throw new InvalidRequestException(
        "refund options",
        "exactly one EcpayRefundedBefore: the sum that was refunded of this payment so far,"
            + " EcpayRefundedBefore.nothing() the first time");
  }

  private static <R> Outcome<R> byHand(String because) {
    return new Outcome.Rejected<>(
        Rejection.of(Merchant.PROVIDER, Rejection.Reason.NOT_ALLOWED, "BY_HAND")
            .remedy("not possible by a call, because " + because)
            .build());
  }

  /**
   * An accepted refund goes to the bank with the next batch, and nothing tells when the payer has
   * it. What was given up before its capture never left the payer.
   */
  private static Refund refund(RefundRequest request, List<Step> steps, Answer answer) {
    EcpayCardAction last = steps.get(steps.size() - 1).action();
    Refund.Builder refund =
        Refund.of(
                request.payment().number(),
                request.refundId(),
                last == EcpayCardAction.GIVE_UP ? RefundState.REFUNDED : RefundState.PROCESSING,
                request.amount(),
                request.payment().total())
            .reported(last.letter(), answer.fields(), answer.evidence());
    Optional<String> subMerchant = request.payment().onBehalfOf();
    if (subMerchant.isPresent()) {
      refund.onBehalfOf(subMerchant.get());
    }
    return refund.build();
  }
}
