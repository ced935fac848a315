// SPDX-License-Identifier: Apache-2.0
package io.countersign.ecpay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.countersign.InvalidRequestException;
import io.countersign.MismatchException;
import io.countersign.Money;
import io.countersign.Outcome;
import io.countersign.PaymentRef;
import io.countersign.RefundRequest;
import io.countersign.Secret;
import io.countersign.UnavailableException;
import io.countersign.ecpay.EcpayCardDetail.State;
import io.countersign.sandbox.ecpay.CardState;
import io.countersign.sandbox.ecpay.Fault;
import java.net.URI;
import java.time.Duration;
import java.time.LocalTime;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which steps are planned from which state, when, and when none can be. */
class CardPlanTest {
  private static final io.countersign.sandbox.ecpay.Operation GATE =
      io.countersign.sandbox.ecpay.Operation.CARD_ACTION;

  private static List<String> steps(EcpayCardPlan<?> plan) {
    assertThat(plan.byHand()).isEmpty();
    return plan.steps().stream().map(EcpayCardPlan.Step::toString).toList();
  }

  private static String byHand(EcpayCardPlan<?> plan) {
    assertThat(plan.steps()).isEmpty();
    assertThat(plan.isNothingToDo()).isFalse();
    return plan.byHand().orElseThrow();
  }

  private static EcpayCardPlan<?> refund(CardShop card, PaymentRef paid, long amount) {
    return card.cards().planRefund(card.request(paid, amount, 0));
  }

  @Test
  void whatIsAuthorisedIsGivenUpInFullAndCapturedBeforeAPartIsRefunded() {
    try (CardShop card = CardShop.open()) {
      PaymentRef paid = card.authorised();

      assertThat(steps(refund(card, paid, 1000))).containsExactly("N 1000.00 TWD");
      assertThat(steps(refund(card, paid, 300))).containsExactly("C 1000.00 TWD", "R 300.00 TWD");
      assertThat(steps(card.cards().planCancel(paid))).containsExactly("N 1000.00 TWD");
      assertThat(steps(card.cards().planCapture(paid))).containsExactly("C 1000.00 TWD");
      assertThat(card.actions()).isZero();
    }
  }

  @Test
  void aCaptureAskedForIsTakenBackForAFullRefundOnly() {
    try (CardShop card = CardShop.manual()) {
      PaymentRef paid = card.requested();

      assertThat(steps(refund(card, paid, 1000))).containsExactly("E 1000.00 TWD", "N 1000.00 TWD");
      assertThat(steps(refund(card, paid, 300))).containsExactly("R 300.00 TWD");
      assertThat(steps(card.cards().planCancel(paid)))
          .containsExactly("E 1000.00 TWD", "N 1000.00 TWD");
      assertThat(card.cards().planCapture(paid).isNothingToDo()).isTrue();

      Shop.accepted(card.refund(paid, 300, 0));
      assertThat(byHand(card.cards().planCancel(paid))).contains("a part was refunded");
    }
  }

  @Test
  void whatIsCapturedIsRefunded() {
    try (CardShop card = CardShop.open()) {
      PaymentRef paid = card.captured();

      assertThat(steps(refund(card, paid, 1000))).containsExactly("R 1000.00 TWD");
      assertThat(steps(refund(card, paid, 300))).containsExactly("R 300.00 TWD");
      assertThat(card.cards().planCapture(paid).isNothingToDo()).isTrue();
      assertThat(byHand(card.cards().planCancel(paid))).contains("refunded only");
    }
  }

  @Test
  void aCancelledCaptureIsGivenUpInFullAndNothingElse() {
    try (CardShop card = CardShop.manual()) {
      PaymentRef paid = card.requested();
      card.shop.gateway.faults().once(GATE, Fault.delayed(Duration.ZERO));
      takenBack(card, paid);

      assertThat(card.state(paid)).contains(CardState.CAPTURE_CANCELLED);
      assertThat(steps(refund(card, paid, 1000))).containsExactly("N 1000.00 TWD");
      assertThat(byHand(refund(card, paid, 300))).contains("taken back");
      assertThat(steps(card.cards().planCancel(paid))).containsExactly("N 1000.00 TWD");
      assertThat(byHand(card.cards().planCapture(paid))).contains("taken back");
    }
  }

