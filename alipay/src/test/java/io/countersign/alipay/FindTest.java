// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.countersign.InvalidRequestException;
import io.countersign.MismatchException;
import io.countersign.Money;
import io.countersign.Payment;
import io.countersign.PaymentRef;
import io.countersign.PaymentState;
import io.countersign.Refunds;
import io.countersign.RejectedException;
import io.countersign.RetryPolicy;
import io.countersign.Signal;
import io.countersign.UnavailableException;
import io.countersign.sandbox.alipay.Fault;
import io.countersign.sandbox.alipay.Operation;
import io.countersign.sandbox.alipay.OrderView;
import io.countersign.sandbox.alipay.PayerBehaviour;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What Alipay answers about an order is believed if it is proven and about that order. */
class FindTest {
  private final Shop shop = Shop.open();
  private final Counter counter = new Counter(shop);
  private final AlipayClient client = shop.client();

  @AfterEach
  void close() {
    shop.close();
  }

  private void disturb(Fault fault) {
    shop.merchant.faults().clear();
    shop.merchant.faults().always(Operation.QUERY, fault);
  }

  @Test
  void anOrderThatNobodyOpenedIsNotKnownAndNothingMore() {
    PaymentRef shown = counter.shown();

    assertThat(client.find(shown)).isEmpty();
    assertThat(shop.merchant.order(shown.number()).map(OrderView::state))
        .hasValue(OrderView.State.NOT_STARTED);
    shop.merchant.pay(shown.number());
    assertThat(client.find(shown).map(Payment::isPaid)).hasValue(true);
  }

  @Test
  void anOpenedOrderAwaitsItsPayer() {
    Payment payment = Counter.found(client.find(counter.opened()));

    assertThat(payment.state()).isEqualTo(PaymentState.AWAITING_PAYER);
    assertThat(payment.orderTotal()).hasValue(Shop.HUNDRED);
    assertThat(payment.payerPaid()).isEmpty();
    assertThat(payment.paidAt()).isEmpty();
    assertThat(payment.refunds()).isEqualTo(Refunds.NOT_REPORTED);
  }

  @Test
  void aPaidOrderTellsWhoWhenAndHowMuch() {
    PaymentRef paid = counter.paid();

    Payment payment = Counter.found(client.find(paid));

    assertThat(payment.isPaid()).isTrue();
    assertThat(payment.providerState()).isEqualTo("TRADE_SUCCESS");
    assertThat(payment.orderTotal()).hasValue(Shop.HUNDRED);
    assertThat(payment.payerPaid()).hasValue(Shop.HUNDRED);
    assertThat(payment.paidAt()).hasValue(shop.clock.instant());
    assertThat(payment.ref().transactionId())
        .isEqualTo(shop.merchant.order(paid.number()).map(OrderView::tradeNo));
    assertThat(payment.ref().id()).isEqualTo(paid.id());
    assertThat(payment.refunds())
        .describedAs("a query is silent about refunds in part")
        .isEqualTo(Refunds.NOT_REPORTED);
    assertThat(shop.signals)
        .anyMatch(
            signal ->
                signal instanceof Signal.PaymentAsked asked
                    && asked.number().equals(paid.number())
                    && asked.state().equals(Optional.of(PaymentState.PAID)));
  }

  @Test
  void aPaidOrderPastItsRefundWindowStaysPaid() {
    PaymentRef paid = counter.paid();
    shop.merchant.endRefundWindow(paid.number());

    Payment payment = Counter.found(client.find(paid));

    assertThat(payment.isPaid()).isTrue();
    assertThat(payment.providerState()).isEqualTo("TRADE_FINISHED");
  }

  @Test
  void anOrderClosedUnpaidIsClosed() {
    PaymentRef opened = counter.opened();
    client.close(opened);

    Payment payment = Counter.found(client.find(opened));

    assertThat(payment.state()).isEqualTo(PaymentState.CLOSED);
    assertThat(payment.refunds()).isEqualTo(Refunds.NOT_REPORTED);
  }

