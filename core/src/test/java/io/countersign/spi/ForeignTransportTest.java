// SPDX-License-Identifier: Apache-2.0
package io.countersign.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.countersign.FollowUp;
import io.countersign.HandClock;
import io.countersign.Outcome;
import io.countersign.RetryPolicy;
import io.countersign.Signal;
import io.countersign.UnavailableException;
import io.countersign.http.Headers;
import io.countersign.http.HttpCall;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A shop's own transport may throw what it should not, after it has sent. */
class ForeignTransportTest {
  private static final Instant NOW = Instant.parse("2026-07-01T12:00:00Z");
  private static final FollowUp ASK = new FollowUp.Ask(NOW.plusSeconds(30));

  private final HandClock clock = new HandClock(NOW);
  private final List<Signal> signals = new ArrayList<>();
  private final ScriptedTransport broken =
      new ScriptedTransport(
          call -> {
            throw new IllegalStateException("pool closed; the body was canary-1");
          });

  @Test
  void aWriteThroughItIsUnknownAndTold() {
    Outcome<String> outcome = write(false);

    assertThat(outcome).isInstanceOf(Outcome.Unknown.class);
    Outcome.Unknown<String> unknown = (Outcome.Unknown<String>) outcome;
    assertThat(unknown.followUp()).isEqualTo(ASK);
    assertThat(unknown.cause()).contains("IllegalStateException").doesNotContain("canary-1");
    assertThat(broken.calls()).hasSize(1);
    assertThat(signals).contains(new Signal.UnknownOpened("testpay", "pay", "T1", ASK));
  }

  @Test
  void onlyAHarmlessWriteIsRepeatedThroughIt() {
    assertThat(write(true)).isInstanceOf(Outcome.Unknown.class);

    assertThat(broken.calls()).hasSize(3);
  }

  @Test
  void aQuestionThroughItIsUnavailable() {
    assertThatExceptionOfType(UnavailableException.class)
        .isThrownBy(
            () -> loop().read("find", this::sign, answer -> Verdict.accepted("never answered")))
        .withMessageNotContaining("canary-1");
  }

  private Outcome<String> write(boolean repeatable) {
    return loop()
        .write(
            "pay",
            "T1",
            repeatable,
            this::sign,
            answer -> Verdict.accepted("never answered"),
            rejection -> {
              throw new AssertionError("there was no conflict");
            },
            () -> ASK);
  }

  private CallLoop loop() {
    return new CallLoop(
        "testpay",
        broken,
        RetryPolicy.standard(),
        Duration.ofSeconds(8),
        clock,
        clock,
        new Random(1),
        new Signals(signals::add));
  }

  private HttpCall sign(Instant now, Duration timeout) {
    return HttpCall.of(
        "POST", URI.create("https://gateway.example/pay"), Headers.none(), true, timeout);
  }
}
