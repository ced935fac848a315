// SPDX-License-Identifier: Apache-2.0
package io.countersign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class FollowUpTest {

  private static final Instant AT = Instant.parse("2026-01-02T03:04:05.678Z");

  static FollowUp[] all() {
    return new FollowUp[] {
      new FollowUp.Ask(AT),
      new FollowUp.RepeatSame(AT),
      new FollowUp.Close(AT),
      new FollowUp.Reverse(AT),
      new FollowUp.Reconcile(),
      new FollowUp.Done(),
      new FollowUp.Ask(Instant.MAX),
      new FollowUp.Ask(Instant.MIN)
    };
  }

  @ParameterizedTest
  @MethodSource("all")
  void theStoredFormComesBackAsItWas(FollowUp followUp) {
    assertThat(FollowUp.parse(followUp.toText())).isEqualTo(followUp);
  }

  @Test
  void everyKindIsAmongThem() {
    assertThat(all())
        .extracting(Object::getClass)
        .containsAll(java.util.List.of(FollowUp.class.getPermittedSubclasses()));
  }

  @Test
  void theStoredFormIsWhatItWasInEarlierReleases() {
    assertThat(new FollowUp.Ask(AT).toText()).isEqualTo("ask 2026-01-02T03:04:05.678Z");
    assertThat(new FollowUp.RepeatSame(AT).toText()).isEqualTo("repeat 2026-01-02T03:04:05.678Z");
    assertThat(new FollowUp.Close(AT).toText()).isEqualTo("close 2026-01-02T03:04:05.678Z");
    assertThat(new FollowUp.Reverse(AT).toText()).isEqualTo("reverse 2026-01-02T03:04:05.678Z");
    assertThat(new FollowUp.Reconcile().toText()).isEqualTo("reconcile");
    assertThat(new FollowUp.Done().toText()).isEqualTo("done");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "DONE",
        "done ",
        "ask",
        "ask ",
        "ask soon",
        " ask 2026-01-02T03:04:05Z",
        "wait 2026-01-02T03:04:05Z",
        "ask 2026-13-02T03:04:05Z",
        "close 1782907200",
        "reconcile x"
      })
  void otherTextIsRefused(String text) {
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> FollowUp.parse(text))
        .withMessageContaining("follow-up");
  }

  @Test
  void itIsDueFromItsMomentOnAndWithoutAMomentNever() {
    Instant at = Instant.parse("2026-01-02T03:04:05Z");
    for (FollowUp timed :
        List.of(
            new FollowUp.Ask(at),
            new FollowUp.RepeatSame(at),
            new FollowUp.Close(at),
            new FollowUp.Reverse(at))) {
      assertThat(timed.isDue(at.minusNanos(1))).isFalse();
      assertThat(timed.isDue(at)).isTrue();
      assertThat(timed.isDue(at.plusSeconds(1))).isTrue();
    }
    assertThat(new FollowUp.Reconcile().isDue(at)).isFalse();
    assertThat(new FollowUp.Done().isDue(at)).isFalse();
  }
}