  @Test
  void anOrderGivenBackInFullWasPaidAndIsRefunded() {
    PaymentRef charged = counter.charged(PayerBehaviour.PAYS_AT_ONCE);
    client.reverse(charged);

    Payment payment = Counter.found(client.find(charged));

    assertThat(payment.isPaid()).isTrue();
    assertThat(payment.providerState()).isEqualTo("TRADE_CLOSED");
    assertThat(payment.refunds()).isEqualTo(Refunds.SOME);
    assertThat(payment.refundedTotal()).hasValue(Shop.HUNDRED);
  }

  @Test
  void aStateThatIsNotKnownIsNeitherPaidNorUnpaid() {
    PaymentRef paid = counter.paid();
    disturb(Fault.withField("trade_status", "TRADE_PONDERED"));

    Payment payment = Counter.found(client.find(paid));

    assertThat(payment.state()).isEqualTo(PaymentState.UNRECOGNIZED);
    assertThat(payment.state().isFinal()).isFalse();
    assertThat(payment.providerState()).isEqualTo("TRADE_PONDERED");
  }

  @Test
  void anAnswerAboutAnotherOrderTradeOrAmountIsAMismatch() {
    PaymentRef paid = counter.paid();
    PaymentRef known = Counter.found(client.find(paid)).ref();
    for (Fault fault :
        List.of(
            Fault.wrongAmount(),
            Fault.otherOrder(),
            Fault.withField("out_trade_no", "STRANGER"),
            Fault.withField("total_amount", "1.00"),
            Fault.withField("trade_no", "2026070122001400000000000000"),
            Fault.withField("trans_currency", "USD"))) {
      disturb(fault);

      assertThatExceptionOfType(MismatchException.class)
          .describedAs(fault.toString())
          .isThrownBy(() -> client.find(known));
    }
    assertThat(shop.signals).anyMatch(Signal.ProvenButUnexpected.class::isInstance);
  }

  @Test
  void anAmountMayLackItsTrailingZeros() {
    PaymentRef paid = counter.paid();
    disturb(Fault.withField("total_amount", "100"));

    assertThat(Counter.found(client.find(paid)).orderTotal()).hasValue(Shop.HUNDRED);
  }

