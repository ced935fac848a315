// SPDX-License-Identifier: Apache-2.0
package io.countersign.wechatpay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.countersign.FollowUp;
import io.countersign.InvalidRequestException;
import io.countersign.MismatchException;
import io.countersign.Money;
import io.countersign.Outcome;
import io.countersign.PaymentRef;
import io.countersign.PersonalText;
import io.countersign.ReceivedReply.Result;
import io.countersign.Refund;
import io.countersign.RefundRequest;
import io.countersign.RefundState;
import io.countersign.UnavailableException;
import io.countersign.sandbox.wechatpay.Fault;
import io.countersign.sandbox.wechatpay.Operation;
import io.countersign.sandbox.wechatpay.RefundEnd;
import io.countersign.sandbox.wechatpay.SignedNotification;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A refund that the payer's card could not take goes to another card, once. */
class AbnormalRefundTest {
  private static final String ACCOUNT = "6214830012345678";
  private static final String HOLDER = "张三丰";

  private final WatchedTransport wire = new WatchedTransport();
  private Shop shop = Shop.open();
  private WeChatPayClient client = shop.client(shop.config().transport(wire));

  @AfterEach
  void close() {
    shop.close();
  }

  private WeChatPayAbnormalRefund toPayer(PaymentRef paid, Refund stuck) {
    return WeChatPayAbnormalRefund.toPayersCard(
        paid, stuck, WeChatPayBank.CMB_DEBIT, PersonalText.of(ACCOUNT), PersonalText.of(HOLDER));
  }

  private Refund stuck(PaymentRef paid) {
    RefundRequest request = RefundRequest.of(paid, "R" + paid.number(), Shop.TEN);
    Shop.accepted(client.refund(request));
    shop.merchant.completeRefund(request.refundId(), RefundEnd.ABNORMAL);
    return client.findRefund(paid, request.refundId()).orElseThrow();
  }

  private int applications() {
    return shop.requests(Operation.ABNORMAL_REFUND).size();
  }

  private String lastApplication() {
    List<String> bodies = wire.bodiesTo("/apply-abnormal-refund");
    return bodies.get(bodies.size() - 1);
  }

  private String status(Refund refund) {
    return shop.merchant.refund(refund.refundId()).orElseThrow().status();
  }

  @Test
  void thePayersOtherCardGetsTheMoneyAndItsNumberIsNeverSentInTheClear() {
    PaymentRef paid = shop.paidOrder(client);
    Refund stuck = stuck(paid);
    assertThat(stuck.state()).isEqualTo(RefundState.NEEDS_ACTION);

    Outcome.Accepted<Refund> accepted =
        Shop.accepted(client.applyAbnormalRefund(toPayer(paid, stuck)));

    assertThat(accepted.value().state()).isEqualTo(RefundState.PROCESSING);
    assertThat(accepted.payment()).contains(paid);
    assertThat(lastApplication())
        .contains("USER_BANK_CARD", "CMB_DEBIT")
        .doesNotContain(ACCOUNT, HOLDER);
    shop.merchant.completeRefund(stuck.refundId(), RefundEnd.SUCCESS);
    assertThat(client.findRefund(paid, stuck.refundId()).orElseThrow().state())
        .isEqualTo(RefundState.REFUNDED);
    assertThat(shop.merchant.ledger()).hasSize(2);
  }

  @Test
  void aRefundThatGetsStuckAgainIsToldAgainAndEachTimeOnce() {
    PaymentRef paid = shop.paidOrder(client);
    Refund stuck = stuck(paid);
    SignedNotification first = shop.merchant.refundNotification(stuck.refundId());
    assertThat(shop.handle(client, first).result()).isEqualTo(Result.HANDLED);
    shop.wait(Duration.ofMinutes(1));
    Shop.accepted(client.applyAbnormalRefund(toPayer(paid, stuck)));
    shop.merchant.completeRefund(stuck.refundId(), RefundEnd.ABNORMAL);

    SignedNotification second = shop.merchant.refundNotification(stuck.refundId());

    assertThat(shop.handle(client, second).result()).isEqualTo(Result.HANDLED);
    assertThat(shop.handle(client, second).result()).isEqualTo(Result.ALREADY_HANDLED);
    assertThat(shop.refunds)
        .extracting(Refund::state)
        .containsExactly(RefundState.NEEDS_ACTION, RefundState.NEEDS_ACTION);
  }

