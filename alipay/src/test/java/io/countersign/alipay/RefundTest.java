// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.countersign.Evidence;
import io.countersign.FollowUp;
import io.countersign.InvalidRequestException;
import io.countersign.MismatchException;
import io.countersign.Money;
import io.countersign.Outcome;
import io.countersign.PaymentRef;
import io.countersign.Refund;
import io.countersign.RefundRequest;
import io.countersign.RefundState;
import io.countersign.Rejection;
import io.countersign.Signal;
import io.countersign.UnavailableException;
import io.countersign.sandbox.alipay.Fault;
import io.countersign.sandbox.alipay.Operation;
import io.countersign.sandbox.alipay.RefundCourse;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RefundTest {

  private static final Money THIRTY = Money.of("30.00", "CNY");
  private static final Money FORTY = Money.of("40.00", "CNY");

  private Shop shop = Shop.open();

  @AfterEach
  void close() {
    shop.close();
  }

  @Test
  void moneyThatMovesAtOnceIsRefunded() {
    PaymentRef paid = new PaidOrders(shop).paid();

    Outcome.Accepted<Refund> accepted =
        Shop.accepted(
            shop.client().refund(RefundRequest.of(paid, "R-1", THIRTY).withReason("太甜 & 太冰 🍵")));

    Refund refund = accepted.value();
    assertThat(refund.state()).isEqualTo(RefundState.REFUNDED);
    assertThat(refund.amount()).isEqualTo(THIRTY);
    assertThat(refund.orderTotal()).isEqualTo(Shop.HUNDRED);
    assertThat(refund.refundId()).isEqualTo("R-1");
    assertThat(refund.paymentNumber()).isEqualTo(paid.number());
    assertThat(refund.refundedAt()).contains(shop.clock.instant());
    assertThat(refund.evidence().kind()).isEqualTo(Evidence.Kind.SIGNED_ANSWER);
    assertThat(accepted.payment().orElseThrow().transactionId()).isPresent();
    assertThat(shop.merchant.refundedOf(paid.number())).isEqualTo(3000);
    assertThat(shop.requests(Operation.REFUND_QUERY)).isEmpty();
  }

  @Test
  void eachOfTwoPartsIsItsOwnAmountNotTheSum() {
    PaymentRef paid = new PaidOrders(shop).paid();
    Refund first = refunded(RefundRequest.of(paid, "R-1", THIRTY));
    shop.clock.advance(Duration.ofSeconds(3));
    Refund second = refunded(RefundRequest.of(paid, "R-2", FORTY));

    assertThat(first.amount()).isEqualTo(THIRTY);
    assertThat(second.amount()).isEqualTo(FORTY);
    assertThat(second.fields().text("refund_fee")).contains("70.00");
    assertThat(shop.client().findRefund(paid, "R-2").orElseThrow().amount()).isEqualTo(FORTY);
    assertThat(shop.merchant.refundedOf(paid.number())).isEqualTo(7000);
  }

  @Test
  void twoPartsInHasteAreNotBothClaimed() {
    PaymentRef paid = new PaidOrders(shop).paid();
    refunded(RefundRequest.of(paid, "R-1", THIRTY));

    RefundRequest second = RefundRequest.of(paid, "R-2", FORTY);
    assertThat(shop.client().refund(second)).isInstanceOf(Outcome.Unknown.class);

    shop.clock.advance(Duration.ofSeconds(10));
    assertThat(shop.client().findRefund(paid, "R-2")).isEmpty();
    assertThat(refunded(second).state()).isEqualTo(RefundState.REFUNDED);
    assertThat(shop.merchant.refundedOf(paid.number())).isEqualTo(7000);
  }

  @Test
  void aDoubleClickRefundsOnce() {
    PaymentRef paid = new PaidOrders(shop).paid();
    RefundRequest request = RefundRequest.of(paid, "R-1", THIRTY);

    refunded(request);
    Refund again = refunded(request);

    assertThat(again.state()).isEqualTo(RefundState.REFUNDED);
    assertThat(again.amount()).isEqualTo(THIRTY);
    assertThat(again.providerState()).isEqualTo("REFUND_SUCCESS");
    assertThat(shop.merchant.refundedOf(paid.number())).isEqualTo(3000);
  }

  @ParameterizedTest
  @MethodSource("lostAnswers")
  void anAnswerLostOnItsWayRefundsNobodyTwice(Fault lost) {
    PaymentRef paid = new PaidOrders(shop).paid();
    RefundRequest request = RefundRequest.of(paid, "R-1", THIRTY);
    shop.merchant.faults().once(Operation.REFUND, lost);

    Outcome<Refund> outcome = shop.client().refund(request);

    assertThat(outcome).isInstanceOf(Outcome.Unknown.class);
    assertThat(((Outcome.Unknown<Refund>) outcome).followUp())
        .isEqualTo(new FollowUp.Ask(shop.clock.instant().plusSeconds(10)));
    assertThat(shop.signals).anyMatch(Signal.UnknownOpened.class::isInstance);
    assertThat(shop.requests(Operation.REFUND)).hasSize(1);
    assertThat(refunded(request).amount()).isEqualTo(THIRTY);
    assertThat(shop.merchant.refundedOf(paid.number())).isEqualTo(3000);
  }

  static List<Fault> lostAnswers() {
    return List.of(
        Fault.answerDropped(),
        Fault.truncatedBody(),
        Fault.badGateway().afterProcessing(),
        Fault.badGateway(),
        Fault.htmlWithStatus200(),
        Fault.requestDropped(),
        Fault.wrongSignature(),
        Fault.missingSignature(),
        Fault.emptySignature(),
        Fault.tamperedField("refund_fee", "31.00"),
        Fault.reformatted(),
        Fault.secondNode(),
        Fault.serviceUnavailable(),
        Fault.serviceUnavailable().afterProcessing(),
        Fault.forgedNotExist(),
        Fault.unsignedFailure("40004", "ACQ.SELLER_BALANCE_NOT_ENOUGH").afterProcessing(),
        Fault.failureWithEmptySignature("40004", "ACQ.TRADE_HAS_CLOSE").afterProcessing(),
        Fault.signedFailure("40004", "ACQ.SYSTEM_ERROR").afterProcessing(),
        Fault.signedFailure("40004", "ACQ.NEVER_HEARD_OF").afterProcessing(),
        Fault.literal(200, "application/json", "{\"code\":null}").afterProcessing(),
        Fault.literal(200, "application/json", "[]").afterProcessing(),
        Fault.literal(204, "application/json", "").afterProcessing());
  }

  @Test
  void moneyThatMovesLaterIsUnknownUntilItIsFound() {
    PaymentRef paid = new PaidOrders(shop).paid();
    RefundRequest request = RefundRequest.of(paid, "R-1", THIRTY);
    shop.merchant.nextRefund(RefundCourse.LATER);

    Outcome<Refund> outcome = shop.client().refund(request);

    assertThat(outcome).isInstanceOf(Outcome.Unknown.class);
    assertThat(((Outcome.Unknown<Refund>) outcome).cause())
        .contains("fund_change=N", "same refund id");
    assertThat(shop.requests(Operation.REFUND)).hasSize(1);
    assertThat(shop.requests(Operation.REFUND_QUERY)).hasSize(1);
    assertThat(shop.client().findRefund(paid, "R-1")).isEmpty();

    Instant asked = shop.clock.instant();
    shop.clock.advance(Duration.ofMinutes(2));
    Refund found = shop.client().findRefund(paid, "R-1").orElseThrow();
    assertThat(found.state()).isEqualTo(RefundState.REFUNDED);
    assertThat(found.refundedAt().orElseThrow()).isAfterOrEqualTo(asked);
    assertThat(refunded(request).state()).isEqualTo(RefundState.REFUNDED);
    assertThat(shop.merchant.refundedOf(paid.number())).isEqualTo(3000);
  }

  @Test
  void aRefundThatFailsIsNotShownAsDoneAndItsNumberWorksAgain() {
    PaymentRef paid = new PaidOrders(shop).paid();
    RefundRequest request = RefundRequest.of(paid, "R-1", THIRTY);
    shop.merchant.nextRefund(RefundCourse.FAILS);

    assertThat(shop.client().refund(request)).isInstanceOf(Outcome.Unknown.class);
    shop.clock.advance(Duration.ofMinutes(2));

    assertThat(shop.client().findRefund(paid, "R-1")).isEmpty();
    assertThat(shop.merchant.refundedOf(paid.number())).isZero();
    assertThat(refunded(request).state()).isEqualTo(RefundState.REFUNDED);
    assertThat(shop.merchant.refundedOf(paid.number())).isEqualTo(3000);
  }

  @Test
  void anAnswerThatNothingMovedIsAQuestionNotARefund() {
    PaymentRef paid = new PaidOrders(shop).paid();
    shop.merchant.faults().once(Operation.REFUND, Fault.noFundChange());

    Refund refund = refunded(RefundRequest.of(paid, "R-1", THIRTY));

    assertThat(refund.providerState()).isEqualTo("REFUND_SUCCESS");
    assertThat(shop.requests(Operation.REFUND_QUERY)).hasSize(1);
  }

  @Test
  void anAnswerThatDoesNotSayWhetherMoneyMovedIsAQuestion() {
    PaymentRef paid = new PaidOrders(shop).paid();
    shop.merchant.faults().once(Operation.REFUND, Fault.withoutField("fund_change"));

    assertThat(refunded(RefundRequest.of(paid, "R-1", THIRTY)).providerState())
        .isEqualTo("REFUND_SUCCESS");
  }

  @Test
  void anAnswerThatNamesNoOrderIsAboutNoneAndNotAboutAnother() {
    PaymentRef paid = new PaidOrders(shop).paid();
    shop.merchant.faults().once(Operation.REFUND, Fault.withoutField("out_trade_no"));

    assertThat(shop.client().refund(RefundRequest.of(paid, "R-1", THIRTY)))
        .isInstanceOf(Outcome.Unknown.class);
  }

  @Test
  void aQuestionThatGoesUnansweredLeavesItUnknown() {
    PaymentRef paid = new PaidOrders(shop).paid();
    shop.merchant.faults().once(Operation.REFUND, Fault.noFundChange());
    shop.merchant.faults().always(Operation.REFUND_QUERY, Fault.badGateway());

    assertThat(shop.client().refund(RefundRequest.of(paid, "R-1", THIRTY)))
        .isInstanceOf(Outcome.Unknown.class);
  }

  @Test
  void theSameNumberForAnotherAmountIsRejectedWithTheRefundThatHasIt() {
    PaymentRef paid = new PaidOrders(shop).paid();
    refunded(RefundRequest.of(paid, "R-1", THIRTY));
    shop.clock.advance(Duration.ofSeconds(10));

    Outcome<Refund> outcome = shop.client().refund(RefundRequest.of(paid, "R-1", FORTY));

    Rejection rejection = ((Outcome.Rejected<Refund>) outcome).rejection();
    assertThat(rejection.reason()).isEqualTo(Rejection.Reason.NUMBER_IN_USE);
    assertThat(rejection.refund().orElseThrow().amount()).isEqualTo(THIRTY);
    assertThat(shop.merchant.refundedOf(paid.number())).isEqualTo(3000);
  }

  @Test
  void moreThanIsLeftIsRejected() {
    PaymentRef paid = new PaidOrders(shop).paid();
    refunded(RefundRequest.of(paid, "R-1", Money.of("70.01", "CNY")));
    shop.clock.advance(Duration.ofSeconds(10));

    Outcome<Refund> outcome = shop.client().refund(RefundRequest.of(paid, "R-2", THIRTY));

    assertThat(((Outcome.Rejected<Refund>) outcome).rejection().reason())
        .isEqualTo(Rejection.Reason.INVALID_FIELD);
    assertThat(shop.merchant.refundedOf(paid.number())).isEqualTo(7001);
  }

  @Test
  void aFullRefundAskedForTwiceUnderTwoNumbersMovesMoneyOnce() {
    PaymentRef paid = new PaidOrders(shop).paid();
    refunded(RefundRequest.of(paid, "R-1", Shop.HUNDRED));
    shop.clock.advance(Duration.ofSeconds(10));

    assertThat(shop.client().refund(RefundRequest.of(paid, "R-2", Shop.HUNDRED)))
        .isInstanceOf(Outcome.Unknown.class);
    assertThat(shop.merchant.refundedOf(paid.number())).isEqualTo(10000);
  }

  @Test
  void anEmptyTillIsARejectionAndTheSameNumberWorksOnceItIsFilled() {
    PaymentRef paid = new PaidOrders(shop).paid();
    shop.merchant.balance(100);
    RefundRequest request = RefundRequest.of(paid, "R-1", THIRTY);

    Rejection rejection = ((Outcome.Rejected<Refund>) shop.client().refund(request)).rejection();

    assertThat(rejection.reason()).isEqualTo(Rejection.Reason.INSUFFICIENT_FUNDS);
    assertThat(rejection.verified()).isTrue();
    assertThat(rejection.remedy()).contains("top up");
    assertThat(shop.merchant.refundedOf(paid.number())).isZero();
    shop.clock.advance(Duration.ofSeconds(10));
    shop.merchant.balance(10_000);
    assertThat(refunded(request).state()).isEqualTo(RefundState.REFUNDED);
  }

  @Test
  void whatIsNotPaidIsNotRefunded() {
    PaymentRef begun = new PaidOrders(shop).begun(Shop.HUNDRED);

    assertThat(shop.client().refund(RefundRequest.of(begun, "R-1", THIRTY)))
        .isNotInstanceOf(Outcome.Accepted.class);
    assertThat(shop.client().findRefund(begun, "R-1")).isEmpty();
  }

  @Test
  void anAnswerAboutAnotherPaymentIsAMismatch() {
    PaymentRef paid = new PaidOrders(shop).paid();
    shop.merchant.faults().once(Operation.REFUND, Fault.otherOrder());

    assertThatExceptionOfType(MismatchException.class)
        .isThrownBy(() -> shop.client().refund(RefundRequest.of(paid, "R-1", THIRTY)))
        .withMessageContaining("out_trade_no");
    assertThat(shop.signals).anyMatch(Signal.ProvenButUnexpected.class::isInstance);
  }

  @Test
  void anotherTransactionUnderTheSameNumberIsAMismatch() {
    PaymentRef paid = new PaidOrders(shop).paid().withTransactionId("2026070122001400000000009999");

    assertThatExceptionOfType(MismatchException.class)
        .isThrownBy(() -> shop.client().findRefund(refundedPart(paid), "R-1"))
        .withMessageContaining("trade_no");
  }

  @ParameterizedTest
  @ValueSource(strings = {"29.99", "100.01", "", "NaN", "3e1"})
  void aSumThatDoesNotFitTheRefundProvesNothing(String sum) {
    PaymentRef paid = new PaidOrders(shop).paid();
    shop.merchant.faults().once(Operation.REFUND, Fault.withField("refund_fee", sum));

    assertThat(shop.client().refund(RefundRequest.of(paid, "R-1", THIRTY)))
        .isInstanceOf(Outcome.Unknown.class);
  }

  @Test
  void whatTheGatewayNeverGotIsUnavailable() {
    PaymentRef paid = new PaidOrders(shop).paid();
    AlipayClient nobody =
        shop.client(shop.config().endpoints(AlipayEndpoints.at(URI.create("http://127.0.0.1:9"))));

    assertThatExceptionOfType(UnavailableException.class)
        .isThrownBy(() -> nobody.refund(RefundRequest.of(paid, "R-1", THIRTY)));
  }

  @Test
  void aThirdPartyRefundsForItsMerchant() {
    shop.close();
    shop = Shop.openOnBehalf();
    PaymentRef paid = new PaidOrders(shop).paid();

    Refund refund = refunded(RefundRequest.of(paid, "R-1", THIRTY));

    assertThat(refund.onBehalfOf()).contains(shop.collector().appId());
    assertThat(shop.client().findRefund(paid, "R-1").orElseThrow().onBehalfOf())
        .contains(shop.collector().appId());
    assertThat(shop.collector().refundedOf(paid.number())).isEqualTo(3000);
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(
            () ->
                AlipayClient.of(shop.config().build())
                    .refund(RefundRequest.of(paid, "R-2", THIRTY)))
        .withMessageContaining("on behalf of");
  }

  private Refund refunded(RefundRequest request) {
    return Shop.accepted(shop.client().refund(request)).value();
  }

  /** Refunded under the right reference, asked about under this one. */
  private PaymentRef refundedPart(PaymentRef wrong) {
    refunded(
        RefundRequest.of(
            PaymentRef.of(Merchant.PROVIDER, wrong.id(), wrong.total()), "R-1", THIRTY));
    return wrong;
  }
}
