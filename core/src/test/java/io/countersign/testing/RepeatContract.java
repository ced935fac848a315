// SPDX-License-Identifier: Apache-2.0
package io.countersign.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.countersign.InvalidRequestException;
import io.countersign.MismatchException;
import io.countersign.Money;
import io.countersign.Outcome;
import io.countersign.Payment;
import io.countersign.PaymentClient;
import io.countersign.PaymentCloser;
import io.countersign.PaymentRef;
import io.countersign.PaymentRequest;
import io.countersign.PaymentState;
import io.countersign.Refund;
import io.countersign.RefundRequest;
import io.countersign.Rejection;
import io.countersign.RetryPolicy;
import org.junit.jupiter.api.Test;

/**
 * What becomes of a write that is made twice, or that comes after another one decided the matter.
 */
abstract class RepeatContract extends WriteOutcomeContract {

  @Test
  void creatingAPaidOrderAgainIsRejectedAsDoneWithTheProvenPayment() {
    needs(ContractPart.CREATION_BY_CALL);
    PaymentClient client = steadyClient();
    PaymentRequest<?> request = request(mainScene());
    PaymentRef ref = begun(client, request);
    gateway.pay(ref);

    Rejection rejection = rejected(client.create(request));

    assertThat(rejection.reason()).isEqualTo(Rejection.Reason.ALREADY_DONE);
    assertThat(rejection.payment().orElseThrow().isPaid()).isTrue();
    assertThat(rejection.payment().orElseThrow().ref().number()).isEqualTo(ref.number());
    assertThat(gateway.charges(ref.number())).isEqualTo(1);
  }

  @Test
  void creatingAClosedOrderAgainIsRejectedAndNeverAccepted() {
    needs(ContractPart.CREATION_BY_CALL, ContractPart.CLOSING);
    PaymentClient client = steadyClient();
    PaymentRequest<?> request = request(mainScene());
    PaymentRef ref = begun(client, request);
    accepted(((PaymentCloser) client).close(ref));

    Rejection rejection = rejected(client.create(request));

    assertThat(rejection.reason()).isIn(Rejection.Reason.ALREADY_DONE, Rejection.Reason.CLOSED);
    rejection
        .payment()
        .ifPresent(proven -> assertThat(proven.state()).isEqualTo(PaymentState.CLOSED));
  }

  @Test
  void closingAPaidOrderIsRejectedAsDoneWithTheProvenPayment() {
    needs(ContractPart.CLOSING);
    PaymentClient client = steadyClient();
    PaymentRef paid = paidOrder(client);

    Rejection rejection = rejected(((PaymentCloser) client).close(paid));

    assertThat(rejection.reason()).isEqualTo(Rejection.Reason.ALREADY_DONE);
    assertThat(rejection.payment().orElseThrow().isPaid()).isTrue();
    assertThat(client.find(paid).orElseThrow().isPaid()).isTrue();
  }

  @Test
  void aConflictThatCannotBeLookedIntoIsUnknown() {
    needs(ContractPart.CREATION_BY_CALL);
    PaymentClient client = steadyClient();
    PaymentRequest<?> request = request(mainScene());
    gateway.pay(begun(client, request));
    gateway.inject(GatewayCall.FIND, GatewayFault.BAD_GATEWAY_HTML, false, 100);

    Outcome<?> outcome = client.create(request);

    assertThat(outcome).isInstanceOf(Outcome.Unknown.class);
  }

  @Test
  void closingTwiceIsClosingOnce() {
    needs(ContractPart.CLOSING);
    PaymentClient client = steadyClient();
    PaymentRef open = openOrder(client);
    PaymentCloser closer = (PaymentCloser) client;

    assertThat(closer.close(open).orElseThrow()).isEqualTo(PaymentState.CLOSED);
    assertThat(closer.close(open).orElseThrow()).isEqualTo(PaymentState.CLOSED);
    assertThat(client.find(open).orElseThrow().state()).isEqualTo(PaymentState.CLOSED);
  }

  @Test
  void anIdenticalRepeatNeverMakesASecondCharge() {
    PaymentClient client = steadyClient();
    PaymentRequest<?> request = request(mainScene());
    PaymentRef ref = begun(client, request);
    client.create(request);
    gateway.pay(ref);
    client.create(request);

    assertThat(gateway.charges(ref.number())).isEqualTo(1);
    assertThat(client.find(ref).orElseThrow().orderTotal()).contains(gateway.amount());
  }

