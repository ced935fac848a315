// SPDX-License-Identifier: Apache-2.0
package io.countersign.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.countersign.Evidence;
import io.countersign.FollowUp;
import io.countersign.MismatchException;
import io.countersign.Payment;
import io.countersign.PaymentClient;
import io.countersign.PaymentCloser;
import io.countersign.PaymentRef;
import io.countersign.PaymentRequest;
import io.countersign.PaymentReverser;
import io.countersign.PaymentState;
import io.countersign.ReceivedReply;
import io.countersign.ReceivedReply.Result;
import io.countersign.Refund;
import io.countersign.RefundFinder;
import io.countersign.RefundRequest;
import io.countersign.RefundState;
import io.countersign.RetryPolicy;
import io.countersign.TransactionFinder;
import io.countersign.UnavailableException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What a question may answer, on which evidence, and that nothing is sent after the deadline. */
abstract class ReadingContract extends SignedFormContract {

  @Test
  void anOrderThatNobodyMadeIsNotFoundAndThatIsNotARefusal() {
    PaymentClient client = steadyClient();
    PaymentRef nobodys = gateway.reference(freshId(), gateway.amount());

    assertThat(client.find(nobodys)).isEmpty();
    if (client instanceof RefundFinder finder) {
      assertThat(finder.findRefund(paidOrder(client), refundId())).isEmpty();
    }
  }

  @TestFactory
  Stream<DynamicTest> aQuestionIsRepeatedWithinThePolicyAndThenUnavailable() {
    List<DynamicTest> tests = new ArrayList<>();
    for (GatewayFault fault :
        List.of(
            GatewayFault.ANSWER_DROPPED,
            GatewayFault.BAD_GATEWAY_HTML,
            GatewayFault.TRUNCATED_ANSWER)) {
      tests.add(
          dynamicTest(
              "answered by " + fault,
              () -> {
                PaymentClient client = client(setup(RetryPolicy.standard()));
                PaymentRef paid = paidOrder(steadyClient());
                gateway.inject(GatewayCall.FIND, fault, true, 1);
                int before = gateway.requests(GatewayCall.FIND);

                assertThat(client.find(paid).orElseThrow().isPaid()).isTrue();
                assertThat(gateway.requests(GatewayCall.FIND) - before).isEqualTo(2);

                gateway.inject(GatewayCall.FIND, fault, true, 100);
                before = gateway.requests(GatewayCall.FIND);
                assertThatExceptionOfType(UnavailableException.class)
                    .isThrownBy(() -> client.find(paid));
                assertThat(gateway.requests(GatewayCall.FIND) - before)
                    .isEqualTo(RetryPolicy.standard().attempts());
                gateway.clearFaults();
              }));
    }
    return tests.stream();
  }

  @TestFactory
  Stream<DynamicTest> aQuestionWhoseAnswerIsNotProvenIsNotAnswered() {
    List<DynamicTest> tests = new ArrayList<>();
    for (GatewayFault fault :
        List.of(
            GatewayFault.WRONG_SIGNATURE,
            GatewayFault.MISSING_SIGNATURE,
            GatewayFault.UNKNOWN_KEY,
            GatewayFault.STALE_SIGNATURE,
            GatewayFault.HTML_WITH_200,
            GatewayFault.EMPTY_ANSWER,
            GatewayFault.JSON_ARRAY,
            GatewayFault.REDIRECT,
            GatewayFault.HUGE_ANSWER)) {
      if (canHappen(GatewayCall.FIND, fault)) {
        tests.add(
            dynamicTest(
                "answered by " + fault,
                () -> {
                  PaymentClient client = client(setup(RetryPolicy.none()));
                  PaymentRef paid = paidOrder(steadyClient());
                  gateway.inject(GatewayCall.FIND, fault, true, 100);

                  assertThatExceptionOfType(UnavailableException.class)
                      .isThrownBy(() -> client.find(paid));
                  gateway.clearFaults();
                }));
      }
    }
    return tests.stream();
  }

