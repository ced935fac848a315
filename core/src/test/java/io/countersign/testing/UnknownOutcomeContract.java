// SPDX-License-Identifier: Apache-2.0
package io.countersign.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.countersign.FollowUp;
import io.countersign.MismatchException;
import io.countersign.Outcome;
import io.countersign.Payment;
import io.countersign.PaymentClient;
import io.countersign.PaymentCloser;
import io.countersign.PaymentRef;
import io.countersign.PaymentRequest;
import io.countersign.PaymentReverser;
import io.countersign.PaymentState;
import io.countersign.Refund;
import io.countersign.RefundFinder;
import io.countersign.RefundRequest;
import io.countersign.RetryPolicy;
import io.countersign.Signal;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** How an attempt of which nobody knows how it ended is followed up until the provider says so. */
abstract class UnknownOutcomeContract extends RepeatContract {

  @Test
  void anUnknownCreationThatArrivedIsResolvedAsPaid() {
    needs(ContractPart.CREATION_BY_CALL);
    PaymentClient client = client(setup(RetryPolicy.none()));
    PaymentRequest<?> request = request(mainScene());
    PaymentRef ref = client.ref(request);
    gateway.inject(GatewayCall.CREATE, GatewayFault.ANSWER_DROPPED, true, 1);
    FollowUp next = unknown(client.create(request)).followUp();
    gateway.pay(ref);

    Optional<Payment> last = resolve(client, request, next);

    assertThat(last.orElseThrow().isPaid()).isTrue();
    assertThat(gateway.charges(ref.number())).isEqualTo(1);
    assertThat(signals.of(Signal.PaymentAsked.class))
        .anyMatch(asked -> asked.state().equals(Optional.of(PaymentState.PAID)));
  }

  @Test
  void anUnknownCreationThatIsNeverPaidEndsOnlyByTheProvidersWord() {
    needs(ContractPart.CREATION_BY_CALL, ContractPart.KNOWN_WHEN_MADE);
    PaymentClient client = client(setup(RetryPolicy.none()));
    PaymentRequest<?> request = request(mainScene());
    gateway.inject(GatewayCall.CREATE, GatewayFault.ANSWER_DROPPED, true, 1);
    FollowUp next = unknown(client.create(request)).followUp();

    Optional<Payment> last = resolve(client, request, next);

    assertUnpaidForGood(client, request, last.orElseThrow());
    assertThat(gateway.charges(request.id().number())).isZero();
  }

  @Test
  void anOrderThatNobodyOpensEndsWithTheStatementAndNeverAsUnpaid() {
    assumeTrue(gateway.without().contains(ContractPart.KNOWN_WHEN_MADE));
    PaymentClient client = steadyClient();
    PaymentRequest<?> request = request(mainScene());
    accepted(client.create(request));
    PaymentRef ref = client.ref(request);

    FollowUp next = client.followUp(ref, Optional.empty(), gateway.clock().instant());
    for (int step = 0; step < 500 && !(next instanceof FollowUp.Reconcile); step++) {
      assertThat(next).isInstanceOfAny(FollowUp.Ask.class, FollowUp.RepeatSame.class);
      waitUntil(next instanceof FollowUp.Ask ask ? ask.at() : ((FollowUp.RepeatSame) next).at());
      next = client.followUp(ref, client.find(ref), gateway.clock().instant());
    }

    assertThat(next).isInstanceOf(FollowUp.Reconcile.class);
    assertThat(gateway.clock().instant()).isAfter(lastMomentToPay(request));
  }

  @Test
  void anUnknownPaymentCodeThatWasChargedIsResolvedAsPaidOrReversed() {
    needs(ContractPart.PAYMENT_CODE);
    PaymentClient client = client(setup(RetryPolicy.none()));
    PaymentRequest<?> request = request(gateway.paymentCode().orElseThrow());
    gateway.inject(GatewayCall.CODE_PAYMENT, GatewayFault.ANSWER_DROPPED, true, 1);
    FollowUp next = unknown(client.create(request)).followUp();

    Optional<Payment> last = resolve(client, request, next);

    assertThat(last.orElseThrow().state()).isIn(PaymentState.PAID, PaymentState.CLOSED);
    assertThat(gateway.charges(request.id().number())).isEqualTo(1);
  }

  @TestFactory
  Stream<DynamicTest> anUnknownRefundIsResolvedAndMadeOnce() {
    needs(ContractPart.REFUND);
    return Stream.of(true, false)
        .map(
            processed ->
                dynamicTest(
                    processed ? "the request arrived" : "the request did not arrive",
                    () -> {
                      PaymentClient client = client(setup(RetryPolicy.none()));
                      PaymentClient blind =
                          blindClient(GatewayCall.REFUND, setup(RetryPolicy.none()));
                      PaymentRef paid = paidOrder(client);
                      RefundRequest request = fullRefund(paid);
                      gateway.inject(GatewayCall.REFUND, GatewayFault.ANSWER_DROPPED, processed, 1);
                      FollowUp next = unknown(blind.refund(request)).followUp();

                      resolve(client, request, next);

                      assertThat(gateway.refunded(paid.number())).isEqualTo(gateway.amount());
                    }));
  }

