// SPDX-License-Identifier: Apache-2.0
package io.countersign.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

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
    assumeTrue(gateway.has(GatewayCall.CREATE));
    PaymentClient client = steadyClient();
    PaymentRequest<?> request = request(mainScene());
    PaymentRef ref = accepted(client.create(request)).payment().orElseThrow();
    gateway.pay(ref);

    Rejection rejection = rejected(client.create(request));

    assertThat(rejection.reason()).isEqualTo(Rejection.Reason.ALREADY_DONE);
    assertThat(rejection.payment().orElseThrow().isPaid()).isTrue();
    assertThat(rejection.payment().orElseThrow().ref().number()).isEqualTo(ref.number());
    assertThat(gateway.charges(ref.number())).isEqualTo(1);
  }

  @Test
  void creatingAClosedOrderAgainIsRejectedAndNeverAccepted() {
    assumeTrue(gateway.has(GatewayCall.CREATE) && gateway.has(GatewayCall.CLOSE));
    PaymentClient client = steadyClient();
    PaymentRequest<?> request = request(mainScene());
    PaymentRef ref = accepted(client.create(request)).payment().orElseThrow();
    accepted(((PaymentCloser) client).close(ref));

    Rejection rejection = rejected(client.create(request));

    assertThat(rejection.reason()).isIn(Rejection.Reason.ALREADY_DONE, Rejection.Reason.CLOSED);
    rejection
        .payment()
        .ifPresent(proven -> assertThat(proven.state()).isEqualTo(PaymentState.CLOSED));
  }

  @Test
  void closingAPaidOrderIsRejectedAsDoneWithTheProvenPayment() {
    assumeTrue(gateway.has(GatewayCall.CLOSE));
    PaymentClient client = steadyClient();
    PaymentRef paid = paidOrder(client);

    Rejection rejection = rejected(((PaymentCloser) client).close(paid));

    assertThat(rejection.reason()).isEqualTo(Rejection.Reason.ALREADY_DONE);
    assertThat(rejection.payment().orElseThrow().isPaid()).isTrue();
    assertThat(client.find(paid).orElseThrow().isPaid()).isTrue();
  }

  @Test
  void aConflictThatCannotBeLookedIntoIsUnknown() {
    assumeTrue(gateway.has(GatewayCall.CREATE));
    PaymentClient client = steadyClient();
    PaymentRequest<?> request = request(mainScene());
    gateway.pay(accepted(client.create(request)).payment().orElseThrow());
    gateway.inject(GatewayCall.FIND, GatewayFault.BAD_GATEWAY_HTML, false, 100);

    Outcome<?> outcome = client.create(request);

    assertThat(outcome).isInstanceOf(Outcome.Unknown.class);
  }

  @Test
  void closingTwiceIsClosingOnce() {
    assumeTrue(gateway.has(GatewayCall.CLOSE));
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
    PaymentRef ref = accepted(client.create(request)).payment().orElseThrow();
    client.create(request);
    gateway.pay(ref);
    client.create(request);

    assertThat(gateway.charges(ref.number())).isEqualTo(1);
    assertThat(client.find(ref).orElseThrow().orderTotal()).contains(gateway.amount());
  }

  @Test
  void anIdenticalRepeatOfAPaymentCodeNeverMakesASecondCharge() {
    assumeTrue(gateway.has(GatewayCall.CODE_PAYMENT));
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
    assumeTrue(gateway.has(GatewayCall.CODE_PAYMENT));
    PaymentClient client = steadyClient();

    Payment payment = client.create(request(gateway.paymentCode().orElseThrow())).orElseThrow();

    assertThat(payment.isPaid()).isTrue();
    assertThat(payment.orderTotal()).contains(gateway.amount());
    assertThat(gateway.charges(payment.ref().number())).isEqualTo(1);
  }

  @Test
  void theSameNumberWithAnotherAmountIsNeverAccepted() {
    assumeTrue(gateway.has(GatewayCall.CREATE));
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
    PaymentClient client = steadyClient();
    PaymentRef paid = paidOrder(client);
    RefundRequest request =
        RefundRequest.of(paid, refundId(), half(gateway.amount())).withReason("cold tea");

    accepted(client.refund(request));
    gateway.advance(BETWEEN_REFUNDS);
    Outcome<Refund> again = client.refund(request);

    assertThat(again).isNotInstanceOf(Outcome.Unknown.class);
    assertThat(gateway.refunded(paid.number())).isEqualTo(half(gateway.amount()));
  }

  @Test
  void twoRefundIdsRefundTwiceAndNeverMoreThanWasPaid() {
    PaymentClient client = steadyClient();
    PaymentRef paid = paidOrder(client);

    accepted(client.refund(RefundRequest.of(paid, refundId(), half(gateway.amount()))));
    gateway.advance(BETWEEN_REFUNDS);
    accepted(
        client.refund(
            RefundRequest.of(paid, refundId(), gateway.amount().minus(half(gateway.amount())))));
    gateway.advance(BETWEEN_REFUNDS);
    Outcome<Refund> tooMuch = client.refund(fullRefund(paid));

    assertThat(tooMuch).isNotInstanceOf(Outcome.Accepted.class);
    assertThat(gateway.refunded(paid.number())).isEqualTo(gateway.amount());
  }

  private static Money half(Money amount) {
    return new Money(amount.minorUnits() / 2, amount.currency());
  }
}
