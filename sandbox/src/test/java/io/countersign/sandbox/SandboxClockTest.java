// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SandboxClockTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  @Test
  void whatFallsDueRunsInOrderWithTheClockAtItsTime() {
    SandboxClock clock = SandboxClock.drivenFrom(START);
    List<String> seen = new ArrayList<>();
    clock.at(START.plusSeconds(20), () -> seen.add("second " + clock.instant()));
    clock.at(
        START.plusSeconds(10),
        () -> {
          seen.add("first " + clock.instant());
          clock.at(clock.instant().plusSeconds(5), () -> seen.add("planned meanwhile"));
        });
    clock.at(START.plusSeconds(31), () -> seen.add("too late"));
    clock.onAdvance(() -> seen.add("end " + clock.instant()));
    clock.advance(Duration.ofSeconds(30));
    assertThat(seen)
        .containsExactly(
            "first 2026-01-01T00:00:10Z",
            "planned meanwhile",
            "second 2026-01-01T00:00:20Z",
            "end 2026-01-01T00:00:30Z");
  }

  @Test
  void itStandsStillAndNeverGoesBack() {
    SandboxClock clock = SandboxClock.drivenFrom(START);
    assertThat(clock.instant()).isEqualTo(clock.instant()).isEqualTo(START);
    assertThat(clock.withZone(ZoneId.of("Asia/Shanghai")).instant()).isEqualTo(START);
    assertThat(clock.driven()).isTrue();
    assertThatThrownBy(() -> clock.advance(Duration.ofSeconds(-1)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void whatIsCancelledDoesNotRun() {
    SandboxClock clock = SandboxClock.drivenFrom(START);
    List<String> ran = new ArrayList<>();
    Runnable cancelled = () -> ran.add("cancelled");
    clock.at(START, cancelled);
    clock.at(START, () -> ran.add("kept"));
    clock.cancel(cancelled);

    clock.advance(Duration.ZERO);

    assertThat(ran).containsExactly("kept");
  }

  @Test
  void theSystemClockRunsWhatIsDueByItself() throws InterruptedException {
    SandboxClock clock = SandboxClock.system();
    CountDownLatch ran = new CountDownLatch(2);
    clock.at(Instant.now().plusMillis(5), ran::countDown);
    clock.at(Instant.now(), ran::countDown);
    assertThat(ran.await(10, TimeUnit.SECONDS)).isTrue();
    assertThatThrownBy(() -> clock.advance(Duration.ZERO))
        .isInstanceOf(IllegalStateException.class);
  }
}
