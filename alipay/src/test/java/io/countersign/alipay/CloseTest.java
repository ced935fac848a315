// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.countersign.FollowUp;
import io.countersign.InvalidRequestException;
import io.countersign.MismatchException;
import io.countersign.Outcome;
import io.countersign.PaymentRef;
import io.countersign.PaymentState;
import io.countersign.Rejection;
import io.countersign.UnavailableException;
import io.countersign.sandbox.alipay.Fault;
import io.countersign.sandbox.alipay.Operation;
import io.countersign.sandbox.alipay.OrderView;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An order is called closed only if Alipay has closed it. */
class CloseTest {
  private final Shop shop = Shop.open();
  private final Counter counter = new Counter(shop);
  private final AlipayClient client = shop.client();

  @AfterEach
  void close() {
    shop.close();
  }

  private void disturb(Fault fault) {
    shop.merchant.faults().clear();
    shop.merchant.faults().always(Operation.CLOSE, fault);
  }

  @Test
  void anUnpaidOrderIsClosedAndCanNoLongerBePaid() {
    PaymentRef opened = counter.opened();

    Outcome.Accepted<PaymentState> closed = Shop.accepted(client.close(opened));

    assertThat(closed.value()).isEqualTo(PaymentState.CLOSED);
    assertThat(closed.payment().orElseThrow().transactionId()).isPresent();
    assertThat(shop.merchant.order(opened.number()).map(OrderView::state))
        .hasValue(OrderView.State.TRADE_CLOSED);
  }

  @Test
  void closingAgainIsHarmless() {
    PaymentRef opened = counter.opened();
    Shop.accepted(client.close(opened));

    assertThat(Shop.accepted(client.close(opened)).value()).isEqualTo(PaymentState.CLOSED);
  }

  @Test
  void anAnswerLostOnItsWayIsSettledByTheSameRequest() {
    PaymentRef opened = counter.opened();
    shop.merchant.faults().once(Operation.CLOSE, Fault.answerDropped());

    assertThat(Shop.accepted(client.close(opened)).value()).isEqualTo(PaymentState.CLOSED);
    assertThat(counter.sent(Operation.CLOSE)).isEqualTo(2);
  }

  @Test
  void aPaidOrderIsNotClosedAndItsPaymentIsToldInstead() {
    PaymentRef paid = counter.paid();

    Rejection refusal = Counter.rejected(client.close(paid));

    assertThat(refusal.reason()).isEqualTo(Rejection.Reason.ALREADY_DONE);
    assertThat(refusal.payment().orElseThrow().isPaid()).isTrue();
  }

  @Test
  void anOrderThatNobodyOpenedIsNeverCalledClosed() {
    PaymentRef shown = counter.shown();

    Rejection refusal = Counter.rejected(client.close(shown));

    assertThat(refusal.reason()).isEqualTo(Rejection.Reason.NOT_FOUND);
    assertThat(refusal.payment()).isEmpty();
    shop.merchant.pay(shown.number());
    assertThat(client.find(shown).orElseThrow().isPaid())
        .describedAs("it can still be paid, which is why nothing may be claimed")
        .isTrue();
  }

  @Test
  void whatProvesNothingLeavesItUnknown() {
    AlipayClient once = shop.impatientClient();
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
            Fault.unsignedFailure("40004", "ACQ.TRADE_NOT_EXIST"),
            Fault.failureWithEmptySignature("40004", "ACQ.TRADE_STATUS_ERROR"),
            Fault.serviceUnavailable(),
            Fault.signedFailure("20000", "isp.unknow-error"),
            Fault.signedFailure("40004", "ACQ.SYSTEM_ERROR"),
            Fault.signedFailure("40004", "ACQ.NEVER_HEARD_OF"),
            Fault.signedFailure("10003", ""),
            Fault.withoutField("out_trade_no"))) {
      PaymentRef opened = counter.opened();
      disturb(fault);
      int before = counter.sent(Operation.CLOSE);

      Outcome.Unknown<PaymentState> unknown = Counter.unknown(once.close(opened));

      assertThat(unknown.followUp())
          .describedAs(fault.toString())
          .isInstanceOf(FollowUp.Close.class);
      assertThat(counter.sent(Operation.CLOSE)).isEqualTo(before + 1);
    }
  }

  @Test
  void anAnswerAboutAnotherOrderIsAMismatch() {
    PaymentRef opened = counter.opened();
    disturb(Fault.otherOrder());

    assertThatExceptionOfType(MismatchException.class).isThrownBy(() -> client.close(opened));
  }

  @Test
  void aConflictThatCannotBeAskedAboutIsUnknown() {
    PaymentRef paid = counter.paid();
    for (Fault fault : List.of(Fault.badGateway(), Fault.forgedNotExist())) {
      shop.merchant.faults().clear();
      shop.merchant.faults().always(Operation.QUERY, fault);

      assertThat(Counter.unknown(client.close(paid)).followUp()).isInstanceOf(FollowUp.Ask.class);
    }
  }

  @Test
  void nothingIsClaimedIfNobodyListens() {
    PaymentRef opened = counter.opened();
    AlipayClient lost =
        shop.client(
            shop.config().endpoints(AlipayEndpoints.at(java.net.URI.create("http://127.0.0.1:1"))));

    assertThatExceptionOfType(UnavailableException.class).isThrownBy(() -> lost.close(opened));
  }

  @Test
  void aPaymentCodeIsReversedRatherThanClosed() {
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> client.close(counter.ref("pay")))
        .withMessageContaining("reversed");
    assertThat(counter.sent(Operation.CLOSE)).isZero();
  }
}