  @Test
  void anIdenticalRepeatOfAPaymentCodeNeverMakesASecondCharge() {
    needs(ContractPart.PAYMENT_CODE);
    PaymentClient client = client(setup(RetryPolicy.standard()));
    PaymentRequest<Payment> request = request(gateway.paymentCode().orElseThrow());
    gateway.inject(GatewayCall.CODE_PAYMENT, GatewayFault.ANSWER_DROPPED, true, 1);

    assertThat(client.create(request)).isInstanceOf(Outcome.Unknown.class);
    Outcome<Payment> again = client.create(request);

    PaymentRef ref = client.ref(request);
    assertThat(gateway.charges(ref.number())).isEqualTo(1);
    assertThat(client.find(ref).orElseThrow().isPaid()).isTrue();
    if (again instanceof Outcome.Rejected<Payment> refused) {
      assertThat(refused.rejection().payment().orElseThrow().isPaid()).isTrue();
    }
  }

  @Test
  void aPaymentCodeOfAWillingPayerIsPaidAtOnce() {
    needs(ContractPart.PAYMENT_CODE);
    PaymentClient client = steadyClient();

    Payment payment = client.create(request(gateway.paymentCode().orElseThrow())).orElseThrow();

    assertThat(payment.isPaid()).isTrue();
    assertThat(payment.orderTotal()).contains(gateway.amount());
    assertThat(gateway.charges(payment.ref().number())).isEqualTo(1);
  }

  @Test
  void theSameNumberWithAnotherAmountIsNeverAccepted() {
    needs(ContractPart.CREATION_BY_CALL);
    PaymentClient client = steadyClient();
    PaymentRequest<?> request = request(mainScene());
    accepted(client.create(request));
    PaymentRequest<?> other =
        requestBuilder().id(request.id()).amount(half(gateway.amount())).build();

    Throwable thrown = null;
    Outcome<?> outcome = null;
    try {
      outcome = client.create(other);
    } catch (MismatchException different) {
      thrown = different;
    }

    assertThat(thrown != null || !(outcome instanceof Outcome.Accepted)).isTrue();
  }

  @Test
  void theSameRefundIdNeverRefundsTwice() {
    needs(ContractPart.REFUND);
    PaymentClient client = steadyClient();
    PaymentRef paid = paidOrder(client);
    RefundRequest request =
        firstRefund(paid, refundId(), half(gateway.amount())).withReason("cold tea");

    accepted(client.refund(request));
    gateway.advance(BETWEEN_REFUNDS);
    if (gateway.without().contains(ContractPart.REFUND_ID)) {
      assertThatExceptionOfType(MismatchException.class).isThrownBy(() -> client.refund(request));
    } else {
      assertThat(client.refund(request)).isNotInstanceOf(Outcome.Unknown.class);
    }

    assertThat(gateway.refunded(paid.number())).isEqualTo(half(gateway.amount()));
  }

  @Test
  void twoRefundIdsRefundTwiceAndNeverMoreThanWasPaid() {
    needs(ContractPart.REFUND);
    PaymentClient client = steadyClient();
    PaymentRef paid = paidOrder(client);
    Money half = half(gateway.amount());
    Money rest = gateway.amount().minus(half);

    accepted(client.refund(firstRefund(paid, refundId(), half)));
    gateway.advance(BETWEEN_REFUNDS);
    accepted(client.refund(gateway.refundRequest(paid, refundId(), rest, half)));
    gateway.advance(BETWEEN_REFUNDS);
    assertNotAccepted(
        client, gateway.refundRequest(paid, refundId(), gateway.amount(), gateway.amount()));

    assertThat(gateway.refunded(paid.number())).isEqualTo(gateway.amount());
  }

  /** What is more than the rest is refused by the provider, or before it is asked. */
  private void assertNotAccepted(PaymentClient client, RefundRequest tooMuch) {
    int before = requestsOfAllKinds();
    Outcome<Refund> outcome;
    try {
      outcome = client.refund(tooMuch);
    } catch (InvalidRequestException refused) {
      assertThat(requestsOfAllKinds()).isEqualTo(before);
      return;
    }
    assertThat(outcome).isNotInstanceOf(Outcome.Accepted.class);
  }

  private static Money half(Money amount) {
    return new Money(amount.minorUnits() / 2, amount.currency());
  }
}