  /** The first of two steps is done, the second refused for a reason without a code. */
  private static void takenBack(CardShop card, PaymentRef paid) {
    card.shop
        .gateway
        .faults()
        .once(
            GATE,
            Fault.literal(
                200,
                "text/html",
                "MerchantID="
                    + card.shop.merchant.merchantId()
                    + "&MerchantTradeNo="
                    + paid.number()
                    + "&TradeNo="
                    + card.shop.merchant.order(paid.number()).orElseThrow().tradeNo()
                    + "&RtnCode=0&RtnMsg=later"));
    Outcome<?> outcome = card.refund(paid, 1000, 0);
    assertThat(outcome).isInstanceOf(Outcome.Unknown.class);
  }

  @Test
  void whatWasGivenUpNeedsNothingToBeCancelledAndIsNotRefundedAgain() {
    try (CardShop card = CardShop.open()) {
      PaymentRef paid = card.authorised();
      Shop.accepted(card.cards().carryOut(card.cards().planCancel(paid)));

      EcpayCardDetail detail = card.cards().detail(paid).orElseThrow();
      assertThat(detail.state()).isEqualTo(State.GIVEN_UP);
      assertThat(detail.refunded()).isEqualTo(CardShop.TOTAL);
      assertThat(card.cards().planCancel(paid).isNothingToDo()).isTrue();
      assertThat(byHand(card.cards().planCapture(paid))).contains("given up");
      assertThatExceptionOfType(MismatchException.class)
          .isThrownBy(() -> refund(card, paid, 1000))
          .withMessageContaining("0.00 TWD")
          .withMessageContaining("1000.00 TWD");
    }
  }

  @Test
  void aUnionPayCardIsCapturedAtItsAuthorisation() {
    try (CardShop card = CardShop.open()) {
      PaymentRef paid = card.authorised("UnionPay", "1");

      assertThat(steps(refund(card, paid, 1000))).containsExactly("R 1000.00 TWD");
    }
  }

  @Test
  void anInstalmentPaymentIsRefundedInFullOnly() {
    try (CardShop card = CardShop.open()) {
      PaymentRef paid = card.captured("CreditInstallment", "6");

      assertThat(byHand(refund(card, paid, 300))).contains("instalments");
      assertThat(steps(refund(card, paid, 1000))).containsExactly("R 1000.00 TWD");
      assertThat(card.refund(paid, 300, 0)).isInstanceOf(Outcome.Rejected.class);
      assertThat(card.actions()).isZero();
    }
  }

  @Test
  void aPaymentWithBonusPointsIsRefundedInFullOnly() {
    try (CardShop card = CardShop.open()) {
      PaymentRef paid = card.placed("Credit", "Redeem", "Y");
      card.shop.merchant.payByCardWithBonus(paid.number());

      assertThat(byHand(refund(card, paid, 300))).contains("bonus");
      assertThat(steps(refund(card, paid, 1000))).containsExactly("N 1000.00 TWD");
    }
  }

  @Test
  void aPlanWithinTheWindowWaitsForItsEndAndNothingIsSentBefore() {
    try (CardShop card = CardShop.open()) {
      PaymentRef paid = card.authorised();
      card.at(LocalTime.of(20, 14, 59));
      EcpayCardPlan<?> before = refund(card, paid, 1000);
      assertThat(before.notBefore()).isEqualTo(card.shop.clock.instant());

      card.at(LocalTime.of(20, 15));
      EcpayCardPlan<?> within = refund(card, paid, 300);
      assertThat(within.notBefore())
          .isEqualTo(card.shop.clock.instant().plus(Duration.ofMinutes(15)));
      assertThatExceptionOfType(UnavailableException.class)
          .isThrownBy(() -> card.cards().carryOut(within))
          .satisfies(why -> assertThat(why.retryAfter()).contains(Duration.ofMinutes(15)));

      card.at(LocalTime.of(20, 29, 59));
      assertThatExceptionOfType(UnavailableException.class)
          .isThrownBy(() -> card.refund(paid, 300, 0))
          .satisfies(why -> assertThat(why.retryAfter()).contains(Duration.ofSeconds(1)));
      assertThat(card.actions()).isZero();

      card.at(LocalTime.of(20, 30));
      Shop.accepted(card.refund(paid, 300, 0));
      assertThat(card.givenBack(paid)).isEqualTo(300);
    }
  }

  @Test
  void theLastSecondBeforeTheWindowStillServes() {
    try (CardShop card = CardShop.open()) {
      PaymentRef paid = card.authorised();
      card.at(LocalTime.of(20, 14, 59));

      Shop.accepted(card.refund(paid, 1000, 0));
      assertThat(card.givenBack(paid)).isEqualTo(1000);
    }
  }

