// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.countersign.FollowUp;
import io.countersign.InvalidRequestException;
import io.countersign.MismatchException;
import io.countersign.Outcome;
import io.countersign.Payment;
import io.countersign.PaymentRef;
import io.countersign.PaymentState;
import io.countersign.Refunds;
import io.countersign.Rejection;
import io.countersign.sandbox.alipay.Fault;
import io.countersign.sandbox.alipay.Operation;
import io.countersign.sandbox.alipay.PayerBehaviour;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A reversal is done when Alipay says so and a question shows it. */
class ReverseTest {
  private final Shop shop = Shop.open();
  private final Counter counter = new Counter(shop);
  private final AlipayClient client = shop.client();

  @AfterEach
  void close() {
    shop.close();
  }

  private void disturb(Fault fault) {
    shop.merchant.faults().clear();
    shop.merchant.faults().always(Operation.CANCEL, fault);
  }

  @Test
  void aChargeThatWaitsForItsPayerIsEnded() {
    PaymentRef waiting = counter.charged(PayerBehaviour.NEEDS_PASSWORD);

    Payment reversed = Shop.accepted(client.reverse(waiting)).value();

    assertThat(reversed.state()).isEqualTo(PaymentState.CLOSED);
    assertThat(shop.merchant.paymentsOf(waiting.number())).isZero();
    assertThat(counter.sent(Operation.CANCEL)).isEqualTo(1);
  }

  @Test
  void moneyThatWasTakenGoesBackAndIsNotCalledPaid() {
    PaymentRef paid = counter.charged(PayerBehaviour.PAYS_AT_ONCE);

    Payment reversed = Shop.accepted(client.reverse(paid)).value();

    assertThat(reversed.state()).isEqualTo(PaymentState.CLOSED);
    assertThat(reversed.refunds()).isEqualTo(Refunds.SOME);
    assertThat(reversed.refundedTotal()).hasValue(Shop.HUNDRED);
    assertThat(shop.merchant.balance()).isZero();
  }

  @Test
  void reversingAgainSendsNothingMore() {
    PaymentRef paid = counter.charged(PayerBehaviour.PAYS_AT_ONCE);
    Shop.accepted(client.reverse(paid));

    Payment again = Shop.accepted(client.reverse(paid)).value();

    assertThat(again.state()).isEqualTo(PaymentState.CLOSED);
    assertThat(counter.sent(Operation.CANCEL)).isEqualTo(1);
    assertThat(shop.merchant.balance()).isZero();
  }

  @Test
  void theSameRequestIsRepeatedWhileAlipayAsksForIt() {
    PaymentRef waiting = counter.charged(PayerBehaviour.NEEDS_PASSWORD);
    shop.merchant.faults().once(Operation.CANCEL, Fault.withField("retry_flag", "Y"));
    shop.merchant.faults().once(Operation.CANCEL, Fault.withField("retry_flag", "Y"));

    Payment reversed = Shop.accepted(client.reverse(waiting)).value();

    assertThat(reversed.state()).isEqualTo(PaymentState.CLOSED);
    assertThat(counter.sent(Operation.CANCEL)).isEqualTo(3);
  }

  @Test
  void aRefusalOfTheRepetitionSaysNothingAboutTheCancellationBeforeIt() {
    PaymentRef paid = counter.charged(PayerBehaviour.PAYS_AT_ONCE);
    shop.merchant.faults().once(Operation.CANCEL, Fault.withField("retry_flag", "Y"));
    shop.merchant
        .faults()
        .once(Operation.CANCEL, Fault.signedFailure("40004", "ACQ.SELLER_BALANCE_NOT_ENOUGH"));

    Outcome.Unknown<Payment> unknown = Counter.unknown(client.reverse(paid));

    assertThat(unknown.followUp()).isInstanceOf(FollowUp.Reverse.class);
    assertThat(unknown.cause()).contains("SELLER_BALANCE_NOT_ENOUGH");
  }

  @Test
  void aCancellationThatAlipayNeverFinishesIsUnknown() {
    PaymentRef waiting = counter.charged(PayerBehaviour.NEEDS_PASSWORD);
    disturb(Fault.withField("retry_flag", "Y"));

    Outcome.Unknown<Payment> unknown = Counter.unknown(client.reverse(waiting));

    assertThat(unknown.followUp()).isInstanceOf(FollowUp.Reverse.class);
    assertThat(counter.sent(Operation.CANCEL)).isEqualTo(3);
  }

  @Test
  void aClientThatSendsOnceDoesNotRepeatACancellation() {
    PaymentRef waiting = counter.charged(PayerBehaviour.NEEDS_PASSWORD);
    disturb(Fault.withField("retry_flag", "Y"));

    Counter.unknown(shop.impatientClient().reverse(waiting));

    assertThat(counter.sent(Operation.CANCEL)).isEqualTo(1);
  }