  @Test
  void anUnpaidOrderIsFollowedUpUntilTheProviderSaysThatItIsOver() {
    PaymentClient client = steadyClient();
    PaymentRequest<?> request = request(mainScene());
    PaymentRef ref = begun(client, request);
    FollowUp next = client.followUp(ref, client.find(ref), gateway.clock().instant());
    assertThat(next).isNotInstanceOf(FollowUp.Done.class);

    Optional<Payment> last = resolve(client, request, next);

    assertUnpaidForGood(client, request, last.orElseThrow());
  }

  /** The provider has ended it or, where it ends nothing, says after the end that it is unpaid. */
  private void assertUnpaidForGood(PaymentClient client, PaymentRequest<?> request, Payment last) {
    if (client instanceof PaymentCloser || last.state() != PaymentState.AWAITING_PAYER) {
      assertThat(last.state()).isIn(PaymentState.CLOSED, PaymentState.FAILED);
    } else {
      assertThat(last.evidence().at()).isAfterOrEqualTo(lastMomentToPay(request));
    }
  }

  @Test
  void aPaidOrderNeedsNoFollowUp() {
    PaymentClient client = steadyClient();
    PaymentRef paid = paidOrder(client);

    FollowUp next = client.followUp(paid, client.find(paid), gateway.clock().instant());

    assertThat(next).isInstanceOf(FollowUp.Done.class);
  }

  @Test
  void followUpSendsNothing() {
    PaymentClient client = steadyClient();
    PaymentRef ref = client.ref(request(mainScene()));

    FollowUp next = client.followUp(ref, Optional.empty(), gateway.clock().instant());

    assertThat(next).isNotInstanceOf(FollowUp.Done.class);
    assertThat(requestsOfAllKinds()).isZero();
  }

  private static Outcome.Unknown<?> unknown(Outcome<?> outcome) {
    assertThat(outcome).isInstanceOf(Outcome.Unknown.class);
    return (Outcome.Unknown<?>) outcome;
  }

  /** Follows an attempt up, as a shop's timer does, until nothing is left to do. */
  private Optional<Payment> resolve(
      PaymentClient client, PaymentRequest<?> request, FollowUp first) {
    PaymentRef ref = client.ref(request);
    Optional<Payment> last = Optional.empty();
    FollowUp next = FollowUp.parse(first.toText());
    for (int step = 0; step < 500; step++) {
      if (next instanceof FollowUp.Done) {
        assertThat(last).isPresent();
        if (!last.get().state().isFinal()) {
          assertUnpaidForGood(client, request, last.get());
        }
        return last;
      }
      if (next instanceof FollowUp.Ask ask) {
        waitUntil(ask.at());
      } else if (next instanceof FollowUp.RepeatSame repeat) {
        waitUntil(repeat.at());
        client.create(request);
      } else if (next instanceof FollowUp.Close close) {
        waitUntil(close.at());
        ((PaymentCloser) client).close(ref);
      } else if (next instanceof FollowUp.Reverse reverse) {
        waitUntil(reverse.at());
        ((PaymentReverser) client).reverse(ref);
      } else {
        throw new AssertionError("left to a person, though the provider answers every question");
      }
      last = client.find(ref);
      next = client.followUp(ref, last, gateway.clock().instant());
    }
    throw new AssertionError("no end after 500 steps; last: " + next.toText());
  }

  private void resolve(PaymentClient client, RefundRequest request, FollowUp first) {
    FollowUp next = FollowUp.parse(first.toText());
    if (next instanceof FollowUp.Ask ask && client instanceof RefundFinder finder) {
      waitUntil(ask.at());
      Optional<Refund> found = finder.findRefund(request.payment(), request.refundId());
      if (found.isPresent()) {
        assertThat(found.get().amount()).isEqualTo(request.amount());
        return;
      }
    } else if (gateway.without().contains(ContractPart.REFUND_ID)) {
      waitUntil(((FollowUp.Ask) next).at());
    } else {
      assertThat(next).isInstanceOf(FollowUp.RepeatSame.class);
      waitUntil(((FollowUp.RepeatSame) next).at());
    }
    gateway.advance(BETWEEN_REFUNDS);
    try {
      assertThat(client.refund(request)).isNotInstanceOf(Outcome.Unknown.class);
    } catch (MismatchException done) {
      assertThat(gateway.without()).contains(ContractPart.REFUND_ID);
    }
  }

  private void waitUntil(Instant moment) {
    Duration left = Duration.between(gateway.clock().instant(), moment);
    if (!left.isNegative() && !left.isZero()) {
      gateway.advance(left);
    }
  }
}