  @Test
  void anAnswerThatIsNotProvenOrNotWholeIsNoAnswer() {
    PaymentRef paid = counter.paid();
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
            Fault.strangersSignature(shop.gateway.openMerchant()),
            Fault.tamperedField("trade_status", "WAIT_BUYER_PAY"),
            Fault.tamperedField("total_amount", "1.00"),
            Fault.reformatted(),
            Fault.secondNode(),
            Fault.literal(200, "text/html;charset=utf-8", "[]"),
            Fault.literal(200, "text/html;charset=utf-8", "{\"code\":null}"),
            Fault.serviceUnavailable(),
            Fault.callLimited(),
            Fault.signedFailure("40004", "ACQ.SYSTEM_ERROR"),
            Fault.withoutField("out_trade_no"),
            Fault.withoutField("trade_status"),
            Fault.withoutField("total_amount"),
            Fault.withField("total_amount", "1e2"))) {
      disturb(fault);

      assertThatExceptionOfType(UnavailableException.class)
          .describedAs(fault.toString())
          .isThrownBy(() -> once.find(paid));
    }
  }

  @Test
  void aForgedNotExistMakesAnEmptyAnswerAndLicensesNothing() {
    PaymentRef paid = counter.paid();
    disturb(Fault.forgedNotExist());

    assertThat(client.find(paid)).isEmpty();
    assertThat(client.followUp(paid, Optional.empty(), shop.clock.instant()))
        .isInstanceOf(io.countersign.FollowUp.Ask.class);
  }

  @Test
  void aQuestionIsRepeatedWhileNoAnswerComes() {
    PaymentRef paid = counter.paid();
    shop.merchant.faults().once(Operation.QUERY, Fault.answerDropped());
    shop.merchant.faults().once(Operation.QUERY, Fault.serviceUnavailable());

    assertThat(Counter.found(client.find(paid)).isPaid()).isTrue();
    assertThat(counter.sent(Operation.QUERY)).isEqualTo(3);
  }

  @Test
  void aRefusedQuestionIsTheDevelopersToMend() {
    PaymentRef paid = counter.paid();
    disturb(Fault.unsignedFailure("40002", "isv.invalid-signature"));

    assertThatExceptionOfType(RejectedException.class).isThrownBy(() -> client.find(paid));
    assertThat(counter.sent(Operation.QUERY)).isEqualTo(1);
  }

  @Test
  void aPaymentIsFoundByTheNumberThatItsPayerSees() {
    PaymentRef paid = counter.paid();
    String tradeNo = shop.merchant.order(paid.number()).orElseThrow().tradeNo();

    Payment payment = Counter.found(client.findTransaction(tradeNo));

    assertThat(payment.isPaid()).isTrue();
    assertThat(payment.ref().number()).isEqualTo(paid.number());
    assertThat(payment.ref().total()).isEqualTo(Shop.HUNDRED);
    assertThat(payment.ref().transactionId()).hasValue(tradeNo);
    assertThat(payment.ref().id().createdAt()).isEqualTo(shop.clock.instant());
    assertThat(client.findTransaction("2026070122001400000000000000")).isEmpty();
  }

  @Test
  void anotherTransactionIsNotTheOneThatWasAskedFor() {
    PaymentRef paid = counter.paid();
    String tradeNo = shop.merchant.order(paid.number()).orElseThrow().tradeNo();
    AlipayClient once = shop.client(shop.config().retryPolicy(RetryPolicy.none()));
    for (String other : List.of("2026070122001400000000000000", "", " ")) {
      disturb(Fault.withField("trade_no", other));

      assertThatExceptionOfType(UnavailableException.class)
          .isThrownBy(() -> once.findTransaction(tradeNo));
    }
  }

  @Test
  void whatIsNoReferenceOfThisMerchantIsRefusedBeforeAnythingIsSent() {
    PaymentRef paid = counter.paid();
    int before = shop.gateway.journal().size();
    for (PaymentRef foreign :
        List.of(
            PaymentRef.of("wechatpay", paid.id(), paid.total()),
            paid.withOnBehalfOf("2021000000000001"),
            PaymentRef.of(
                "alipay",
                new io.countersign.PaymentId("no-hyphens", paid.id().createdAt()),
                paid.total()))) {
      assertThatExceptionOfType(InvalidRequestException.class)
          .isThrownBy(() -> client.find(foreign));
      assertThatExceptionOfType(InvalidRequestException.class)
          .isThrownBy(() -> client.close(foreign));
      assertThatExceptionOfType(InvalidRequestException.class)
          .isThrownBy(() -> client.reverse(foreign));
    }
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> client.findTransaction("../2"));
    assertThat(shop.gateway.journal()).hasSize(before);
  }

  @Test
  void anOrderForAnotherMerchantIsFoundClosedAndReversedByItsView() {
    try (Shop third = Shop.openOnBehalf()) {
      Counter counters = new Counter(third);
      AlipayClient view = third.client();
      PaymentRef paid = counters.paid();

      Payment payment = Counter.found(view.find(paid));

      assertThat(payment.isPaid()).isTrue();
      assertThat(payment.ref().onBehalfOf()).hasValue(third.collector().appId());
      String tradeNo = payment.ref().transactionId().orElseThrow();
      assertThat(Counter.found(view.findTransaction(tradeNo)).ref().onBehalfOf())
          .hasValue(third.collector().appId());
      assertThat(Shop.accepted(view.close(counters.opened())).value())
          .isEqualTo(PaymentState.CLOSED);
      PaymentRef charged = counters.charged(PayerBehaviour.PAYS_AT_ONCE);
      assertThat(Shop.accepted(view.reverse(charged)).value().state())
          .isEqualTo(PaymentState.CLOSED);
    }
  }

  @Test
  void moreThanTwoBillionFenAreCountedRight() {
    Money much = Money.of("21474836.48", "CNY");
    PaymentRef paid = counter.paid();
    PaymentRef ref = PaymentRef.of("alipay", paid.id(), much);
    disturb(Fault.withField("total_amount", "21474836.48"));

    assertThat(Counter.found(client.find(ref)).orderTotal()).hasValue(much);
  }
}
