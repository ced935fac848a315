// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.countersign.FollowUp;
import io.countersign.MismatchException;
import io.countersign.Outcome;
import io.countersign.PayerAdvice;
import io.countersign.Payment;
import io.countersign.PaymentRequest;
import io.countersign.PaymentState;
import io.countersign.Refunds;
import io.countersign.Rejection;
import io.countersign.UnavailableException;
import io.countersign.sandbox.alipay.Fault;
import io.countersign.sandbox.alipay.Operation;
import io.countersign.sandbox.alipay.PayerBehaviour;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A payment code takes the money at once, so its request is sent once and never again. */
class PaymentCodeTest {
  private final Shop shop = Shop.open();
  private final Counter counter = new Counter(shop);
  private final AlipayClient client = shop.client();

  @AfterEach
  void close() {
    shop.close();
  }

  private void disturb(Operation operation, Fault fault) {
    shop.merchant.faults().clear();
    shop.merchant.faults().always(operation, fault);
  }

  private PaymentRequest<Payment> code(PayerBehaviour payer) {
    return shop.order(counter.code(payer)).build();
  }

  @Test
  void aPayerWhoPaysAtOnceHasPaid() {
    Outcome.Accepted<Payment> accepted =
        Shop.accepted(client.create(code(PayerBehaviour.PAYS_AT_ONCE)));

    Payment payment = accepted.value();
    assertThat(payment.isPaid()).isTrue();
    assertThat(payment.orderTotal()).hasValue(Shop.HUNDRED);
    assertThat(payment.payerPaid()).hasValue(Shop.HUNDRED);
    assertThat(payment.paidAt()).hasValue(shop.clock.instant());
    assertThat(payment.refunds()).isEqualTo(Refunds.NONE);
    assertThat(payment.providerState()).isEqualTo("10000");
    assertThat(accepted.payment().orElseThrow().transactionId()).isPresent();
    assertThat(accepted.payment().orElseThrow().product()).hasValue("pay");
  }

  @Test
  void aPayerWhoTypesAPasswordHasNotPaid() {
    Payment payment = Shop.accepted(client.create(code(PayerBehaviour.NEEDS_PASSWORD))).value();

    assertThat(payment.state()).isEqualTo(PaymentState.PROCESSING);
    assertThat(payment.providerState()).isEqualTo("10003");
    assertThat(payment.paidAt()).isEmpty();
    assertThat(payment.payerPaid()).isEmpty();
    assertThat(shop.merchant.paymentsOf(payment.ref().number())).isZero();
  }

  @Test
  void aChargeThatAlipayTakesLaterIsNotPaidYet() {
    disturb(Operation.PAY, Fault.withField("async_payment_mode", "NORMAL_ASYNC_PAY"));
    assertThat(Shop.accepted(client.create(code(PayerBehaviour.PAYS_AT_ONCE))).value().state())
        .isEqualTo(PaymentState.PROCESSING);

    disturb(Operation.PAY, Fault.withField("async_payment_mode", "SYNC_DIRECT_PAY"));
    assertThat(Shop.accepted(client.create(code(PayerBehaviour.PAYS_AT_ONCE))).value().isPaid())
        .isTrue();
  }

  @Test
  void aPayerWhoCannotPayIsRefused() {
    Rejection poor = Counter.rejected(client.create(code(PayerBehaviour.NOT_ENOUGH)));
    Rejection late = Counter.rejected(client.create(code(PayerBehaviour.EXPIRED_CODE)));

    assertThat(poor.reason()).isEqualTo(Rejection.Reason.PAYER);
    assertThat(poor.payerAdvice()).isEqualTo(PayerAdvice.OTHER_METHOD);
    assertThat(late.reason()).isEqualTo(Rejection.Reason.PAYER);
    assertThat(late.payerAdvice()).isEqualTo(PayerAdvice.TRY_AGAIN);
    assertThat(counter.sent(Operation.PAY)).isEqualTo(2);
  }

  @Test
  void anAnswerLostOnItsWayChargesNobodyTwice() {
    shop.merchant.faults().once(Operation.PAY, Fault.answerDropped());
    PaymentRequest<Payment> request = code(PayerBehaviour.PAYS_AT_ONCE);

    Outcome.Unknown<Payment> unknown = Counter.unknown(client.create(request));

    assertThat(unknown.followUp()).isInstanceOf(FollowUp.Ask.class);
    assertThat(counter.sent(Operation.PAY)).isEqualTo(1);
    assertThat(client.find(client.ref(request)).orElseThrow().isPaid()).isTrue();
    assertThat(shop.merchant.paymentsOf(request.id().number())).isEqualTo(1);
  }

