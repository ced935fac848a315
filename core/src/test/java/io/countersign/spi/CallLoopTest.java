// SPDX-License-Identifier: Apache-2.0
package io.countersign.spi;

import static io.countersign.spi.ScriptedTransport.answers;
import static io.countersign.spi.ScriptedTransport.maybeSent;
import static io.countersign.spi.ScriptedTransport.notSent;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.countersign.MismatchException;
import io.countersign.Money;
import io.countersign.Outcome;
import io.countersign.PaymentId;
import io.countersign.PaymentRef;
import io.countersign.RejectedException;
import io.countersign.Rejection;
import io.countersign.Signal;
import io.countersign.UnavailableException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CallLoopTest extends LoopAtWork {

  // ---------------------------------------------------------------- how a call ends

  @Test
  void theFirstAnswerIsAttemptOne() {
    ScriptedTransport network = new ScriptedTransport(answers("yes"));

    assertThat(write(loop(network, attempts(3)), true).orElseThrow()).isEqualTo("yes");

    assertThat(network.calls()).hasSize(1);
    assertThat(ended().attempts()).isEqualTo(1);
    assertThat(ended().result()).isEqualTo(Signal.CallResult.SUCCEEDED);
    assertThat(ended().operation()).isEqualTo("refund");
    assertThat(clock.sleeps()).isEmpty();
  }

  @Test
  void anAcceptedPaymentIsHandedOn() {
    PaymentRef ref = PaymentRef.of("testpay", new PaymentId("T1", NOW), Money.ofMinor(1, "CNY"));
    Outcome<String> outcome =
        loop(new ScriptedTransport(answers("yes")), attempts(1))
            .write(
                "create",
                "T1",
                true,
                this::sign,
                answer -> new Verdict.Accepted<>("code", Optional.of(ref)),
                CallLoopTest::noConflict,
                () -> ASK);

    assertThat(outcome).isEqualTo(new Outcome.Accepted<>("code", Optional.of(ref)));
  }

  @Test
  void whatWasNotSentIsRepeatedAndThenUnavailable() {
    ScriptedTransport network = new ScriptedTransport(notSent());

    assertThatExceptionOfType(UnavailableException.class)
        .isThrownBy(() -> write(loop(network, attempts(3)), false))
        .withMessageContaining("testpay refund: connection refused (attempt 3)");

    assertThat(network.calls()).hasSize(3);
    assertThat(ended().result()).isEqualTo(Signal.CallResult.UNAVAILABLE);
    assertThat(ended().attempts()).isEqualTo(3);
  }

  @Test
  void whatWasNotSentAtFirstMaySucceedLater() {
    ScriptedTransport network = new ScriptedTransport(notSent(), notSent(), answers("yes"));

    assertThat(write(loop(network, attempts(3)), false).orElseThrow()).isEqualTo("yes");
    assertThat(ended().attempts()).isEqualTo(3);
  }

  @Test
  void whatMayHaveBeenSentIsSentOnceUnlessARepeatIsHarmless() {
    ScriptedTransport network = new ScriptedTransport(maybeSent(), answers("yes"));

    Outcome<String> outcome = write(loop(network, attempts(3)), false);

    assertThat(outcome)
        .isEqualTo(new Outcome.Unknown<String>("connection reset after the request was sent", ASK));
    assertThat(network.calls()).hasSize(1);
    assertThat(ended().result()).isEqualTo(Signal.CallResult.UNKNOWN);
    assertThat(signals).contains(new Signal.UnknownOpened("testpay", "refund", "T1", ASK));
  }

  @Test
  void whatMayHaveBeenSentIsRepeatedWhereThatIsHarmless() {
    ScriptedTransport network = new ScriptedTransport(maybeSent(), maybeSent(), answers("yes"));

    assertThat(write(loop(network, attempts(3)), true).orElseThrow()).isEqualTo("yes");
    assertThat(network.calls()).hasSize(3);
  }

  @Test
  void whenEveryAttemptMayHaveBeenSentNobodyKnows() {
    ScriptedTransport network = new ScriptedTransport(maybeSent());

    assertThat(write(loop(network, attempts(3)), true)).isInstanceOf(Outcome.Unknown.class);
    assertThat(network.calls()).hasSize(3);
  }

  @Test
  void onceOneAttemptMayHaveBeenSentALaterThatWasNotDoesNotSettleIt() {
    ScriptedTransport network = new ScriptedTransport(maybeSent(), notSent());

    assertThat(write(loop(network, attempts(2)), true)).isInstanceOf(Outcome.Unknown.class);
  }

  @Test
  void anOpenAnswerIsUnknownAndRepeatedOnlyWhereThatIsHarmless() {
    ScriptedTransport once = new ScriptedTransport(answers("open"));
    ScriptedTransport again = new ScriptedTransport(answers("open"));

    assertThat(write(loop(once, attempts(3)), false)).isInstanceOf(Outcome.Unknown.class);
    assertThat(write(loop(again, attempts(3)), true)).isInstanceOf(Outcome.Unknown.class);

    assertThat(once.calls()).hasSize(1);
    assertThat(again.calls()).hasSize(3);
  }

  @Test
  void aRefusalIsNotRepeated() {
    ScriptedTransport network = new ScriptedTransport(answers("no"));

    assertThat(write(loop(network, attempts(3)), true)).isEqualTo(new Outcome.Rejected<>(NO));
    assertThat(network.calls()).hasSize(1);
    assertThat(ended().result()).isEqualTo(Signal.CallResult.REJECTED);
  }

  @Test
  void aRefusalAfterAnAttemptThatMayHaveBeenSentIsUnknown() {
    for (String first : new String[] {"reset", "open"}) {
      ScriptedTransport network =
          new ScriptedTransport(
              first.equals("open") ? answers("open") : maybeSent(), answers("no"));

      assertThat(write(loop(network, attempts(3)), true))
          .isInstanceOfSatisfying(
              Outcome.Unknown.class,
              unknown -> assertThat(unknown.cause()).contains("NO_AUTH", "earlier attempt"));
    }
  }

  @Test
  void aRefusalAfterAttemptsThatWereNotSentIsARefusal() {
    ScriptedTransport network = new ScriptedTransport(notSent(), answers("busy"), answers("no"));

    assertThat(write(loop(network, attempts(3)), false)).isInstanceOf(Outcome.Rejected.class);
  }

  @Test
  void aConflictIsAskedAboutOnceAndEndsAsTheQuestionDoes() {
    for (Outcome<String> asked :
        List.<Outcome<String>>of(
            new Outcome.Accepted<>("as it stands", Optional.empty()),
            new Outcome.Rejected<>(NO),
            new Outcome.Unknown<>("no answer", ASK))) {
      signals.clear();
      List<Rejection> questions = new ArrayList<>();
      ScriptedTransport network = new ScriptedTransport(answers("taken"));

      Outcome<String> outcome =
          write(
              loop(network, attempts(3)),
              true,
              rejection -> {
                questions.add(rejection);
                return asked;
              });

      assertThat(outcome).isEqualTo(asked);
      assertThat(questions).containsExactly(NO);
      assertThat(network.calls()).hasSize(1);
      assertThat(ended()).isNotNull();
    }
  }

  @Test
  void aConflictThatCannotBeAskedAboutIsUnknown() {
    Outcome<String> outcome =
        write(
            loop(new ScriptedTransport(answers("taken")), attempts(1)),
            true,
            rejection -> {
              throw new UnavailableException("no answer");
            });

    assertThat(outcome).isInstanceOf(Outcome.Unknown.class);
    assertThat(ended().result()).isEqualTo(Signal.CallResult.UNKNOWN);
  }

  @Test
  void aMismatchStopsAtOnce() {
    ScriptedTransport network = new ScriptedTransport(answers("mismatch"));

    assertThatExceptionOfType(MismatchException.class)
        .isThrownBy(() -> read(loop(network, attempts(3))));

    assertThat(network.calls()).hasSize(1);
    assertThat(ended().result()).isEqualTo(Signal.CallResult.MISMATCH);
  }

  @Test
  void anAnswerThatCannotBeVerifiedNowLeavesAWriteUnknown() {
    for (String answer : new String[] {"keys away", "bug"}) {
      signals.clear();
      Outcome<String> outcome =
          write(loop(new ScriptedTransport(answers(answer)), attempts(1)), false);

      assertThat(outcome)
          .isInstanceOfSatisfying(
              Outcome.Unknown.class,
              unknown -> assertThat(unknown.cause()).doesNotContain("canary-1"));
      assertThat(ended().result()).isEqualTo(Signal.CallResult.UNKNOWN);
    }
  }

  @Test
  void aSignatureThatCannotBeMadeSendsNothing() {
    ScriptedTransport network = new ScriptedTransport(answers("yes"));

    assertThatExceptionOfType(UnavailableException.class)
        .isThrownBy(
            () ->
                loop(network, attempts(1))
                    .write(
                        "refund",
                        "T1",
                        false,
                        (now, timeout) -> {
                          throw new UnavailableException("the key service is away");
                        },
                        CallLoopTest::read,
                        CallLoopTest::noConflict,
                        () -> ASK));

    assertThat(network.calls()).isEmpty();
    assertThat(ended().result()).isEqualTo(Signal.CallResult.UNAVAILABLE);
  }

  @Test
  void aSignatureThatCannotBeMadeForARepeatLeavesTheFirstAttemptUnknown() {
    ScriptedTransport network = new ScriptedTransport(maybeSent());

    Outcome<String> outcome =
        loop(network, attempts(3))
            .write(
                "create",
                "T1",
                true,
                (now, timeout) -> {
                  if (!network.calls().isEmpty()) {
                    throw new UnavailableException("the key service is away");
                  }
                  return sign(now, timeout);
                },
                CallLoopTest::read,
                CallLoopTest::noConflict,
                () -> ASK);

    assertThat(outcome).isInstanceOf(Outcome.Unknown.class);
  }

  // ---------------------------------------------------------------- reading

  @Test
  void aQuestionIsRepeatedWhateverHappenedAndThenUnavailable() {
    ScriptedTransport network =
        new ScriptedTransport(maybeSent(), answers("open"), answers("busy"), answers("here"));

    assertThat(read(loop(network, attempts(4)))).isEqualTo("here");
    assertThatExceptionOfType(UnavailableException.class)
        .isThrownBy(() -> read(loop(new ScriptedTransport(maybeSent()), attempts(3))))
        .withMessageContaining("attempt 3");
  }

  @Test
  void aRefusedQuestionThrowsAtOnce() {
    for (String answer : new String[] {"no", "taken"}) {
      ScriptedTransport network = new ScriptedTransport(answers(answer));

      assertThatExceptionOfType(RejectedException.class)
          .isThrownBy(() -> read(loop(network, attempts(3))))
          .satisfies(refused -> assertThat(refused.rejection()).isSameAs(NO));
      assertThat(network.calls()).hasSize(1);
    }
  }
}