  @Test
  void nothingIsCapturedThatIsOlderThanThreeWeeks() {
    try (CardShop card = CardShop.manual()) {
      PaymentRef paid = card.authorised();
      card.shop.clock.advance(Duration.ofDays(21));
      assertThat(steps(card.cards().planCapture(paid))).containsExactly("C 1000.00 TWD");

      card.shop.clock.advance(Duration.ofSeconds(1));
      assertThat(byHand(card.cards().planCapture(paid))).contains("21 days");
      assertThat(byHand(refund(card, paid, 300))).contains("21 days");
      assertThat(steps(refund(card, paid, 1000))).containsExactly("N 1000.00 TWD");
    }
  }

  @Test
  void whatWasNotPaidByCardIsRefundedByHand() {
    try (CardShop card = CardShop.open()) {
      PaymentRef account = card.placed("ATM");
      card.shop.merchant.issueNumber(account.number(), "ATM");
      assertThat(byHand(refund(card, account, 300))).contains("not paid");
      card.shop.merchant.payNumber(account.number());
      assertThat(byHand(refund(card, account, 300))).contains("atm", "back office");

      PaymentRef wallet = card.placed("TWQR");
      card.shop.merchant.payAtOnce(wallet.number(), "TWQR");
      assertThat(byHand(refund(card, wallet, 300))).contains("twqr");
      assertThat(card.cards().detail(wallet)).isEmpty();

      PaymentRef unknown = PaymentRef.of("ecpay", card.shop.freshId(), CardShop.TOTAL);
      assertThat(byHand(refund(card, unknown, 300))).contains("does not know");
      assertThat(card.cards().detail(unknown)).isEmpty();
      assertThat(card.refund(wallet, 300, 0))
          .isInstanceOfSatisfying(
              Outcome.Rejected.class, no -> assertThat(no.rejection().code()).isEqualTo("BY_HAND"));
    }
  }

  @Test
  void withoutItsAuthorisationNumberNothingIsPlanned() {
    try (CardShop card = CardShop.open()) {
      PaymentRef paid = card.authorised("NeedExtraPaidInfo", "N");

      assertThat(byHand(refund(card, paid, 300))).contains("NeedExtraPaidInfo=Y");
    }
  }

  @Test
  void withoutTheCheckCodeNothingIsSent() {
    try (CardShop card = CardShop.open()) {
      PaymentRef paid = card.authorised();
      EcpayClient client =
          EcpayClient.of(
              EcpayConfig.builder()
                  .merchantId(card.shop.merchant.merchantId())
                  .keys(
                      Secret.of(card.shop.merchant.hashKey()),
                      Secret.of(card.shop.merchant.hashIv()))
                  .endpoints(EcpayEndpoints.at(card.shop.gateway.baseUri()))
                  .build());
      int before = card.shop.gateway.journal().size();

      assertThatExceptionOfType(InvalidRequestException.class)
          .isThrownBy(() -> client.refund(card.request(paid, 300, 0)))
          .withMessageContaining("商家檢查碼");
      assertThat(card.shop.gateway.journal()).hasSize(before);
    }
  }

  @Test
  void whatCannotBeRightIsRefusedBeforeAnythingIsSent() {
    try (CardShop card = CardShop.open()) {
      PaymentRef paid = card.authorised();
      EcpayClient client = card.shop.client();
      int before = card.shop.gateway.journal().size();
      RefundRequest bare = RefundRequest.of(paid, "R1", CardShop.dollars(300));
      EcpayRefundedBefore nothing = EcpayRefundedBefore.nothing();

      for (RefundRequest wrong :
          List.of(
              bare,
              bare.with(nothing).with(nothing),
              RefundRequest.of(paid, "R1", Money.of("0.50", "TWD")).with(nothing),
              card.request(paid, 300, 701),
              bare.with(nothing).withNotifyUrl(URI.create("https://shop.example.com/r")))) {
        assertThatExceptionOfType(InvalidRequestException.class)
            .isThrownBy(() -> client.refund(wrong));
      }
      assertThatExceptionOfType(InvalidRequestException.class)
          .isThrownBy(() -> EcpayRefundedBefore.of(Money.of("-1", "TWD")));
      assertThatExceptionOfType(InvalidRequestException.class)
          .isThrownBy(() -> EcpayRefundedBefore.of(Money.of("1", "CNY")));
      assertThat(card.shop.gateway.journal()).hasSize(before);
    }
  }

  @Test
  void aPlanSaysWhatItWillDo() {
    try (CardShop card = CardShop.open()) {
      PaymentRef paid = card.authorised();

      assertThat(refund(card, paid, 300).toString())
          .contains(paid.number(), "C 1000.00 TWD, R 300.00 TWD");
      assertThat(refund(card, paid, 300).detail().orElseThrow().toString())
          .contains("AUTHORISED", "0.00 TWD refunded");
    }
  }
}
