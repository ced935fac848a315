// SPDX-License-Identifier: Apache-2.0
package io.countersign.spi;

import static io.countersign.spi.ScriptedTransport.answers;
import static io.countersign.spi.ScriptedTransport.maybeSent;
import static io.countersign.spi.ScriptedTransport.notSent;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.countersign.FollowUp;
import io.countersign.HandClock;
import io.countersign.MismatchException;
import io.countersign.Money;
import io.countersign.Outcome;
import io.countersign.PaymentId;
import io.countersign.PaymentObserver;
import io.countersign.PaymentRef;
import io.countersign.RejectedException;
import io.countersign.Rejection;
import io.countersign.RetryPolicy;
import io.countersign.Signal;
import io.countersign.UnavailableException;
import io.countersign.http.Headers;
import io.countersign.http.HttpAnswer;
import io.countersign.http.HttpCall;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class CallLoopTest {

  private static final Instant NOW = Instant.parse("2026-07-01T12:00:00Z");
  private static final Duration TIMEOUT = Duration.ofSeconds(8);
  private static final FollowUp ASK = new FollowUp.Ask(NOW.plusSeconds(30));
  private static final Rejection NO =
      Rejection.of("testpay", Rejection.Reason.NOT_ALLOWED, "NO_AUTH").build();

  private final HandClock clock = new HandClock(NOW);
  private final List<Signal> signals = new ArrayList<>();
  private final List<Duration> timeouts = new ArrayList<>();
  private final List<Long> bounds = new ArrayList<>();

  /** Always draws the most, and remembers the bounds. */
  private final RandomGenerator most =
      new RandomGenerator() {
        @Override
        public long nextLong() {
          throw new AssertionError("a wait is drawn below a bound");
        }

        @Override
        public long nextLong(long bound) {
          bounds.add(bound);
          return bound - 1;
        }
      };

  private CallLoop loop(ScriptedTransport transport, RetryPolicy policy) {
    return loop(transport, policy, signals::add);
  }

  private CallLoop loop(ScriptedTransport transport, RetryPolicy policy, PaymentObserver observer) {
    return new CallLoop(
        "testpay", transport, policy, TIMEOUT, clock, clock, most, new Signals(observer));
  }

  private static RetryPolicy attempts(int most) {
    return new RetryPolicy(
        most, Duration.ofMillis(200), Duration.ofSeconds(5), Duration.ofSeconds(20));
  }

  private HttpCall sign(Instant now, Duration timeout) {
    timeouts.add(timeout);
    return HttpCall.of(
        "POST", URI.create("https://gateway.example/pay"), Headers.none(), true, timeout);
  }

  private static Verdict<String> read(HttpAnswer answer) {
    String body = new String(answer.body(), StandardCharsets.UTF_8);
    return switch (body) {
      case "no" -> new Verdict.Refused<>(NO);
      case "taken" -> new Verdict.Conflict<>(NO);
      case "open" -> Verdict.open("a system error");
      case "busy" -> new Verdict.NotNow<>("too many requests", Optional.empty());
      case "mismatch" -> throw new MismatchException("total", "1", "2");
      case "keys away" -> throw new UnavailableException("the provider's keys cannot be fetched");
      case "bug" -> throw new IllegalStateException("a bug that quotes canary-1");
      default ->
          body.startsWith("wait ")
              ? new Verdict.NotNow<>(
                  "too many requests",
                  Optional.of(Duration.ofSeconds(Long.parseLong(body.substring(5)))))
              : Verdict.accepted(body);
    };
  }

  private static Outcome<String> noConflict(Rejection rejection) {
    throw new AssertionError("there was no conflict");
  }

  private Outcome<String> write(CallLoop loop, boolean repeatable) {
    return write(loop, repeatable, CallLoopTest::noConflict);
  }

  private Outcome<String> write(
      CallLoop loop, boolean repeatable, Function<Rejection, Outcome<String>> conflict) {
    return loop.write(
        "refund", "T1", repeatable, this::sign, CallLoopTest::read, conflict, () -> ASK);
  }

  private String read(CallLoop loop) {
    return loop.read("find", this::sign, CallLoopTest::read);
  }

  private Signal.CallEnded ended() {
    List<Signal.CallEnded> all =
        signals.stream()
            .filter(Signal.CallEnded.class::isInstance)
            .map(Signal.CallEnded.class::cast)
            .toList();
    assertThat(all).hasSize(1);
    return all.get(0);
  }

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

  // ---------------------------------------------------------------- waiting

  @Test
  void boundsOfWaitsDoubleUpToTheLongest() {
    RetryPolicy policy =
        new RetryPolicy(7, Duration.ofMillis(200), Duration.ofSeconds(2), Duration.ofSeconds(60));

    assertThatExceptionOfType(UnavailableException.class)
        .isThrownBy(() -> read(loop(new ScriptedTransport(notSent()), policy)));

    assertThat(clock.sleeps())
        .containsExactly(
            Duration.ofMillis(200),
            Duration.ofMillis(400),
            Duration.ofMillis(800),
            Duration.ofMillis(1_600),
            Duration.ofMillis(2_000),
            Duration.ofMillis(2_000));
    assertThat(bounds).containsExactly(201L, 401L, 801L, 1_601L, 2_001L, 2_001L);
  }

  @Test
  void noWaitIsLongerThanTheLongestAndNoneMayBeZero() {
    RetryPolicy shorter =
        new RetryPolicy(2, Duration.ofSeconds(9), Duration.ofSeconds(1), Duration.ofSeconds(20));
    RetryPolicy none =
        new RetryPolicy(2, Duration.ZERO, Duration.ofSeconds(1), Duration.ofSeconds(20));

    assertThatExceptionOfType(UnavailableException.class)
        .isThrownBy(() -> read(loop(new ScriptedTransport(notSent()), shorter)));
    assertThatExceptionOfType(UnavailableException.class)
        .isThrownBy(() -> read(loop(new ScriptedTransport(notSent()), none)));

    assertThat(clock.sleeps()).containsExactly(Duration.ofSeconds(1), Duration.ZERO);
  }

  @Test
  void whatTheProviderAsksForIsHonoured() {
    ScriptedTransport network = new ScriptedTransport(answers("wait 7"), answers("yes"));

    assertThat(write(loop(network, attempts(3)), false).orElseThrow()).isEqualTo("yes");

    assertThat(clock.sleeps()).containsExactly(Duration.ofSeconds(7));
    assertThat(bounds).isEmpty();
  }

  @Test
  void aWaitBeyondTheBudgetIsHandedToTheCaller() {
    ScriptedTransport network = new ScriptedTransport(answers("wait 20"));

    assertThatExceptionOfType(UnavailableException.class)
        .isThrownBy(() -> write(loop(network, attempts(3)), false))
        .satisfies(thrown -> assertThat(thrown.retryAfter()).contains(Duration.ofSeconds(20)));

    assertThat(network.calls()).hasSize(1);
    assertThat(clock.sleeps()).isEmpty();
  }

  @Test
  void aWaitBeyondTheDeadlineIsHandedToTheCaller() {
    ScriptedTransport network = new ScriptedTransport(answers("wait 7"));
    CallLoop hurried = loop(network, attempts(3)).before(NOW.plusSeconds(7));

    assertThatExceptionOfType(UnavailableException.class)
        .isThrownBy(() -> write(hurried, false))
        .satisfies(thrown -> assertThat(thrown.retryAfter()).contains(Duration.ofSeconds(7)));

    assertThat(clock.sleeps()).isEmpty();
  }

  @Test
  void theBudgetEndsTheRepeating() {
    RetryPolicy policy =
        new RetryPolicy(100, Duration.ofSeconds(3), Duration.ofSeconds(3), Duration.ofSeconds(10));
    ScriptedTransport network = new ScriptedTransport(notSent());

    assertThatExceptionOfType(UnavailableException.class)
        .isThrownBy(() -> read(loop(network, policy)));

    assertThat(network.calls()).hasSize(4);
    assertThat(clock.instant()).isBefore(NOW.plusSeconds(10));
  }

  // ---------------------------------------------------------------- deadlines

  @Test
  void nothingIsSentAtOrAfterTheDeadline() {
    for (Instant deadline : new Instant[] {NOW, NOW.minusSeconds(1), Instant.EPOCH}) {
      ScriptedTransport network = new ScriptedTransport(answers("yes"));

      assertThatExceptionOfType(UnavailableException.class)
          .isThrownBy(() -> write(loop(network, attempts(3)).before(deadline), true))
          .withMessageContaining("nothing was sent");

      assertThat(network.calls()).isEmpty();
    }
  }

  @Test
  void anAttemptGetsTheTimeThatIsLeftAndNoMoreThanItsLimit() {
    write(loop(new ScriptedTransport(answers("yes")), attempts(1)), true);
    write(
        loop(new ScriptedTransport(answers("yes")), attempts(1)).before(NOW.plusSeconds(3)), true);
    write(
        loop(new ScriptedTransport(answers("yes")), attempts(1)).before(NOW.plusSeconds(300)),
        true);

    assertThat(timeouts).containsExactly(TIMEOUT, Duration.ofSeconds(3), TIMEOUT);
  }

  @Test
  void aDeadlineBelongsToTheCopyOnly() {
    CallLoop loop = loop(new ScriptedTransport(answers("yes")), attempts(1));
    CallLoop late = loop.before(NOW.minusSeconds(1));

    assertThat(loop.deadline()).isEmpty();
    assertThat(late.deadline()).contains(NOW.minusSeconds(1));
    assertThat(write(loop, true).orElseThrow()).isEqualTo("yes");
  }

  @Test
  void aPauseEndsBeforeTheDeadlineOrIsNotBegun() {
    CallLoop loop = loop(new ScriptedTransport(answers("yes")), attempts(1));

    assertThat(loop.before(NOW.plusSeconds(5)).pause(Duration.ofSeconds(6))).isFalse();
    assertThat(clock.sleeps()).isEmpty();
    assertThat(loop.before(NOW.plusSeconds(5)).pause(Duration.ofSeconds(4))).isTrue();
    assertThat(loop.pause(Duration.ofSeconds(6))).isTrue();
    assertThat(clock.sleeps()).containsExactly(Duration.ofSeconds(4), Duration.ofSeconds(6));
    assertThat(loop.now()).isEqualTo(NOW.plusSeconds(10));
  }

  // ---------------------------------------------------------------- interrupts and observers

  @Test
  void anInterruptDuringAWaitStopsAtOnceAndStaysSet() {
    ScriptedTransport network = new ScriptedTransport(notSent());
    CallLoop loop =
        new CallLoop(
            "testpay",
            network,
            attempts(3),
            TIMEOUT,
            clock,
            duration -> {
              throw new InterruptedException();
            },
            most,
            new Signals(signals::add));

    assertThatExceptionOfType(UnavailableException.class).isThrownBy(() -> write(loop, true));

    assertThat(Thread.interrupted()).isTrue();
    assertThat(network.calls()).hasSize(1);
  }

  @Test
  void anInterruptDuringAnAttemptStopsAtOnceAndStaysSet() {
    ScriptedTransport network =
        new ScriptedTransport(
            call -> {
              Thread.currentThread().interrupt();
              return maybeSent().play(call);
            });

    Outcome<String> outcome = write(loop(network, attempts(3)), true);

    assertThat(Thread.interrupted()).isTrue();
    assertThat(outcome).isInstanceOf(Outcome.Unknown.class);
    assertThat(network.calls()).hasSize(1);
    assertThat(clock.sleeps()).isEmpty();
  }

  @Test
  void anInterruptedThreadSendsNothing() {
    ScriptedTransport network = new ScriptedTransport(answers("yes"));

    Thread.currentThread().interrupt();
    assertThatExceptionOfType(UnavailableException.class)
        .isThrownBy(() -> write(loop(network, attempts(3)), true))
        .withMessageContaining("nothing was sent");

    assertThat(Thread.interrupted()).isTrue();
    assertThat(network.calls()).isEmpty();
  }

  @Test
  void anObserverThatThrowsChangesNothing() {
    List<Signal> seen = new ArrayList<>();
    PaymentObserver broken =
        signal -> {
          seen.add(signal);
          throw new IllegalStateException("the metrics server is away");
        };

    assertThat(
            write(loop(new ScriptedTransport(answers("yes")), attempts(1), broken), true)
                .orElseThrow())
        .isEqualTo("yes");
    assertThat(write(loop(new ScriptedTransport(maybeSent()), attempts(1), broken), true))
        .isInstanceOf(Outcome.Unknown.class);
    assertThat(seen).hasSize(3);
  }
}
