// SPDX-License-Identifier: Apache-2.0
package io.countersign.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.countersign.Evidence;
import io.countersign.FollowUp;
import io.countersign.InvalidNotificationException;
import io.countersign.InvalidRequestException;
import io.countersign.MismatchException;
import io.countersign.Money;
import io.countersign.NotificationAction;
import io.countersign.NotificationHandler;
import io.countersign.Outcome;
import io.countersign.Payment;
import io.countersign.PaymentChanged;
import io.countersign.PaymentClient;
import io.countersign.PaymentCloser;
import io.countersign.PaymentException;
import io.countersign.PaymentId;
import io.countersign.PaymentRef;
import io.countersign.PaymentRequest;
import io.countersign.PaymentReverser;
import io.countersign.PaymentState;
import io.countersign.ReceivedReply;
import io.countersign.ReceivedReply.Result;
import io.countersign.ReceivedRequest;
import io.countersign.Refund;
import io.countersign.RefundChanged;
import io.countersign.RefundFinder;
import io.countersign.RefundRequest;
import io.countersign.RefundState;
import io.countersign.Rejection;
import io.countersign.ReplayGuard;
import io.countersign.RetryPolicy;
import io.countersign.Scene;
import io.countersign.Signal;
import io.countersign.TransactionFinder;
import io.countersign.UnavailableException;
import io.countersign.http.HttpTransport;
import io.countersign.http.OkHttpTransport;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * What a {@link PaymentClient} must do, whoever the provider is: how a write ends, how a
 * notification is believed, and that no accident charges twice or loses a payment. Each provider
 * extends it with its own gateway.
 *
 * <p>Requests are counted at the gateway, not at the client.
 */
public abstract class PaymentClientContract {

  private static final Duration AFTER_THE_LEASE = Duration.ofSeconds(61);
  private static final Duration TIME_TO_PAY = Duration.ofMinutes(30);

  /** No provider minds a second refund of one order after this. */
  private static final Duration BETWEEN_REFUNDS = Duration.ofMinutes(2);

  private final SignalLog signals = new SignalLog();
  private final Random random = new Random(20_261_101);
  private final AtomicInteger refundIds = new AtomicInteger();
  private ProviderUnderTest gateway;

  /** A merchant of its own at a gateway; closed after the test. */
  protected abstract ProviderUnderTest open();

  @BeforeEach
  void openGateway() {
    gateway = open();
  }

  @AfterEach
  void closeGateway() {
    gateway.close();
  }

  // ---------------------------------------------------------------- how a write ends

  @Test
  void everyKindOfSceneIsEitherServedOrRefused() {
    Set<Class<?>> kinds = new HashSet<>();
    gateway.scenesThatWork().forEach(scene -> kinds.add(scene.getClass()));
    gateway.scenesThatAreRefused().forEach(scene -> kinds.add(scene.getClass()));
    gateway.paymentCode().ifPresent(scene -> kinds.add(scene.getClass()));

    assertThat(kinds)
        .containsExactlyInAnyOrder(
            Arrays.stream(Scene.class.getPermittedSubclasses()).toArray(Class<?>[]::new));
  }

  @TestFactory
  Stream<DynamicTest> aServedSceneIsAcceptedAndAcceptedIsNotPaid() {
    PaymentClient client = steadyClient();
    return gateway.scenesThatWork().stream()
        .map(
            scene ->
                dynamicTest(
                    scene.getClass().getSimpleName(),
                    () -> {
                      PaymentRequest<?> request = request(scene);

                      Outcome<?> outcome = client.create(request);

                      Outcome.Accepted<?> accepted = accepted(outcome);
                      assertThat(accepted.value()).isNotNull();
                      PaymentRef ref = accepted.payment().orElseThrow();
                      assertThat(ref.number()).isEqualTo(request.id().number());
                      assertThat(ref.total()).isEqualTo(request.amount());
                      assertThat(gateway.charges(ref.number())).isZero();
                      client.find(ref).ifPresent(found -> assertThat(found.isPaid()).isFalse());

                      gateway.pay(ref);

                      assertThat(client.find(ref).orElseThrow().isPaid()).isTrue();
                      assertThat(gateway.charges(ref.number())).isEqualTo(1);
                    }));
  }

  @TestFactory
  Stream<DynamicTest> aSceneThatIsNotServedIsRefusedBeforeAnythingIsSent() {
    PaymentClient client = steadyClient();
    return gateway.scenesThatAreRefused().stream()
        .map(
            scene ->
                dynamicTest(
                    scene.getClass().getSimpleName(), () -> assertNothingIsSent(client, scene)));
  }

  private void assertNothingIsSent(PaymentClient client, Scene<?> scene) {
    int before = requestsOfAllKinds();

    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> client.create(request(scene)));