  @Test
  void anUnsignedNotFoundIsAtMostAnEmptyAnswer() {
    assumeTrue(canHappen(GatewayCall.FIND, GatewayFault.UNSIGNED_NOT_FOUND));
    PaymentClient client = client(setup(RetryPolicy.none()));
    PaymentRef ref = openOrder(steadyClient());
    gateway.inject(GatewayCall.FIND, GatewayFault.UNSIGNED_NOT_FOUND, true, 100);

    Optional<Payment> found = Optional.empty();
    Throwable thrown = null;
    try {
      found = client.find(ref);
    } catch (UnavailableException notProven) {
      thrown = notProven;
    }

    assertThat(found).isEmpty();
    FollowUp next = client.followUp(ref, found, gateway.clock().instant());
    assertThat(next)
        .describedAs("after %s", thrown == null ? "an empty answer" : "no answer")
        .isNotInstanceOfAny(FollowUp.Done.class, FollowUp.Reconcile.class);
  }

  @TestFactory
  Stream<DynamicTest> aProvenAnswerAboutSomethingElseIsAMismatchAndAskedOnce() {
    return Stream.of(
            GatewayFault.WRONG_AMOUNT, GatewayFault.OTHER_ORDER, GatewayFault.OTHER_MERCHANT)
        .filter(fault -> canHappen(GatewayCall.FIND, fault))
        .map(
            fault ->
                dynamicTest(
                    fault.name(),
                    () -> {
                      PaymentClient client = client(setup(RetryPolicy.standard()));
                      PaymentRef paid = paidOrder(steadyClient());
                      gateway.inject(GatewayCall.FIND, fault, true, 100);
                      int before = gateway.requests(GatewayCall.FIND);

                      assertThatExceptionOfType(MismatchException.class)
                          .isThrownBy(() -> client.find(paid));

                      assertThat(gateway.requests(GatewayCall.FIND) - before).isEqualTo(1);
                      gateway.clearFaults();
                    }));
  }

  @Test
  void aSignedAnswerIsItsEvidence() {
    PaymentClient client = steadyClient();
    PaymentRef paid = paidOrder(client);

    Payment found = client.find(paid).orElseThrow();

    Evidence.Kind kind = found.evidence().kind();
    if (canHappen(GatewayCall.FIND, GatewayFault.MISSING_SIGNATURE)) {
      assertThat(kind).isEqualTo(Evidence.Kind.SIGNED_ANSWER);
    } else {
      assertThat(kind).isIn(Evidence.Kind.TRANSPORT_ONLY, Evidence.Kind.ENCRYPTED_ANSWER);
    }
    assertThat(found.evidence().keyId().isPresent())
        .isEqualTo(!gateway.without().contains(ContractPart.KEY_ID));
    assertThat(found.evidence().at()).isEqualTo(gateway.clock().instant());
    assertThat(found.orderTotal()).contains(gateway.amount());
    assertThat(found.paidAt()).isPresent();
  }

  @Test
  void aReferenceWorksAgainInAnotherClientAfterItWasStored() {
    PaymentRef paid = paidOrder(steadyClient());
    String stored = paid.toString();

    PaymentClient later = steadyClient();
    PaymentRef ref = PaymentRef.parse(stored);

    assertThat(later.find(ref).orElseThrow().isPaid()).isTrue();
    if (gateway.has(GatewayCall.REFUND)) {
      accepted(later.refund(fullRefund(ref)));
      assertThat(gateway.refunded(ref.number())).isEqualTo(gateway.amount());
    }
  }

  @Test
  void theReferenceIsKnownBeforeAnythingIsSent() {
    PaymentClient client = steadyClient();
    PaymentRequest<?> request = request(mainScene());

    PaymentRef before = client.ref(request);
    assertThat(requestsOfAllKinds()).isZero();
    begun(client, request);
    gateway.pay(before);

    assertThat(before.provider()).isEqualTo(gateway.provider()).isEqualTo(client.provider());
    assertThat(client.find(before).orElseThrow().isPaid()).isTrue();
  }

  @Test
  void aPaymentIsFoundByTheProvidersOwnNumber() {
    PaymentClient client = steadyClient();
    needs(ContractPart.TRANSACTION_LOOKUP);
    PaymentRef paid = paidOrder(client);
    String transactionId = client.find(paid).orElseThrow().ref().transactionId().orElseThrow();

    Payment found = ((TransactionFinder) client).findTransaction(transactionId).orElseThrow();

    assertThat(found.isPaid()).isTrue();
    assertThat(found.ref().number()).isEqualTo(paid.number());
  }