  @Test
  void aRefundOfAnotherSubMerchantOrOfAnotherTotalIsNotThisPayments() {
    PaymentRef paid = shop.paidOrder(client);
    Refund stuck = stuck(paid);

    for (PaymentRef other :
        List.of(
            paid.withOnBehalfOf("1900000109"),
            PaymentRef.of("wechatpay", paid.id(), Money.of("20.00", "CNY")))) {
      assertThatExceptionOfType(InvalidRequestException.class)
          .isThrownBy(() -> WeChatPayAbnormalRefund.toMerchantsCard(other, stuck))
          .withMessageContaining("of this payment");
    }
  }

  @Test
  void whatIsReadAfterARefusalMustBeTheSameRefund() {
    PaymentRef paid = shop.paidOrder(client);
    Refund stuck = stuck(paid);
    for (Fault fault :
        List.of(
            Fault.withField("/refund_id", "\"50000000009999\""),
            Fault.withField("/amount/refund", "1"))) {
      shop.gateway
          .faults()
          .once(Operation.ABNORMAL_REFUND, Fault.answer(400, "INVALID_REQUEST", "no"));
      shop.gateway.faults().once(Operation.REFUND_QUERY, fault);
      assertThatExceptionOfType(MismatchException.class)
          .isThrownBy(() -> client.applyAbnormalRefund(toPayer(paid, stuck)));
    }
  }

  @Test
  void theMerchantsCardNeedsNoName() {
    PaymentRef paid = shop.paidOrder(client);
    Refund stuck = stuck(paid);

    Shop.accepted(client.applyAbnormalRefund(WeChatPayAbnormalRefund.toMerchantsCard(paid, stuck)));

    assertThat(lastApplication())
        .isEqualTo(
            "{\"out_refund_no\":\"" + stuck.refundId() + "\",\"type\":\"MERCHANT_BANK_CARD\"}");
  }

