// SPDX-License-Identifier: Apache-2.0
package io.countersign.spi;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.http.Headers;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryAfterTest {

  private static final Instant NOW = Instant.parse("2026-07-01T12:00:00Z");

  private static Optional<Duration> of(String value) {
    return RetryAfter.of(Headers.builder().add("retry-after", value).build(), NOW);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0 | PT0S",
        "1 | PT1S",
        " 30  | PT30S",
        "86400 | PT24H",
        "86401 | PT24H",
        "999999999 | PT24H",
        "Wed, 01 Jul 2026 12:01:00 GMT | PT1M",
        "Wed, 01 Jul 2026 11:59:00 GMT | PT0S",
        "Thu, 01 Jul 2027 12:00:00 GMT | PT24H"
      })
  void secondsAndDatesAreBounded(String value, Duration wait) {
    assertThat(of(value)).contains(wait);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", " ", "-1", "+1", "1.5", "soon", "9999999999", "0x10", "٣", "2026-07-01"})
  void anythingElseIsAsIfItWereAbsent(String value) {
    assertThat(of(value)).isEmpty();
  }

  @Test
  void absentIsEmpty() {
    assertThat(RetryAfter.of(Headers.none(), NOW)).isEmpty();
  }
}