  @Test
  void anOrderThatWasNotMadeByUsIsFoundRefundedAndItsNotificationAccepted() {
    PaymentClient client = steadyClient();
    PaymentRef foreign = gateway.orderMadeElsewhere(gateway.amount());
    gateway.pay(foreign);

    Payment found = client.find(foreign).orElseThrow();
    ModelShop shop = new ModelShop(foreign);
    ReceivedReply reply = handle(client, genuine(foreign), shop);

    assertThat(found.isPaid()).isTrue();
    assertThat(reply.result()).isEqualTo(Result.HANDLED);
    assertThat(shop.payments()).hasSize(1);
    if (gateway.has(GatewayCall.REFUND)) {
      accepted(client.refund(fullRefund(foreign)));
      assertThat(gateway.refunded(foreign.number())).isEqualTo(gateway.amount());
    }
  }

  @Test
  void aRefundIsFoundAndReachesThePayer() {
    PaymentClient client = steadyClient();
    needs(ContractPart.REFUND_LOOKUP);
    RefundFinder finder = (RefundFinder) client;
    PaymentRef paid = paidOrder(client);
    RefundRequest request = fullRefund(paid);
    accepted(client.refund(request));

    assertThat(finder.findRefund(paid, request.refundId()).orElseThrow().amount())
        .isEqualTo(gateway.amount());
    gateway.completeRefund(request.refundId());

    Refund refund = finder.findRefund(paid, request.refundId()).orElseThrow();
    assertThat(refund.state()).isEqualTo(RefundState.REFUNDED);
    assertThat(refund.refundId()).isEqualTo(request.refundId());
    assertThat(refund.paymentNumber()).isEqualTo(paid.number());
    assertThat(client.find(paid).orElseThrow().state())
        .describedAs("a refund never changes paid")
        .isEqualTo(PaymentState.PAID);
  }

  @Test
  void aRefundNeverChangesThatItWasPaid() {
    needs(ContractPart.REFUND);
    PaymentClient client = steadyClient();
    PaymentRef paid = paidOrder(client);
    RefundRequest request = fullRefund(paid);

    accepted(client.refund(request));
    gateway.completeRefund(request.refundId());

    assertThat(gateway.refunded(paid.number())).isEqualTo(gateway.amount());
    assertThat(client.find(paid).orElseThrow().state()).isEqualTo(PaymentState.PAID);
    assertThat(client.followUp(paid, client.find(paid), gateway.clock().instant()))
        .isInstanceOf(FollowUp.Done.class);
  }

  // ---------------------------------------------------------------- deadlines

  @Test
  void nothingIsSentAfterTheDeadline() {
    PaymentClient client = steadyClient();
    PaymentRef paid = paidOrder(client);
    PaymentRef open = openOrder(client);
    PaymentClient late = client.before(gateway.clock().instant());
    int before = requestsOfAllKinds();

    assertThatExceptionOfType(UnavailableException.class).isThrownBy(() -> late.find(paid));
    if (gateway.has(GatewayCall.REFUND)) {
      assertThatExceptionOfType(UnavailableException.class)
          .isThrownBy(() -> late.refund(fullRefund(paid)));
    }
    if (gateway.has(GatewayCall.CREATE)) {
      assertThatExceptionOfType(UnavailableException.class)
          .isThrownBy(() -> late.create(request(mainScene())));
    }
    if (late instanceof PaymentCloser closer) {
      assertThatExceptionOfType(UnavailableException.class).isThrownBy(() -> closer.close(open));
    }

    assertThat(requestsOfAllKinds()).isEqualTo(before);
    assertThat(client.find(paid).orElseThrow().isPaid())
        .describedAs("the client itself has no deadline")
        .isTrue();
  }

  @Test
  void aClientWithADeadlineKeepsEveryAbility() {
    PaymentClient client = steadyClient();
    PaymentClient limited = client.before(gateway.clock().instant().plusSeconds(600));

    assertThat(limited instanceof PaymentCloser).isEqualTo(client instanceof PaymentCloser);
    assertThat(limited instanceof PaymentReverser).isEqualTo(client instanceof PaymentReverser);
    assertThat(limited instanceof RefundFinder).isEqualTo(client instanceof RefundFinder);
    assertThat(limited instanceof TransactionFinder).isEqualTo(client instanceof TransactionFinder);
    assertThat(limited.find(paidOrder(limited)).orElseThrow().isPaid()).isTrue();
  }
}
