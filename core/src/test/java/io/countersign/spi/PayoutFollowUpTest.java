// SPDX-License-Identifier: Apache-2.0
package io.countersign.spi;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.FollowUp;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class PayoutFollowUpTest {

  private static final Instant SENT = Instant.parse("2026-07-01T04:00:00Z");

  private static FollowUp after(Duration age, boolean known, boolean settled) {
    return PayoutFollowUp.next(SENT, known, settled, SENT.plus(age));
  }

  @Test
  void whatIsSettledIsDoneHoweverOldItIs() {
    assertThat(after(Duration.ZERO, true, true)).isEqualTo(new FollowUp.Done());
    assertThat(after(Duration.ofDays(40), true, true)).isEqualTo(new FollowUp.Done());
  }

  @Test
  void whatMayStillBeOnItsWayIsAskedAboutAndNotRepeated() {
    assertThat(after(Duration.ZERO, false, false))
        .isEqualTo(new FollowUp.Ask(SENT.plusSeconds(10)));
    assertThat(after(Duration.ofSeconds(59), false, false))
        .isEqualTo(new FollowUp.Ask(SENT.plusSeconds(60)));
  }

  @Test
  void whatIsNotKnownAMinuteLaterIsRepeatedIdentically() {
    assertThat(after(Duration.ofSeconds(60), false, false))
        .isEqualTo(new FollowUp.RepeatSame(SENT.plus(Duration.ofMinutes(5))));
  }

  @Test
  void whatIsUnderWayIsAskedAboutLessAndLessOftenUntilProvidersForget() {
    assertThat(after(Duration.ofMinutes(2), true, false))
        .isEqualTo(new FollowUp.Ask(SENT.plus(Duration.ofMinutes(5))));
    assertThat(after(Duration.ofMinutes(30), true, false))
        .isEqualTo(new FollowUp.Ask(SENT.plus(Duration.ofMinutes(90))));
    assertThat(after(Duration.ofDays(29).minusSeconds(1), true, false))
        .isInstanceOf(FollowUp.Ask.class);
    assertThat(after(Duration.ofDays(29), true, false)).isEqualTo(new FollowUp.Reconcile());
    assertThat(after(Duration.ofDays(29), false, false)).isEqualTo(new FollowUp.Reconcile());
  }
}
