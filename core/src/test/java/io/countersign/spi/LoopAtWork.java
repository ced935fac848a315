// SPDX-License-Identifier: Apache-2.0
package io.countersign.spi;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.FollowUp;
import io.countersign.HandClock;
import io.countersign.MismatchException;
import io.countersign.Outcome;
import io.countersign.PaymentObserver;
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

/** A loop with a clock set by hand, and what its tests look at. */
abstract class LoopAtWork {

  static final Instant NOW = Instant.parse("2026-07-01T12:00:00Z");
  static final Duration TIMEOUT = Duration.ofSeconds(8);
  static final FollowUp ASK = new FollowUp.Ask(NOW.plusSeconds(30));
  static final Rejection NO =
      Rejection.of("testpay", Rejection.Reason.NOT_ALLOWED, "NO_AUTH").build();

  final HandClock clock = new HandClock(NOW);
  final List<Signal> signals = new ArrayList<>();
  final List<Duration> timeouts = new ArrayList<>();
  final List<Long> bounds = new ArrayList<>();

  /** Always draws the most, and remembers the bounds. */
  final RandomGenerator most =
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

  CallLoop loop(ScriptedTransport transport, RetryPolicy policy) {
    return loop(transport, policy, signals::add);
  }

  CallLoop loop(ScriptedTransport transport, RetryPolicy policy, PaymentObserver observer) {
    return new CallLoop(
        "testpay", transport, policy, TIMEOUT, clock, clock, most, new Signals(observer));
  }

  static RetryPolicy attempts(int most) {
    return new RetryPolicy(
        most, Duration.ofMillis(200), Duration.ofSeconds(5), Duration.ofSeconds(20));
  }

  HttpCall sign(Instant now, Duration timeout) {
    timeouts.add(timeout);
    return HttpCall.of(
        "POST", URI.create("https://gateway.example/pay"), Headers.none(), true, timeout);
  }

  static Verdict<String> read(HttpAnswer answer) {
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

  static Outcome<String> noConflict(Rejection rejection) {
    throw new AssertionError("there was no conflict");
  }

  Outcome<String> write(CallLoop loop, boolean repeatable) {
    return write(loop, repeatable, CallLoopTest::noConflict);
  }

  Outcome<String> write(
      CallLoop loop, boolean repeatable, Function<Rejection, Outcome<String>> conflict) {
    return loop.write(
        "refund", "T1", repeatable, this::sign, CallLoopTest::read, conflict, () -> ASK);
  }

  String read(CallLoop loop) {
    return loop.read("find", this::sign, CallLoopTest::read);
  }

  Signal.CallEnded ended() {
    List<Signal.CallEnded> all =
        signals.stream()
            .filter(Signal.CallEnded.class::isInstance)
            .map(Signal.CallEnded.class::cast)
            .toList();
    assertThat(all).hasSize(1);
    return all.get(0);
  }
}