    assertThat(requestsOfAllKinds()).isEqualTo(before);
  }

  @Test
  void anOptionOfAnotherProviderIsRefusedBeforeAnythingIsSent() {
    PaymentClient client = steadyClient();
    PaymentRef paid = paidOrder(client);
    int before = requestsOfAllKinds();

    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> client.create(requestBuilder().with(foreign()).build()));
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> client.refund(fullRefund(paid).with(foreign())));

    assertThat(requestsOfAllKinds()).isEqualTo(before);
  }

  @Test
  void anUnknownCurrencyIsRefusedBeforeAnythingIsSent() {
    PaymentClient client = steadyClient();

    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(
            () ->
                client.create(
                    requestBuilder().amount(gateway.amountInAnUnknownCurrency()).build()));

    assertThat(requestsOfAllKinds()).isZero();
  }

  @Test
  void aDescriptionCutInTheMiddleOfAnEmojiIsRefusedBeforeAnythingIsSent() {
    PaymentClient client = steadyClient();

    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> client.create(requestBuilder().description("tea \ud83c").build()));
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> client.create(requestBuilder().description("tea\u0000").build()));

    assertThat(requestsOfAllKinds()).isZero();
  }

  @Test
  void aReferenceOfAnotherProviderIsRefusedBeforeAnythingIsSent() {
    PaymentClient client = steadyClient();
    PaymentRef foreign = PaymentRef.of("nobodypay", freshId(), gateway.amount());

    assertThatExceptionOfType(InvalidRequestException.class).isThrownBy(() -> client.find(foreign));
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> client.refund(fullRefund(foreign)));

    assertThat(requestsOfAllKinds()).isZero();
  }

  @TestFactory
  Stream<DynamicTest> aWriteThatProvablyWasNotSentIsRepeatedAndThenUnavailable() {
    return writes()
        .map(
            call ->
                dynamicTest(
                    call.name(),
                    () -> {
                      UnreachableTransport network = new UnreachableTransport();
                      RetryPolicy policy = RetryPolicy.standard();
                      Write write = write(call, client(setup(policy).with(network)));
                      int before = requestsOfAllKinds();

                      assertThatExceptionOfType(UnavailableException.class)
                          .isThrownBy(write.action::get);

                      assertThat(network.tries()).isEqualTo(policy.attempts());
                      assertThat(requestsOfAllKinds()).isEqualTo(before);
                    }));
  }

  @TestFactory
  Stream<DynamicTest> aWriteWhoseConnectionBreaksIsSentOnceWithoutARetryPolicyAndUnknown() {
    return forEachWrite(
        (call, processed) -> {
          Write write = write(call, client(setup(RetryPolicy.none())));
          assertThat(gateway.inject(call, GatewayFault.ANSWER_DROPPED, processed, 1)).isTrue();
          int before = gateway.requests(call);

          Outcome<?> outcome = write.action.get();

          assertThat(outcome).isInstanceOf(Outcome.Unknown.class);
          assertThat(gateway.requests(call) - before).isEqualTo(1);
          assertUnknownWasSignalled(write);
        });
  }

  @TestFactory
  Stream<DynamicTest> aWriteWhoseConnectionsAllBreakIsRepeatedOnlyWhereThatIsHarmless() {
    return forEachWrite(
        (call, processed) -> {
          RetryPolicy policy = RetryPolicy.standard();
          Write write = write(call, client(setup(policy)));
          assertThat(gateway.inject(call, GatewayFault.ANSWER_DROPPED, processed, 100)).isTrue();
          int before = gateway.requests(call);

          Outcome<?> outcome = write.action.get();

          assertThat(outcome).isInstanceOf(Outcome.Unknown.class);
          assertThat(gateway.requests(call) - before)
              .isEqualTo(gateway.repeatsWhenMaybeSent(call) ? policy.attempts() : 1);
          assertUnknownWasSignalled(write);
        });
  }

  @TestFactory
  Stream<DynamicTest> oneBrokenConnectionIsHealedWhereARepeatIsHarmless() {
    return writes()
        .filter(gateway::repeatsWhenMaybeSent)
        .map(
            call ->
                dynamicTest(
                    call.name(),
                    () -> {
                      Write write = write(call, client(setup(RetryPolicy.standard())));
                      gateway.inject(call, GatewayFault.ANSWER_DROPPED, true, 1);
                      int before = gateway.requests(call);

                      accepted(write.action.get());

                      assertThat(gateway.requests(call) - before).isEqualTo(2);
                    }));
  }

  @TestFactory
  Stream<DynamicTest> aWriteWhoseAnswerProvesNothingIsUnknown() {
    List<DynamicTest> tests = new ArrayList<>();
    for (GatewayCall call : writes().toList()) {
      for (GatewayFault fault : GatewayFault.values()) {
        if (fault.provesNothing() && fault != GatewayFault.HANGING && canHappen(call, fault)) {
          tests.add(
              dynamicTest(
                  call + " answered by " + fault,
                  () -> {
                    signals.forget();
                    Write write = write(call, client(setup(RetryPolicy.none())));
                    gateway.inject(call, fault, true, 1);
                    int before = gateway.requests(call);

                    Outcome<?> outcome = write.action.get();

                    gateway.clearFaults();
                    assertThat(outcome).isInstanceOf(Outcome.Unknown.class);
                    assertThat(gateway.requests(call) - before).isEqualTo(1);
                    assertUnknownWasSignalled(write);
                  }));
        }
      }
    }
    return tests.stream();
  }

  @TestFactory
  Stream<DynamicTest> aWriteThatIsNotHarmlessToRepeatIsSentOnceWhateverTheAnswer() {
    List<DynamicTest> tests = new ArrayList<>();
    for (GatewayCall call : writes().toList()) {
      for (GatewayFault fault : GatewayFault.values()) {
        if (fault.provesNothing()
            && fault != GatewayFault.HANGING
            && !gateway.repeatsWhenMaybeSent(call)
            && canHappen(call, fault)) {
          tests.add(
              dynamicTest(
                  call + " answered by " + fault,
                  () -> {
                    Write write = write(call, client(setup(RetryPolicy.standard())));
                    gateway.inject(call, fault, true, 100);
                    int before = gateway.requests(call);

                    Outcome<?> outcome = write.action.get();

                    gateway.clearFaults();
                    assertThat(outcome).isInstanceOf(Outcome.Unknown.class);
                    assertThat(gateway.requests(call) - before).isEqualTo(1);
                  }));
        }
      }
    }
    return tests.stream();
  }

  @TestFactory
  Stream<DynamicTest> aWriteThatGetsNoAnswerInTimeIsUnknown() {
    return writes()
        .map(
            call ->
                dynamicTest(
                    call.name(),
                    () -> {
                      Write write =
                          write(
                              call, client(setup(RetryPolicy.none()).with(Duration.ofMillis(300))));
                      assertThat(gateway.inject(call, GatewayFault.HANGING, true, 1)).isTrue();
                      int before = gateway.requests(call);

                      Outcome<?> outcome = write.action.get();

                      gateway.clearFaults();
                      assertThat(outcome).isInstanceOf(Outcome.Unknown.class);
                      assertThat(gateway.requests(call) - before).isEqualTo(1);
                    }));
  }

  @TestFactory
  Stream<DynamicTest> aSignedRefusalThatIsListedAsNothingHappenedIsRejected() {
    return writesWith(GatewayFault.SIGNED_REFUSAL)
        .map(
            call ->
                dynamicTest(
                    call.name(),
                    () -> {
                      Rejection rejection = refusalOf(call, GatewayFault.SIGNED_REFUSAL);

                      assertThat(rejection.verified()).isTrue();
                      assertThat(rejection.provider()).isEqualTo(gateway.provider());
                      assertThat(rejection.code()).isNotBlank();
                      assertThat(rejection.remedy()).isNotBlank();
                    }));
  }

  @TestFactory
  Stream<DynamicTest> anUnsignedRefusalBeforeProcessingIsRejectedAndSaysThatItIsNotVerified() {
    return writesWith(GatewayFault.UNSIGNED_REFUSAL)
        .map(
            call ->
                dynamicTest(
                    call.name(),
                    () -> {
                      Rejection rejection = refusalOf(call, GatewayFault.UNSIGNED_REFUSAL);

                      assertThat(rejection.verified()).isFalse();
                      assertThat(rejection.remedy()).isNotBlank();
                    }));
  }

  @TestFactory
  Stream<DynamicTest> aRefusalSaysNothingAboutAnEarlierAttemptThatMayHaveBeenSent() {
    return writesWith(GatewayFault.SIGNED_REFUSAL)
        .filter(gateway::repeatsWhenMaybeSent)
        .map(
            call ->
                dynamicTest(
                    call.name(),
                    () -> {
                      Write write = write(call, client(setup(RetryPolicy.standard())));
                      gateway.inject(call, GatewayFault.ANSWER_DROPPED, true, 1);
                      gateway.inject(call, GatewayFault.SIGNED_REFUSAL, false, 1);

                      Outcome<?> outcome = write.action.get();

                      gateway.clearFaults();
                      assertThat(outcome).isInstanceOf(Outcome.Unknown.class);
                    }));
  }

  // ---------------------------------------------------------------- conflicts and repeats

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

  // ---------------------------------------------------------------- after an unknown outcome

  @Test
  void anUnknownCreationThatArrivedIsResolvedAsPaid() {
    assumeTrue(gateway.has(GatewayCall.CREATE));
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
    assumeTrue(gateway.has(GatewayCall.CREATE));
    PaymentClient client = client(setup(RetryPolicy.none()));
    PaymentRequest<?> request = request(mainScene());
    gateway.inject(GatewayCall.CREATE, GatewayFault.ANSWER_DROPPED, true, 1);
    FollowUp next = unknown(client.create(request)).followUp();

    Optional<Payment> last = resolve(client, request, next);

    assertThat(last.orElseThrow().state()).isIn(PaymentState.CLOSED, PaymentState.FAILED);
    assertThat(gateway.charges(request.id().number())).isZero();
  }

  @Test
  void anUnknownPaymentCodeThatWasChargedIsResolvedAsPaidOrReversed() {
    assumeTrue(gateway.has(GatewayCall.CODE_PAYMENT));
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
    return Stream.of(true, false)
        .map(
            processed ->
                dynamicTest(
                    processed ? "the request arrived" : "the request did not arrive",
                    () -> {
                      PaymentClient client = client(setup(RetryPolicy.none()));
                      PaymentRef paid = paidOrder(client);
                      RefundRequest request = fullRefund(paid);
                      gateway.inject(GatewayCall.REFUND, GatewayFault.ANSWER_DROPPED, processed, 1);
                      FollowUp next = unknown(client.refund(request)).followUp();

                      resolve(client, request, next);

                      assertThat(gateway.refunded(paid.number())).isEqualTo(gateway.amount());
                    }));
  }

  @Test
  void anUnpaidOrderIsFollowedUpUntilTheProviderSaysThatItIsOver() {
    PaymentClient client = steadyClient();
    PaymentRequest<?> request = request(mainScene());
    PaymentRef ref = accepted(client.create(request)).payment().orElseThrow();
    FollowUp next = client.followUp(ref, client.find(ref), gateway.clock().instant());
    assertThat(next).isNotInstanceOf(FollowUp.Done.class);

    Optional<Payment> last = resolve(client, request, next);

    assertThat(last.orElseThrow().state()).isIn(PaymentState.CLOSED, PaymentState.FAILED);
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

  // ---------------------------------------------------------------- reading

  @Test
  void anOrderThatNobodyMadeIsNotFoundAndThatIsNotARefusal() {
    PaymentClient client = steadyClient();
    PaymentRef nobodys = PaymentRef.of(gateway.provider(), freshId(), gateway.amount());

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
      assertThat(found.evidence().keyId()).isPresent();
    } else {
      assertThat(kind).isEqualTo(Evidence.Kind.TRANSPORT_ONLY);
    }
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
    accepted(later.refund(fullRefund(ref)));
    assertThat(gateway.refunded(ref.number())).isEqualTo(gateway.amount());
  }

  @Test
  void theReferenceIsKnownBeforeAnythingIsSent() {
    PaymentClient client = steadyClient();
    PaymentRequest<?> request = request(mainScene());

    PaymentRef before = client.ref(request);
    assertThat(requestsOfAllKinds()).isZero();
    accepted(client.create(request));
    gateway.pay(before);

    assertThat(before.provider()).isEqualTo(gateway.provider()).isEqualTo(client.provider());
    assertThat(client.find(before).orElseThrow().isPaid()).isTrue();
  }

  @Test
  void aPaymentIsFoundByTheProvidersOwnNumber() {
    PaymentClient client = steadyClient();
    assumeTrue(client instanceof TransactionFinder);
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
    accepted(client.refund(fullRefund(foreign)));

    assertThat(found.isPaid()).isTrue();
    assertThat(reply.result()).isEqualTo(Result.HANDLED);
    assertThat(shop.payments()).hasSize(1);
    assertThat(gateway.refunded(foreign.number())).isEqualTo(gateway.amount());
  }

  @Test
  void aRefundIsFoundAndReachesThePayer() {
    PaymentClient client = steadyClient();
    assumeTrue(client instanceof RefundFinder);
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

  // ---------------------------------------------------------------- deadlines

  @Test
  void nothingIsSentAfterTheDeadline() {
    PaymentClient client = steadyClient();
    PaymentRef paid = paidOrder(client);
    PaymentRef open = openOrder(client);
    PaymentClient late = client.before(gateway.clock().instant());
    int before = requestsOfAllKinds();

    assertThatExceptionOfType(UnavailableException.class).isThrownBy(() -> late.find(paid));
    assertThatExceptionOfType(UnavailableException.class)
        .isThrownBy(() -> late.refund(fullRefund(paid)));
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

  // ---------------------------------------------------------------- how a notification is believed

  @TestFactory
  Stream<DynamicTest> aNotificationIsBelievedAsItDeserves() {
    PaymentClient client = steadyClient();
    return Arrays.stream(NoticeVariant.values())
        .filter(variant -> gateway.notice(variant, paidOrder(client)).isPresent())
        .map(variant -> dynamicTest(variant.name(), () -> assertBelievedAsDeserved(variant)));
  }

  private void assertBelievedAsDeserved(NoticeVariant variant) {
    PaymentClient client = steadyClient();
    PaymentRef paid = paidOrder(client);
    ReceivedRequest raw = gateway.notice(variant, paid).orElseThrow();
    ModelShop shop = new ModelShop(paid);
    WatchedGuard guard = new WatchedGuard(ReplayGuard.inMemory(gateway.clock()));
    signals.forget();

    ReceivedReply reply = client.notifications().guardedBy(guard).handle(raw, shop, shop);

    assertThat(reply.result()).describedAs(reply.detail()).isEqualTo(variant.expected());
    assertThat(gateway.stopsDelivering(reply)).isEqualTo(reply.acknowledged());
    switch (variant.expected()) {
      case HANDLED -> {
        assertThat(reply.acknowledged()).isTrue();
        assertThat(shop.effects()).isEqualTo(1);
        assertThat(guard.asked()).containsExactly("claim", "done");
        assertThat(client.notifications().verify(raw)).isNotNull();
      }
      case REFUSED -> {
        assertThat(reply.acknowledged()).isFalse();
        assertThat(shop.effects()).isZero();
        assertThat(guard.asked()).isEmpty();
        assertThatExceptionOfType(InvalidNotificationException.class)
            .isThrownBy(() -> client.notifications().verify(raw));
        assertThat(signals.of(Signal.NotificationRefused.class)).hasSize(1);
      }
      default -> {
        assertThat(reply.acknowledged()).isFalse();
        assertThat(shop.effects()).isZero();
        assertThat(guard.asked()).describedAs("no claim for what is not confirmed").isEmpty();
        assertThat(signals.of(Signal.ProvenButUnexpected.class)).hasSize(1);
      }
    }
  }

  @Test
  void theCommonForgeriesExistAtEveryProvider() {
    PaymentRef paid = paidOrder(steadyClient());

    assertThat(
            Stream.of(
                    NoticeVariant.GENUINE,
                    NoticeVariant.WRONG_SIGNATURE,
                    NoticeVariant.NO_SIGNATURE,
                    NoticeVariant.SIGNATURE_OF_AS,
                    NoticeVariant.TAMPERED_BODY,
                    NoticeVariant.OTHER_ORDER,
                    NoticeVariant.OTHER_MERCHANT,
                    NoticeVariant.SMALLER_AMOUNT)
                .filter(variant -> gateway.notice(variant, paid).isEmpty()))
        .isEmpty();
    for (GatewayFault fault : List.of(GatewayFault.ANSWER_DROPPED, GatewayFault.HANGING)) {
      assertThat(writes().filter(call -> !canHappen(call, fault))).isEmpty();
    }
  }

  @Test
  void aGenuineNotificationBringsTheShopThePaymentItStored() {
    PaymentClient client = steadyClient();
    PaymentRequest<?> request = request(mainScene());
    PaymentRef stored = client.ref(request);
    accepted(client.create(request));
    gateway.pay(stored);
    ModelShop shop = new ModelShop(stored);

    ReceivedReply reply = handle(client, genuine(stored), shop);

    assertThat(reply.acknowledged()).isTrue();
    Payment payment = shop.payments().get(0);
    assertThat(payment.isPaid()).isTrue();
    assertThat(payment.evidence().kind()).isEqualTo(Evidence.Kind.SIGNED_NOTIFICATION);
    assertThat(payment.ref().id()).isEqualTo(stored.id());
    assertThat(payment.ref().product()).isEqualTo(stored.product());
    assertThat(payment.orderTotal()).contains(stored.total());
    assertThat(shop.repeated()).containsExactly(false);
  }

  @Test
  void notificationAndQuestionTellTheSameStory() {
    PaymentClient client = steadyClient();
    PaymentRef paid = paidOrder(client);
    ModelShop shop = new ModelShop(paid);
    handle(client, genuine(paid), shop);

    Payment told = shop.payments().get(0);
    Payment asked = client.find(paid).orElseThrow();

    assertThat(told.state()).isEqualTo(asked.state());
    assertThat(told.orderTotal()).isEqualTo(asked.orderTotal());
    assertThat(told.paidAt()).isEqualTo(asked.paidAt());
    assertThat(told.ref()).isEqualTo(asked.ref());
  }

  @Test
  void aNotificationGivesItsPaymentOnlyToOneWhoExpectsIt() {
    PaymentClient client = steadyClient();
    PaymentRef paid = paidOrder(client);
    PaymentChanged changed = (PaymentChanged) client.notifications().verify(genuine(paid));
    PaymentRef another = PaymentRef.of(gateway.provider(), freshId(), gateway.amount());
    PaymentRef dearer =
        PaymentRef.of(gateway.provider(), paid.id(), paid.total().plus(gateway.amount()));

    assertThat(changed.number()).isEqualTo(paid.number());
    assertThat(changed.confirm(new ModelShop(paid).of(paid.number()).orElseThrow()).isPaid())
        .isTrue();
    assertThatExceptionOfType(MismatchException.class)
        .isThrownBy(
            () -> changed.confirm(new ModelShop(another).of(another.number()).orElseThrow()));
    assertThatExceptionOfType(MismatchException.class)
        .isThrownBy(() -> changed.confirm(new ModelShop(dearer).of(dearer.number()).orElseThrow()));
  }

  @Test
  void anOrderThatIsNotYetCommittedIsDeliveredAgainAndThenHandled() {
    PaymentClient client = steadyClient();
    PaymentRef paid = paidOrder(client);
    ModelShop shop = new ModelShop();
    NotificationHandler handler = guarded(client);

    assertThat(handler.handle(genuine(paid), shop, shop).result()).isEqualTo(Result.UNEXPECTED);
    shop.expect(paid);
    assertThat(handler.handle(genuine(paid), shop, shop).result()).isEqualTo(Result.HANDLED);
    assertThat(shop.repeated()).containsExactly(false);
  }

  @Test
  void aSecondDeliveryIsAcknowledgedAndDoesNothing() {
    PaymentClient client = steadyClient();
    PaymentRef paid = paidOrder(client);
    ModelShop shop = new ModelShop(paid);
    NotificationHandler handler = guarded(client);
    ReceivedRequest same = genuine(paid);
    handler.handle(same, shop, shop);

    ReceivedReply copy = handler.handle(same, shop, shop);
    ReceivedReply redelivered = handler.handle(genuine(paid), shop, shop);

    assertThat(copy.result()).isEqualTo(Result.ALREADY_HANDLED);
    assertThat(redelivered.result()).isEqualTo(Result.ALREADY_HANDLED);
    assertThat(gateway.stopsDelivering(copy)).isTrue();
    assertThat(gateway.stopsDelivering(redelivered)).isTrue();
    assertThat(shop.effects()).isEqualTo(1);
  }

  @Test
  void aFailedActionIsDeliveredAgainAtOnce() {
    PaymentClient client = steadyClient();
    PaymentRef paid = paidOrder(client);
    ModelShop shop = new ModelShop(paid);
    NotificationHandler handler = guarded(client);

    ReceivedReply failed =
        handler.handle(
            genuine(paid),
            shop,
            (payment, delivery) -> {
              throw new java.io.IOException("the shop's database is away");
            });

    assertThat(failed.result()).isEqualTo(Result.ACTION_FAILED);
    assertThat(gateway.stopsDelivering(failed)).isFalse();
    assertThat(handler.handle(genuine(paid), shop, shop).result()).isEqualTo(Result.HANDLED);
    assertThat(shop.effects()).isEqualTo(1);
  }

  @Test
  void anActionThatCannotFindOutWhatTheShopExpectsIsDeliveredAgain() {
    PaymentClient client = steadyClient();
    PaymentRef paid = paidOrder(client);
    WatchedGuard guard = new WatchedGuard(ReplayGuard.inMemory(gateway.clock()));
    ModelShop shop = new ModelShop(paid);

    ReceivedReply reply =
        client
            .notifications()
            .guardedBy(guard)
            .handle(
                genuine(paid),
                number -> {
                  throw new IllegalStateException("the shop's database is away");
                },
                shop);

    assertThat(reply.acknowledged()).isFalse();
    assertThat(gateway.stopsDelivering(reply)).isFalse();
    assertThat(guard.asked()).isEmpty();
    assertThat(shop.effects()).isZero();
  }

  @Test
  void nothingIsDoneWhileTheGuardsStoreIsDown() {
    PaymentClient client = steadyClient();
    PaymentRef paid = paidOrder(client);
    ModelShop shop = new ModelShop(paid);
    WatchedGuard guard = new WatchedGuard(ReplayGuard.inMemory(gateway.clock()));
    guard.at(WatchedGuard.Step.BEFORE_CLAIM, PaymentClientContract::storeIsDown);
    NotificationHandler handler = client.notifications().guardedBy(guard);

    ReceivedReply reply = handler.handle(genuine(paid), shop, shop);

    assertThat(reply.result()).isEqualTo(Result.BUSY);
    assertThat(gateway.stopsDelivering(reply)).isFalse();
    assertThat(shop.effects()).isZero();
    assertThat(handler.handle(genuine(paid), shop, shop).result()).isEqualTo(Result.HANDLED);
  }

  @Test
  void aDoneThatCannotBeRememberedIsAcknowledgedAllTheSame() {
    PaymentClient client = steadyClient();
    PaymentRef paid = paidOrder(client);
    ModelShop shop = new ModelShop(paid);
    WatchedGuard guard = new WatchedGuard(ReplayGuard.inMemory(gateway.clock()));
    guard.at(WatchedGuard.Step.BEFORE_DONE, PaymentClientContract::storeIsDown);
    NotificationHandler handler = client.notifications().guardedBy(guard);

    ReceivedReply reply = handler.handle(genuine(paid), shop, shop);

    assertThat(reply.result()).isEqualTo(Result.HANDLED);
    assertThat(gateway.stopsDelivering(reply)).isTrue();
    gateway.advance(AFTER_THE_LEASE);
    handler.handle(genuine(paid), shop, shop);
    assertThat(shop.repeated()).containsExactly(false, true);
  }

  @TestFactory
  Stream<DynamicTest> aCrashAtAnyArrowLosesNothing() {
    return Arrays.stream(Crash.values())
        .map(crash -> dynamicTest(crash.name(), () -> assertNothingIsLostBy(crash)));
  }

  private void assertNothingIsLostBy(Crash crash) {
    PaymentClient client = steadyClient();
    PaymentRef paid = paidOrder(client);
    ModelShop shop = new ModelShop(paid);
    WatchedGuard guard = new WatchedGuard(ReplayGuard.inMemory(gateway.clock()));
    if (crash.step != null) {
      guard.at(crash.step, ProcessCrash::now);
    }
    NotificationHandler handler = client.notifications().guardedBy(guard);
    NotificationAction dying =
        (payment, delivery) -> {
          if (crash == Crash.INSIDE_THE_ACTION) {
            ProcessCrash.now();
          }
          shop.payment(payment, delivery);
          if (crash == Crash.AFTER_THE_ACTION) {
            ProcessCrash.now();
          }
        };

    assertThat(catchThrowable(() -> handler.handle(genuine(paid), shop, dying)))
        .isInstanceOf(ProcessCrash.class);
    assertThat(shop.effects()).isEqualTo(crash.effectsBefore);

    ReceivedReply atOnce = handler.handle(genuine(paid), shop, shop);
    if (crash.claimIsHeld) {
      assertThat(atOnce.result()).isEqualTo(Result.BUSY);
      assertThat(gateway.stopsDelivering(atOnce)).isFalse();
      assertThat(shop.effects()).isEqualTo(crash.effectsBefore);
    }
    gateway.advance(AFTER_THE_LEASE);
    ReceivedReply later = handler.handle(genuine(paid), shop, shop);

    assertThat(later.acknowledged()).isTrue();
    assertThat(gateway.stopsDelivering(later)).isTrue();
    assertThat(shop.repeated()).isEqualTo(crash.repeated);
  }

  private enum Crash {
    BEFORE_THE_CLAIM(WatchedGuard.Step.BEFORE_CLAIM, 0, false, List.of(false)),
    AFTER_THE_CLAIM(WatchedGuard.Step.AFTER_CLAIM, 0, true, List.of(true)),
    INSIDE_THE_ACTION(null, 0, true, List.of(true)),
    AFTER_THE_ACTION(null, 1, true, List.of(false, true)),
    BEFORE_IT_IS_REMEMBERED(WatchedGuard.Step.BEFORE_DONE, 1, true, List.of(false, true)),
    BEFORE_THE_ACKNOWLEDGEMENT(WatchedGuard.Step.AFTER_DONE, 1, false, List.of(false));

    private final WatchedGuard.Step step;
    private final int effectsBefore;
    private final boolean claimIsHeld;
    private final List<Boolean> repeated;

    Crash(WatchedGuard.Step step, int effectsBefore, boolean claimIsHeld, List<Boolean> repeated) {
      this.step = step;
      this.effectsBefore = effectsBefore;
      this.claimIsHeld = claimIsHeld;
      this.repeated = repeated;
    }
  }

  @Test
  void ofTwoInstancesOneActsAndTheOtherAsksForRedelivery() {
    ReplayGuard shared = ReplayGuard.inMemory(gateway.clock());
    NotificationHandler one = steadyClient().notifications().guardedBy(shared);
    NotificationHandler two = steadyClient().notifications().guardedBy(shared);
    PaymentRef paid = paidOrder(steadyClient());
    ModelShop shop = new ModelShop(paid);
    List<ReceivedReply> second = new ArrayList<>();

    ReceivedReply first =
        one.handle(
            genuine(paid),
            shop,
            (payment, delivery) -> {
              second.add(two.handle(genuine(paid), shop, shop));
              shop.payment(payment, delivery);
            });

    assertThat(first.result()).isEqualTo(Result.HANDLED);
    assertThat(second.get(0).result()).isEqualTo(Result.BUSY);
    assertThat(gateway.stopsDelivering(second.get(0))).isFalse();
    assertThat(shop.effects()).isEqualTo(1);
    assertThat(two.handle(genuine(paid), shop, shop).result()).isEqualTo(Result.ALREADY_HANDLED);
  }

  @Test
  void twoThreadsAtTheSameMomentActOnce() throws Exception {
    ReplayGuard shared = ReplayGuard.inMemory(gateway.clock());
    PaymentRef paid = paidOrder(steadyClient());
    ModelShop shop = new ModelShop(paid);
    CyclicBarrier start = new CyclicBarrier(2);
    List<Callable<Result>> instances = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      NotificationHandler handler = steadyClient().notifications().guardedBy(shared);
      ReceivedRequest copy = genuine(paid);
      instances.add(
          () -> {
            start.await(10, TimeUnit.SECONDS);
            return handler.handle(copy, shop, shop).result();
          });
    }

    List<Result> results = inThreads(instances);

    assertThat(results).containsOnlyOnce(Result.HANDLED);
    assertThat(results).isSubsetOf(Result.HANDLED, Result.BUSY, Result.ALREADY_HANDLED);
    assertThat(shop.effects()).isEqualTo(1);
  }

  @Test
  void aLateDoneDoesNotCloseTheClaimOfAnother() {
    ReplayGuard shared = ReplayGuard.inMemory(gateway.clock());
    NotificationHandler slow = steadyClient().notifications().guardedBy(shared);
    NotificationHandler quick = steadyClient().notifications().guardedBy(shared);
    PaymentRef paid = paidOrder(steadyClient());
    ModelShop shop = new ModelShop(paid);
    List<ReceivedReply> replies = new ArrayList<>();

    slow.handle(
        genuine(paid),
        shop,
        (payment, delivery) -> {
          gateway.advance(AFTER_THE_LEASE);
          replies.add(
              quick.handle(
                  genuine(paid),
                  shop,
                  (same, again) -> {
                    assertThat(again.repeated()).isTrue();
                    throw new IllegalStateException("the second instance failed");
                  }));
          shop.payment(payment, delivery);
        });
    // The slow instance's "done" came after its claim had run out and been granted anew.
    replies.add(quick.handle(genuine(paid), shop, shop));

    assertThat(replies)
        .extracting(ReceivedReply::result)
        .containsExactly(Result.ACTION_FAILED, Result.HANDLED);
    assertThat(shop.repeated()).containsExactly(false, true);
  }

  @Test
  void aShopThatGuardsItselfSeesEveryDelivery() {
    PaymentClient client = steadyClient();
    PaymentRef paid = paidOrder(client);
    ModelShop shop = new ModelShop(paid);
    NotificationHandler handler = client.notifications().guardedBy(ReplayGuard.byShop());

    handler.handle(genuine(paid), shop, shop);
    handler.handle(genuine(paid), shop, shop);

    assertThat(shop.effects()).isEqualTo(2);
  }

  @Test
  void aRefundNotificationIsNeverTakenForAPayment() {
    PaymentClient client = steadyClient();
    PaymentRef paid = paidOrder(client);
    RefundRequest request = fullRefund(paid);
    accepted(client.refund(request));
    gateway.completeRefund(request.refundId());
    ModelShop shop = new ModelShop(paid);
    NotificationHandler handler = guarded(client);
    handler.handle(genuine(paid), shop, shop);

    ReceivedRequest raw = gateway.refundNotice(request.refundId());
    ReceivedReply reply = handler.handle(raw, shop, shop);
    ReceivedReply again = handler.handle(gateway.refundNotice(request.refundId()), shop, shop);

    assertThat(client.notifications().verify(raw)).isInstanceOf(RefundChanged.class);
    assertThat(reply.result()).describedAs(reply.detail()).isEqualTo(Result.HANDLED);
    assertThat(again.result()).isEqualTo(Result.ALREADY_HANDLED);
    assertThat(shop.payments()).hasSize(1);
    assertThat(shop.refunds()).hasSize(1);
    Refund refund = shop.refunds().get(0);
    assertThat(refund.state()).isEqualTo(RefundState.REFUNDED);
    assertThat(refund.refundId()).isEqualTo(request.refundId());
    assertThat(refund.amount()).isEqualTo(gateway.amount());
  }

  @Test
  void aRefundOfAnOrderThatTheShopDoesNotKnowIsUnexpected() {
    PaymentClient client = steadyClient();
    PaymentRef paid = paidOrder(client);
    RefundRequest request = fullRefund(paid);
    accepted(client.refund(request));
    gateway.completeRefund(request.refundId());
    ModelShop shop = new ModelShop();

    ReceivedReply reply = handle(client, gateway.refundNotice(request.refundId()), shop);

    assertThat(reply.result()).isEqualTo(Result.UNEXPECTED);
    assertThat(gateway.stopsDelivering(reply)).isFalse();
    assertThat(shop.effects()).isZero();
  }

  @Test
  void anotherEventIsNeverSqueezedIntoAPayment() {
    PaymentClient client = steadyClient();
    PaymentRef paid = paidOrder(client);
    Optional<ReceivedRequest> event = gateway.notice(NoticeVariant.OTHER_EVENT, paid);
    assumeTrue(event.isPresent());
    ModelShop shop = new ModelShop(paid);

    ReceivedReply reply = handle(client, event.orElseThrow(), shop);

    assertThat(reply.acknowledged()).isTrue();
    assertThat(shop.payments()).isEmpty();
    assertThat(shop.refunds()).isEmpty();
    assertThat(shop.events()).hasSize(1);
    assertThat(shop.events().get(0).type()).isNotBlank();
  }

  @Test
  void aQueueWorkerHandlesLaterWhatAnEdgeStored() {
    PaymentClient client = steadyClient();
    PaymentRef paid = paidOrder(client);
    String queued = genuine(paid).toText();
    gateway.advance(Duration.ofDays(1));
    ModelShop shop = new ModelShop(paid);

    ReceivedReply reply = handle(client, ReceivedRequest.parse(queued), shop);

    assertThat(reply.result()).describedAs(reply.detail()).isEqualTo(Result.HANDLED);
  }

  @Test
  void notificationsOfOneMerchantMeanNothingToAnother() {
    PaymentRef paid = paidOrder(steadyClient());
    ReceivedRequest raw = genuine(paid);
    ModelShop shop = new ModelShop(paid);
    try (ProviderUnderTest other = open()) {
      PaymentClient stranger =
          other.client(
              new ClientSetup(
                  RetryPolicy.none(),
                  signals,
                  other::advance,
                  new Random(1),
                  Duration.ofSeconds(5),
                  OkHttpTransport.shared()));

      ReceivedReply reply = handle(stranger, raw, shop);

      assertThat(reply.acknowledged()).isFalse();
      assertThat(shop.effects()).isZero();
    }
  }

  // ---------------------------------------------------------------- secrets, threads, hostile
  // bytes

  @Test
  void aPlantedSecretIsInNoTextWhateverHappens() {
    List<String> texts = new ArrayList<>();
    PaymentClient client = client(setup(RetryPolicy.none()));
    texts.add(client.toString());
    texts.add(client.notifications().toString());
    for (GatewayCall call : writes().toList()) {
      for (GatewayFault fault : GatewayFault.values()) {
        if (fault != GatewayFault.HANGING) {
          Write write = write(call, client);
          gateway.inject(call, fault, true, 1);
          texts.add(textOf(write.action));
          gateway.clearFaults();
        }
      }
    }
    PaymentRef paid = paidOrder(client);
    for (GatewayFault fault : GatewayFault.values()) {
      if (fault != GatewayFault.HANGING) {
        gateway.inject(GatewayCall.FIND, fault, true, 1);
        texts.add(textOf(() -> client.find(paid)));
        gateway.clearFaults();
      }
    }
    ModelShop shop = new ModelShop(paid);
    for (NoticeVariant variant : NoticeVariant.values()) {
      gateway
          .notice(variant, paid)
          .ifPresent(
              raw -> {
                texts.add(raw.toString());
                texts.add(textOf(() -> client.notifications().verify(raw)));
                texts.add(textOf(() -> handle(client, raw, shop)));
              });
    }
    signals.all().forEach(signal -> texts.add(signal.toString()));

    assertThat(gateway.plantedSecrets()).isNotEmpty().allMatch(secret -> secret.length() >= 8);
    assertThat(texts).hasSizeGreaterThan(50);
    for (String secret : gateway.plantedSecrets()) {
      assertThat(texts).noneMatch(text -> text.contains(secret));
    }
  }

  @Test
  void sixteenThreadsShareOneClient() throws Exception {
    PaymentClient client = steadyClient();
    List<Callable<PaymentRef>> shoppers = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      shoppers.add(
          () -> {
            PaymentRef last = null;
            for (int order = 0; order < 4; order++) {
              PaymentRequest<?> request = request(mainScene());
              last = accepted(client.create(request)).payment().orElseThrow();
              assertThat(last.number()).isEqualTo(request.id().number());
              gateway.pay(last);
              Payment found = client.find(last).orElseThrow();
              assertThat(found.isPaid()).isTrue();
              assertThat(found.ref().number()).isEqualTo(last.number());
              ModelShop shop = new ModelShop(last);
              assertThat(handle(client, genuine(last), shop).result()).isEqualTo(Result.HANDLED);
              assertThat(shop.payments().get(0).ref().number()).isEqualTo(last.number());
            }
            return last;
          });
    }

    List<PaymentRef> paid = inThreads(shoppers);

    assertThat(paid).extracting(PaymentRef::number).doesNotHaveDuplicates();
    assertThat(paid).allMatch(ref -> gateway.charges(ref.number()) == 1);
  }

  @TestFactory
  Stream<DynamicTest> whateverBytesAndStatusComeBackOnlyOurOwnExceptionsAreThrown() {
    List<GatewayCall> calls = new ArrayList<>(writes().toList());
    calls.add(GatewayCall.FIND);
    return calls.stream()
        .map(
            call ->
                dynamicTest(
                    call.name(),
                    () -> {
                      boolean signed = canHappen(call, GatewayFault.MISSING_SIGNATURE);
                      GarblingTransport network =
                          new GarblingTransport(OkHttpTransport.shared(), 42 + call.ordinal());
                      PaymentClient client = client(setup(RetryPolicy.none()).with(network));
                      Supplier<?> action =
                          call == GatewayCall.FIND ? finding(client) : write(call, client).action;
                      action.get();
                      network.beginGarbling();
                      for (int round = 0; round < 400; round++) {
                        assertNothingForgedIsBelieved(action, network, signed);
                      }
                    }));
  }

  private Supplier<?> finding(PaymentClient client) {
    PaymentRef paid = paidOrder(steadyClient());
    return () -> client.find(paid);
  }

  private static void assertNothingForgedIsBelieved(
      Supplier<?> action, GarblingTransport network, boolean signed) {
    Object ended;
    try {
      ended = action.get();
    } catch (PaymentException ours) {
      assertThat(ours.getMessage()).isNotBlank();
      return;
    }
    if (signed && network.bodyWasChanged()) {
      assertThat(ended).isNotInstanceOf(Outcome.Accepted.class);
      if (ended instanceof Optional<?> found) {
        assertThat(found).isEmpty();
      }
    }
  }

  @Test
  void whateverIsPostedToTheNotifyUrlTheHandlerAnswers() {
    PaymentClient client = steadyClient();
    PaymentRef paid = paidOrder(client);
    ModelShop shop = new ModelShop(paid);
    ReceivedRequest original = genuine(paid);
    Random noise = new Random(7);

    for (int round = 0; round < 1_000; round++) {
      byte[] body = original.body().clone();
      switch (round % 3) {
        case 0 -> body[noise.nextInt(body.length)] ^= (byte) (1 + noise.nextInt(255));
        case 1 -> body = Arrays.copyOf(body, noise.nextInt(body.length));
        default -> {
          body = new byte[noise.nextInt(300)];
          noise.nextBytes(body);
        }
      }
      ReceivedRequest raw = ReceivedRequest.of(original.headers(), body, original.receivedAt());

      ReceivedReply reply = handle(client, raw, shop);

      assertThat(reply.acknowledged()).isFalse();
      assertThat(gateway.stopsDelivering(reply)).isFalse();
      assertThat(catchThrowable(() -> client.notifications().verify(raw)))
          .isInstanceOf(InvalidNotificationException.class);
    }
    assertThat(shop.effects()).isZero();
  }

  // ---------------------------------------------------------------- what the facts above are made
  // of

  /** A client that repeats as shops do. */
  protected final PaymentClient steadyClient() {
    return client(setup(RetryPolicy.standard()));
  }

  private PaymentClient client(ClientSetup setup) {
    return gateway.client(setup);
  }

  private ClientSetup setup(RetryPolicy policy) {
    return new ClientSetup(
        policy, signals, gateway::advance, random, Duration.ofSeconds(10), network());
  }

  private static HttpTransport network() {
    return OkHttpTransport.shared();
  }

  private Scene<?> mainScene() {
    return gateway.scenesThatWork().get(0);
  }

  private PaymentRequest.Builder<?> requestBuilder() {
    return builder(mainScene());
  }

  private <R> PaymentRequest<R> request(Scene<R> scene) {
    return builder(scene).build();
  }

  private <R> PaymentRequest.Builder<R> builder(Scene<R> scene) {
    return PaymentRequest.in(scene)
        .id(freshId())
        .amount(gateway.amount())
        .description("One cup of tea 一杯茶 🍵 <b>\"&'~")
        .payBefore(gateway.clock().instant().plus(TIME_TO_PAY));
  }

  private PaymentId freshId() {
    synchronized (random) {
      return PaymentId.next(gateway.clock(), random);
    }
  }

  private String refundId() {
    return "REFUND" + refundIds.incrementAndGet() + freshId().number();
  }

  private RefundRequest fullRefund(PaymentRef paid) {
    return RefundRequest.of(paid, refundId(), paid.total());
  }

  private static Money half(Money amount) {
    return new Money(amount.minorUnits() / 2, amount.currency());
  }

  private static ForeignOption foreign() {
    return ForeignOption.SEVEN_DAYS_LATER;
  }

  private PaymentRef openOrder(PaymentClient client) {
    return accepted(client.create(request(mainScene()))).payment().orElseThrow();
  }

  private PaymentRef paidOrder(PaymentClient client) {
    PaymentRef open = openOrder(client);
    gateway.pay(open);
    return client.find(open).orElseThrow().ref();
  }

  private ReceivedRequest genuine(PaymentRef paid) {
    return gateway.notice(NoticeVariant.GENUINE, paid).orElseThrow();
  }

  private NotificationHandler guarded(PaymentClient client) {
    return client.notifications().guardedBy(ReplayGuard.inMemory(gateway.clock()));
  }

  private static ReceivedReply handle(PaymentClient client, ReceivedRequest raw, ModelShop shop) {
    return client.notifications().handle(raw, shop, shop);
  }

  private static void storeIsDown() {
    throw new IllegalStateException("the guard's store is away");
  }

  private int requestsOfAllKinds() {
    return Arrays.stream(GatewayCall.values()).mapToInt(gateway::requests).sum();
  }

  private Stream<GatewayCall> writes() {
    return Arrays.stream(GatewayCall.values()).filter(GatewayCall::isWrite).filter(gateway::has);
  }

  private Stream<GatewayCall> writesWith(GatewayFault fault) {
    return writes().filter(call -> canHappen(call, fault));
  }

  private boolean canHappen(GatewayCall call, GatewayFault fault) {
    boolean possible = gateway.inject(call, fault, false, 1);
    gateway.clearFaults();
    return possible;
  }

  /** A fact about a write whose request the gateway carried out, or did not. */
  private interface WriteFact {
    void hold(GatewayCall call, boolean processed) throws Exception;
  }

  private Stream<DynamicTest> forEachWrite(WriteFact fact) {
    List<DynamicTest> tests = new ArrayList<>();
    for (GatewayCall call : writes().toList()) {
      for (boolean processed : new boolean[] {true, false}) {
        tests.add(
            dynamicTest(
                call + (processed ? " carried out" : " not carried out"),
                () -> {
                  signals.forget();
                  fact.hold(call, processed);
                  gateway.clearFaults();
                }));
      }
    }
    return tests.stream();
  }

  /** A write that is ready to be done once. */
  private static final class Write {
    private final PaymentRef payment;
    private final Supplier<Outcome<?>> action;

    Write(PaymentRef payment, Supplier<Outcome<?>> action) {
      this.payment = payment;
      this.action = action;
    }
  }

  private Write write(GatewayCall call, PaymentClient client) {
    switch (call) {
      case CREATE:
        PaymentRequest<?> order = request(mainScene());
        return new Write(client.ref(order), () -> client.create(order));
      case CODE_PAYMENT:
        PaymentRequest<Payment> charge = request(gateway.paymentCode().orElseThrow());
        return new Write(client.ref(charge), () -> client.create(charge));
      case REFUND:
        PaymentRef paid = paidOrder(steadyClient());
        RefundRequest refund = fullRefund(paid);
        return new Write(paid, () -> client.refund(refund));
      case CLOSE:
        PaymentRef open = openOrder(steadyClient());
        return new Write(open, () -> ((PaymentCloser) client).close(open));
      default:
        throw new IllegalArgumentException(call + " is no write");
    }
  }

  private Rejection refusalOf(GatewayCall call, GatewayFault fault) {
    Write write = write(call, client(setup(RetryPolicy.standard())));
    gateway.inject(call, fault, false, 1);
    int before = gateway.requests(call);

    Rejection rejection = rejected(write.action.get());

    gateway.clearFaults();
    assertThat(gateway.requests(call) - before).isEqualTo(1);
    return rejection;
  }

  private void assertUnknownWasSignalled(Write write) {
    assertThat(signals.of(Signal.UnknownOpened.class))
        .hasSize(1)
        .allMatch(opened -> opened.number().contains(write.payment.number()))
        .allMatch(opened -> !(opened.followUp() instanceof FollowUp.Done));
  }

  private static Outcome.Accepted<?> accepted(Outcome<?> outcome) {
    assertThat(outcome).isInstanceOf(Outcome.Accepted.class);
    return (Outcome.Accepted<?>) outcome;
  }

  private static Rejection rejected(Outcome<?> outcome) {
    assertThat(outcome).isInstanceOf(Outcome.Rejected.class);
    return ((Outcome.Rejected<?>) outcome).rejection();
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
        assertThat(last.get().state().isFinal()).isTrue();
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
    if (next instanceof FollowUp.Ask ask) {
      waitUntil(ask.at());
      Optional<Refund> found =
          ((RefundFinder) client).findRefund(request.payment(), request.refundId());
      if (found.isPresent()) {
        assertThat(found.get().amount()).isEqualTo(request.amount());
        return;
      }
    } else {
      assertThat(next).isInstanceOf(FollowUp.RepeatSame.class);
      waitUntil(((FollowUp.RepeatSame) next).at());
    }
    gateway.advance(BETWEEN_REFUNDS);
    assertThat(client.refund(request)).isNotInstanceOf(Outcome.Unknown.class);
  }

  private void waitUntil(Instant moment) {
    Duration left = Duration.between(gateway.clock().instant(), moment);
    if (!left.isNegative() && !left.isZero()) {
      gateway.advance(left);
    }
  }

  private static String textOf(Supplier<?> action) {
    try {
      return String.valueOf(action.get());
    } catch (PaymentException thrown) {
      StringWriter trace = new StringWriter();
      thrown.printStackTrace(new PrintWriter(trace));
      return trace.toString();
    }
  }

  private static <T> List<T> inThreads(List<Callable<T>> tasks) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(tasks.size());
    try {
      List<T> results = new ArrayList<>();
      for (Future<T> result : threads.invokeAll(tasks, 60, TimeUnit.SECONDS)) {
        results.add(result.get());
      }
      return results;
    } finally {
      threads.shutdownNow();
    }
  }
}
