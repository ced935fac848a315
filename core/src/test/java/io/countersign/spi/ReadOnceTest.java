// SPDX-License-Identifier: Apache-2.0
package io.countersign.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.countersign.RetryPolicy;
import io.countersign.UnavailableException;
import io.countersign.http.Headers;
import io.countersign.http.HttpCall;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A question that can be answered once is asked again only when it provably was not answered. */
class ReadOnceTest {
  private final List<Duration> waits = new ArrayList<>();

  private String asked(ScriptedTransport transport) {
    return new CallLoop(
            "testpay",
            transport,
            RetryPolicy.standard(),
            Duration.ofSeconds(10),
            Clock.fixed(Instant.EPOCH, ZoneOffset.UTC),
            waits::add,
            new Random(1),
            new Signals(null))
        .readOnce(
            "question",
            (now, timeout) ->
                HttpCall.of(
                    "GET", URI.create("https://pay.example/q"), Headers.none(), false, timeout),
            answer -> {
              String text = new String(answer.body(), StandardCharsets.UTF_8);
              return switch (text) {
                case "busy" -> new Verdict.NotNow<>("busy", Optional.empty());
                case "odd" -> Verdict.open("odd");
                default -> Verdict.accepted(text);
              };
            });
  }

  @Test
  void whatWasNotSentOrNotAnsweredNowIsAskedAgain() {
    ScriptedTransport transport =
        new ScriptedTransport(
            ScriptedTransport.notSent(),
            ScriptedTransport.answers("busy"),
            ScriptedTransport.answers("yes"));

    assertThat(asked(transport)).isEqualTo("yes");
    assertThat(transport.calls()).hasSize(3);
    assertThat(waits).hasSize(2);
  }

  @Test
  void whatMayHaveBeenAnsweredIsNotAskedAgain() {
    for (ScriptedTransport.Step step :
        List.of(ScriptedTransport.maybeSent(), ScriptedTransport.answers("odd"))) {
      ScriptedTransport transport = new ScriptedTransport(step, ScriptedTransport.answers("yes"));

      assertThatExceptionOfType(UnavailableException.class).isThrownBy(() -> asked(transport));
      assertThat(transport.calls()).hasSize(1);
    }
  }
}