  @Test
  void aCodeThatALostCallHasUsedIsNoReasonForANewNumber() {
    PaymentRequest<Payment> request = code(PayerBehaviour.PAYS_AT_ONCE);
    shop.merchant.faults().once(Operation.PAY, Fault.answerDropped());
    Counter.unknown(client.create(request));

    disturb(Operation.PAY, Fault.signedFailure("40004", "ACQ.PAYMENT_AUTH_CODE_INVALID"));
    assertThat(Shop.accepted(client.create(request)).value().isPaid()).isTrue();

    shop.merchant.faults().always(Operation.QUERY, Fault.forgedNotExist());
    Counter.unknown(client.create(request));
    assertThat(shop.merchant.paymentsOf(request.id().number())).isEqualTo(1);
  }

  @Test
  void whatProvesNothingLeavesAChargeUnknownAndIsNeverRepeated() {
    for (Fault fault : OrdersTest.PROVES_NOTHING) {
      disturb(Operation.PAY, fault);
      int before = counter.sent(Operation.PAY);

      assertThat(Counter.unknown(client.create(code(PayerBehaviour.PAYS_AT_ONCE))).followUp())
          .describedAs(fault.toString())
          .isInstanceOf(FollowUp.Ask.class);
      assertThat(counter.sent(Operation.PAY)).isEqualTo(before + 1);
    }
  }

  @Test
  void aSuccessWithoutItsAmountIsNotBelieved() {
    for (Fault fault :
        List.of(
            Fault.withoutField("total_amount"),
            Fault.withField("total_amount", "1e2"),
            Fault.withField("total_amount", "-100.00"))) {
      disturb(Operation.PAY, fault);

      Counter.unknown(client.create(code(PayerBehaviour.PAYS_AT_ONCE)));
    }
  }

  @Test
  void anotherAmountOrOrderIsAMismatch() {
    for (Fault fault : List.of(Fault.wrongAmount(), Fault.otherOrder())) {
      disturb(Operation.PAY, fault);

      assertThatExceptionOfType(MismatchException.class)
          .describedAs(fault.toString())
          .isThrownBy(() -> client.create(code(PayerBehaviour.PAYS_AT_ONCE)));
    }
  }

  @Test
  void aChargeThatWasMadeAlreadyIsThatPayment() {
    PaymentRequest<Payment> request = code(PayerBehaviour.PAYS_AT_ONCE);
    Shop.accepted(client.create(request));

    Payment again = Shop.accepted(client.create(request)).value();

    assertThat(again.isPaid()).isTrue();
    assertThat(shop.merchant.paymentsOf(request.id().number())).isEqualTo(1);
  }

  @Test
  void aChargeWhoseMoneyWentBackIsNotThatPayment() {
    PaymentRequest<Payment> request = code(PayerBehaviour.PAYS_AT_ONCE);
    Shop.accepted(client.create(request));
    Shop.accepted(client.reverse(client.ref(request)));

    Rejection refusal = Counter.rejected(client.create(request));

    assertThat(refusal.payment().orElseThrow().refundedTotal()).hasValue(Shop.HUNDRED);
  }

  @Test
  void aFailureInDoubtIsAskedAbout() {
    for (String code : List.of("ACQ.PAYMENT_FAIL", "ACQ.PULL_MOBILE_CASHIER_FAIL")) {
      disturb(Operation.PAY, Fault.signedFailure("40004", code));

      Outcome.Unknown<Payment> unknown =
          Counter.unknown(client.create(code(PayerBehaviour.PAYS_AT_ONCE)));

      assertThat(unknown.followUp()).isInstanceOf(FollowUp.Ask.class);
    }
    assertThat(counter.sent(Operation.QUERY)).isEqualTo(2);
  }

  @Test
  void nobodyIsChargedIfNobodyListens() {
    AlipayClient lost =
        shop.client(shop.config().endpoints(AlipayEndpoints.at(URI.create("http://127.0.0.1:1"))));

    assertThatExceptionOfType(UnavailableException.class)
        .isThrownBy(() -> lost.create(code(PayerBehaviour.PAYS_AT_ONCE)));
  }
}
