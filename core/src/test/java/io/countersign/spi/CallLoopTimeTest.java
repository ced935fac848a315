// SPDX-License-Identifier: Apache-2.0
package io.countersign.spi;

import static io.countersign.spi.ScriptedTransport.answers;
import static io.countersign.spi.ScriptedTransport.maybeSent;
import static io.countersign.spi.ScriptedTransport.notSent;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.countersign.Outcome;
import io.countersign.PaymentObserver;
import io.countersign.RetryPolicy;
import io.countersign.Signal;
import io.countersign.UnavailableException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Waits, budgets, deadlines, interrupts. */
class CallLoopTimeTest extends LoopAtWork {

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
