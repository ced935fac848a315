// SPDX-License-Identifier: Apache-2.0
package io.countersign.ecpay;

import io.countersign.Money;
import io.countersign.ecpay.EcpayCardPlan.Step;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Which actions lead from where a card payment's money is to where it shall be. (綠界科技 ECPay, 全方位金流,
 * 信用卡請退款, the table of states and actions.)
 */
final class CardPlanner {

  /**
   * What was decided.
   *
   * @param steps what to send; none if nothing is to be done
   * @param byHand why no call can do it
   */
  record Decision(List<Step> steps, Optional<String> byHand) {
    static Decision send(Step... steps) {
      return new Decision(List.of(steps), Optional.empty());
    }

    static Decision byHand(String because) {
      return new Decision(List.of(), Optional.of(because));
    }
  }

  private final CardPayment card;
  private final EcpayCardDetail detail;
  private final Instant now;
  private final Money total;

  CardPlanner(CardPayment card, EcpayCardDetail detail, Instant now) {
    this.card = card;
    this.detail = detail;
    this.now = now;
    this.total = detail.payment().total();
  }

  /** Gives an amount back that is not more than what is left. */
  Decision refund(Money amount) {
    boolean full = amount.equals(total);
    if (!full && card.isWholeOnly()) {
      return Decision.byHand(
          "ECPay refunds a payment in instalments or with bonus points in full only");
    }
    Step refund = new Step(EcpayCardAction.REFUND, amount);
    return switch (detail.state()) {
      case AUTHORISED -> full ? cancel() : captured(capture(), refund);
      case CAPTURE_REQUESTED -> full ? cancel() : Decision.send(refund);
      case CAPTURED -> Decision.send(refund);
      case CAPTURE_CANCELLED ->
          full
              ? cancel()
              : Decision.byHand(
                  "its capture was taken back, so that only the whole can be given up:"
                      + " cancel it, and charge the rest anew");
      case GIVEN_UP, UNRECOGNIZED -> unclear();
    };
  }

  private static Decision captured(Decision capture, Step refund) {
    return capture.byHand().isPresent() ? capture : Decision.send(capture.steps().get(0), refund);
  }

  /** Gets the money that is authorised. */
  Decision capture() {
    return switch (detail.state()) {
      case AUTHORISED ->
          isTooOld()
              ? Decision.byHand(
                  "it was authorised more than 21 days ago, and ECPay captures nothing older")
              : Decision.send(new Step(EcpayCardAction.CAPTURE, total));
      case CAPTURE_REQUESTED, CAPTURED -> Decision.send();
      case CAPTURE_CANCELLED ->
          Decision.byHand(
              "its capture was taken back; whether it can be asked for again, only"
                  + " ECPay's back office shows");
      case GIVEN_UP -> Decision.byHand("its authorisation was given up: charge the payer anew");
      case UNRECOGNIZED -> unclear();
    };
  }

  /** Gives the whole payment up before it is captured. */
  Decision cancel() {
    Step giveUp = new Step(EcpayCardAction.GIVE_UP, total);
    return switch (detail.state()) {
      case AUTHORISED, CAPTURE_CANCELLED -> Decision.send(giveUp);
      case CAPTURE_REQUESTED ->
          detail.refunded().isPositive()
              ? Decision.byHand(
                  "a part was refunded, so its capture cannot be taken back: refund the rest")
              : Decision.send(new Step(EcpayCardAction.CANCEL_CAPTURE, total), giveUp);
      case CAPTURED -> Decision.byHand("it is captured and can be refunded only");
      case GIVEN_UP -> Decision.send();
      case UNRECOGNIZED -> unclear();
    };
  }

  private Decision unclear() {
    return Decision.byHand(
        "nothing is planned from ECPay's state \""
            + detail.providerState()
            + "\" with these rows: look into the back office, or plan again after 20:30");
  }

  private boolean isTooOld() {
    Optional<Instant> authorised = detail.authorisedAt().or(card::paidAt);
    return authorised.isPresent() && now.isAfter(authorised.get().plus(CaptureWindow.CAPTURABLE));
  }
}