  @Test
  void whatAlipayDoesNotKnowIsNeverCalledEnded() {
    PaymentRef never = counter.ref("pay");

    Outcome.Unknown<Payment> unknown = Counter.unknown(client.reverse(never));

    assertThat(unknown.followUp()).isInstanceOf(FollowUp.Reverse.class);
    assertThat(unknown.cause()).contains("no such trade");
  }

  @Test
  void aQrCodeThatNobodyScannedIsAskedAboutUntilItsTimeIsOver() {
    PaymentRef shown = counter.shown();

    Outcome.Unknown<Payment> unknown = Counter.unknown(client.reverse(shown));

    assertThat(unknown.followUp()).isInstanceOf(FollowUp.Ask.class);
  }

  @Test
  void whatProvesNothingLeavesItUnknownAndIsSentOnce() {
    for (Fault fault :
        List.of(
            Fault.answerDropped(),
            Fault.requestDropped(),
            Fault.truncatedBody(),
            Fault.badGateway(),
            Fault.htmlWithStatus200(),
            Fault.wrongSignature(),
            Fault.missingSignature(),
            Fault.emptySignature(),
            Fault.reformatted(),
            Fault.secondNode(),
            Fault.forgedNotExist(),
            Fault.unsignedFailure("40004", "ACQ.CANCEL_NOT_ALLOWED"),
            Fault.serviceUnavailable(),
            Fault.signedFailure("40004", "ACQ.SYSTEM_ERROR"),
            Fault.signedFailure("40004", "AQC.SYSTEM_ERROR"),
            Fault.signedFailure("40004", "ACQ.NEVER_HEARD_OF"),
            Fault.withoutField("out_trade_no"),
            Fault.withoutField("retry_flag"),
            Fault.withField("retry_flag", "?"))) {
      PaymentRef waiting = counter.charged(PayerBehaviour.NEEDS_PASSWORD);
      disturb(fault);
      int before = counter.sent(Operation.CANCEL);

      Outcome.Unknown<Payment> unknown = Counter.unknown(client.reverse(waiting));

      assertThat(unknown.followUp())
          .describedAs(fault.toString())
          .isInstanceOf(FollowUp.Reverse.class);
      assertThat(counter.sent(Operation.CANCEL)).isEqualTo(before + 1);
    }
  }

  @Test
  void aCancellationThatNoQuestionShowsIsUnknown() {
    PaymentRef waiting = counter.charged(PayerBehaviour.NEEDS_PASSWORD);
    for (Fault fault :
        List.of(
            Fault.badGateway(),
            Fault.forgedNotExist(),
            Fault.withField("trade_status", "WAIT_BUYER_PAY"))) {
      shop.merchant.faults().clear();
      shop.merchant.faults().always(Operation.QUERY, fault);

      assertThat(Counter.unknown(client.reverse(waiting)).followUp())
          .describedAs(fault.toString())
          .isInstanceOf(FollowUp.Reverse.class);
    }
  }

  @Test
  void anAnswerAboutAnotherOrderIsAMismatch() {
    PaymentRef waiting = counter.charged(PayerBehaviour.NEEDS_PASSWORD);
    disturb(Fault.otherOrder());

    assertThatExceptionOfType(MismatchException.class).isThrownBy(() -> client.reverse(waiting));
  }

  @Test
  void aPaymentPastItsRefundWindowIsToldInstead() {
    PaymentRef paid = counter.charged(PayerBehaviour.PAYS_AT_ONCE);
    shop.merchant.endRefundWindow(paid.number());

    Rejection refusal = Counter.rejected(client.reverse(paid));

    assertThat(refusal.reason()).isEqualTo(Rejection.Reason.ALREADY_DONE);
    assertThat(refusal.payment().orElseThrow().isPaid()).isTrue();
  }

  @Test
  void afterADayOnlyARefundGivesMoneyBack() {
    PaymentRef paid = counter.charged(PayerBehaviour.PAYS_AT_ONCE);
    shop.clock.advance(Duration.ofHours(25));

    Rejection refusal = Counter.rejected(client.reverse(paid));

    assertThat(refusal.code()).isEqualTo("ACQ.TRADE_CANCEL_TIME_OUT");
    assertThat(client.find(paid).orElseThrow().isPaid()).isTrue();
  }

  @Test
  void whatIsMadeByPageOrAppIsNotReversed() {
    for (String product : List.of("page", "wap", "app")) {
      assertThatExceptionOfType(InvalidRequestException.class)
          .isThrownBy(() -> client.reverse(counter.ref(product)))
          .withMessageContaining("refunded");
    }
    assertThat(shop.gateway.journal()).isEmpty();
  }
}
