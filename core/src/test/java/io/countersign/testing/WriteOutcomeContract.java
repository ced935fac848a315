// SPDX-License-Identifier: Apache-2.0
package io.countersign.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.countersign.FollowUp;
import io.countersign.Outcome;
import io.countersign.Rejection;
import io.countersign.RetryPolicy;
import io.countersign.Signal;
import io.countersign.UnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * How a write ends, and how often it is sent: accepted, rejected, unknown, or provably not sent.
 */
abstract class WriteOutcomeContract extends CreationContract {

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
          Write write = write(call, blindClient(call, setup(RetryPolicy.none())));
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
          Write write = write(call, blindClient(call, setup(policy)));
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
                    Write write = write(call, blindClient(call, setup(RetryPolicy.none())));
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
                    Write write = write(call, blindClient(call, setup(RetryPolicy.standard())));
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
                              call,
                              blindClient(
                                  call, setup(RetryPolicy.none()).with(Duration.ofMillis(300))));
                      assertThat(gateway.inject(call, GatewayFault.HANGING, true, 1)).isTrue();
                      int before = gateway.requests(call);

                      Outcome<?> outcome = write.action.get();

                      gateway.clearFaults();
                      assertThat(outcome).isInstanceOf(Outcome.Unknown.class);
                      assertThat(gateway.requests(call) - before).isEqualTo(1);
                    }));
  }

  @TestFactory
  Stream<DynamicTest> aWriteIsSettledByAskingWhereTheClientAsks() {
    List<DynamicTest> tests = new ArrayList<>();
    for (GatewayCall call : writes().filter(gateway::settlesByAsking).toList()) {
      for (GatewayFault fault :
          List.of(
              GatewayFault.ANSWER_DROPPED,
              GatewayFault.BAD_GATEWAY_HTML,
              GatewayFault.HTML_WITH_200,
              GatewayFault.EMPTY_ANSWER)) {
        for (boolean processed : new boolean[] {true, false}) {
          tests.add(
              dynamicTest(
                  call + " answered by " + fault + (processed ? ", carried out" : ", not done"),
                  () -> {
                    Write write = write(call, client(setup(RetryPolicy.standard())));
                    gateway.inject(call, fault, processed, 100);
                    int before = gateway.requests(call);

                    Outcome<?> outcome = write.action.get();

                    gateway.clearFaults();
                    assertThat(outcome)
                        .isInstanceOf(processed ? Outcome.Accepted.class : Outcome.Unknown.class);
                    assertThat(gateway.requests(call) - before).isEqualTo(1);
                  }));
        }
      }
    }
    return tests.stream();
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

  private Stream<GatewayCall> writesWith(GatewayFault fault) {
    return writes().filter(call -> canHappen(call, fault));
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
}