  @Test
  void aSubMerchantsRefundIsAppliedForByItsView() {
    shop.close();
    shop = Shop.openOnBehalf();
    client = shop.client();
    PaymentRef paid = shop.paidOrder(client);
    Refund stuck = stuck(paid);
    WeChatPayAbnormalRefund request = WeChatPayAbnormalRefund.toMerchantsCard(paid, stuck);

    assertThat(stuck.onBehalfOf()).isEqualTo(paid.onBehalfOf()).isPresent();
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> WeChatPayClient.of(shop.config().build()).applyAbnormalRefund(request));
    assertThat(applications()).isZero();
    assertThat(Shop.accepted(client.applyAbnormalRefund(request)).value().state())
        .isEqualTo(RefundState.PROCESSING);
  }

  @Test
  void anAnswerLostOnItsWayIsAskedAboutAndNeverRepeatedByItself() {
    PaymentRef paid = shop.paidOrder(client);
    Refund stuck = stuck(paid);
    shop.gateway.faults().once(Operation.ABNORMAL_REFUND, Fault.answerDropped());

    Outcome.Unknown<Refund> unknown =
        Shop.unknown(client.applyAbnormalRefund(toPayer(paid, stuck)));

    assertThat(unknown.followUp()).isInstanceOf(FollowUp.Ask.class);
    assertThat(applications()).isEqualTo(1);
    assertThat(client.findRefund(paid, stuck.refundId()).orElseThrow().state())
        .isEqualTo(RefundState.PROCESSING);
  }

  @Test
  void aRequestLostOnItsWayIsSeenToStillNeedActionAndIsMadeAgain() {
    PaymentRef paid = shop.paidOrder(client);
    Refund stuck = stuck(paid);
    shop.gateway.faults().once(Operation.ABNORMAL_REFUND, Fault.requestDropped());
    Shop.unknown(client.applyAbnormalRefund(toPayer(paid, stuck)));

    Refund asked = client.findRefund(paid, stuck.refundId()).orElseThrow();

    assertThat(asked.state()).isEqualTo(RefundState.NEEDS_ACTION);
    Shop.accepted(client.applyAbnormalRefund(toPayer(paid, asked)));
    assertThat(status(stuck)).isEqualTo("PROCESSING");
  }

  @Test
  void aSecondApplicationGivesNothingBackTwice() {
    PaymentRef paid = shop.paidOrder(client);
    Refund stuck = stuck(paid);
    Shop.accepted(client.applyAbnormalRefund(toPayer(paid, stuck)));

    assertThat(Shop.accepted(client.applyAbnormalRefund(toPayer(paid, stuck))).value().state())
        .isEqualTo(RefundState.PROCESSING);
    shop.merchant.completeRefund(stuck.refundId(), RefundEnd.SUCCESS);
    assertThat(Shop.accepted(client.applyAbnormalRefund(toPayer(paid, stuck))).value().state())
        .isEqualTo(RefundState.REFUNDED);
    assertThat(shop.merchant.ledger()).hasSize(2);
  }

  @Test
  void anotherCardAfterTheFirstWasTakenIsRejectedWithWhatIsProven() {
    PaymentRef paid = shop.paidOrder(client);
    Refund stuck = stuck(paid);
    Shop.accepted(client.applyAbnormalRefund(toPayer(paid, stuck)));
    WeChatPayAbnormalRefund other = WeChatPayAbnormalRefund.toMerchantsCard(paid, stuck);

    assertThat(Shop.rejected(client.applyAbnormalRefund(other)).rejection().refund())
        .hasValueSatisfying(refund -> assertThat(refund.state()).isEqualTo(RefundState.PROCESSING));
    shop.merchant.completeRefund(stuck.refundId(), RefundEnd.CLOSED);
    assertThat(Shop.rejected(client.applyAbnormalRefund(other)).rejection().refund())
        .hasValueSatisfying(refund -> assertThat(refund.state()).isEqualTo(RefundState.FAILED));
  }

  @Test
  void aSignedRefusalOfOneThatStillNeedsActionIsARejectionAndAnUnsignedOneIsNot() {
    PaymentRef paid = shop.paidOrder(client);
    Refund stuck = stuck(paid);
    Fault refusal = Fault.answer(400, "INVALID_REQUEST", "the card is wrong");
    shop.gateway.faults().once(Operation.ABNORMAL_REFUND, refusal);
    assertThat(
            Shop.rejected(client.applyAbnormalRefund(toPayer(paid, stuck)))
                .rejection()
                .refund()
                .orElseThrow()
                .state())
        .isEqualTo(RefundState.NEEDS_ACTION);

    shop.gateway.faults().once(Operation.ABNORMAL_REFUND, refusal.unsigned());
    Shop.unknown(client.applyAbnormalRefund(toPayer(paid, stuck)));
    assertThat(applications()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"FREQUENCY_LIMITED", "SYSTEM_ERROR", "NOT_ENOUGH", "NEVER_HEARD_OF"})
  void whatProvesNothingIsUnknown(String code) {
    PaymentRef paid = shop.paidOrder(client);
    Refund stuck = stuck(paid);
    shop.gateway.faults().once(Operation.ABNORMAL_REFUND, Fault.answer(429, code, "no"));

    Shop.unknown(client.applyAbnormalRefund(toPayer(paid, stuck)));

    assertThat(applications()).isEqualTo(1);
  }

  @Test
  void anAnswerAboutAnotherRefundOrAmountIsAMismatch() {
    PaymentRef paid = shop.paidOrder(client);
    Refund stuck = stuck(paid);
    for (Fault fault :
        new Fault[] {
          Fault.withField("/refund_id", "\"50000000009999\""),
          Fault.withField("/amount/refund", "1"),
          Fault.withField("/amount/total", "1"),
          Fault.withField("/out_refund_no", "\"R2\"")
        }) {
      shop.gateway.faults().once(Operation.ABNORMAL_REFUND, fault);
      assertThatExceptionOfType(MismatchException.class)
          .isThrownBy(() -> client.applyAbnormalRefund(toPayer(paid, stuck)));
    }
    for (String field : new String[] {"/refund_id", "/status", "/amount/refund"}) {
      shop.gateway.faults().once(Operation.ABNORMAL_REFUND, Fault.withoutField(field));
      Shop.unknown(client.applyAbnormalRefund(toPayer(paid, stuck)));
    }
  }

  @Test
  void whatCannotBeSentAtAllIsUnavailable() {
    PaymentRef paid = shop.paidOrder(client);
    Refund stuck = stuck(paid);
    WeChatPayClient late = client.before(shop.clock.instant().minus(Duration.ofSeconds(1)));

    assertThatExceptionOfType(UnavailableException.class)
        .isThrownBy(() -> late.applyAbnormalRefund(toPayer(paid, stuck)));
    assertThat(applications()).isZero();
  }

  @Test
  void onlyARefundThatNeedsActionIsApplied() {
    PaymentRef paid = shop.paidOrder(client);
    RefundRequest request = RefundRequest.of(paid, "R1", Shop.TEN);
    Refund running = Shop.accepted(client.refund(request)).value();
    shop.merchant.completeRefund("R1", RefundEnd.ABNORMAL);
    Refund stuck = client.findRefund(paid, "R1").orElseThrow();
    PaymentRef other = shop.paidOrder(client);

    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> WeChatPayAbnormalRefund.toMerchantsCard(paid, running))
        .withMessageContaining("PROCESSING");
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> WeChatPayAbnormalRefund.toMerchantsCard(other, stuck));
    for (String[] card :
        new String[][] {{"", HOLDER}, {"6214 8300", HOLDER}, {ACCOUNT, ""}, {ACCOUNT, " "}}) {
      assertThatExceptionOfType(InvalidRequestException.class)
          .isThrownBy(
              () ->
                  WeChatPayAbnormalRefund.toPayersCard(
                      paid,
                      stuck,
                      WeChatPayBank.ICBC_DEBIT,
                      PersonalText.of(card[0]),
                      PersonalText.of(card[1])))
          .withMessageNotContaining(HOLDER);
    }
    assertThat(applications()).isZero();
  }

  @Test
  void aBankOfNextYearIsSentAsItIs() {
    assertThat(WeChatPayBank.of("NEW_DEBIT").code()).isEqualTo("NEW_DEBIT");
    assertThat(WeChatPayBank.of("CMB_DEBIT")).isEqualTo(WeChatPayBank.CMB_DEBIT);
    for (String odd : new String[] {"", "招商", "CMB DEBIT", "A".repeat(33)}) {
      assertThatExceptionOfType(InvalidRequestException.class)
          .isThrownBy(() -> WeChatPayBank.of(odd));
    }
    PaymentRef paid = shop.paidOrder(client);
    WeChatPayAbnormalRefund request =
        WeChatPayAbnormalRefund.toPayersCard(
            paid,
            stuck(paid),
            WeChatPayBank.of("NEW_DEBIT"),
            PersonalText.of(ACCOUNT),
            PersonalText.of(HOLDER));

    assertThat(Shop.rejected(client.applyAbnormalRefund(request)).rejection().code())
        .isEqualTo("PARAM_ERROR");
    assertThat(lastApplication()).contains("NEW_DEBIT");
    assertThat(request.toString()).doesNotContain(ACCOUNT, HOLDER);
  }
}
