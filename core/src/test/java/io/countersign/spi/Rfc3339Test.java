// SPDX-License-Identifier: Apache-2.0
package io.countersign.spi;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.TimeZone;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Isolated("changes the JVM's zone")
class Rfc3339Test {

  @ParameterizedTest
  @ValueSource(strings = {"UTC", "Asia/Taipei", "America/New_York", "Pacific/Kiritimati"})
  void itIsUtcPlus8WhateverTheJvmsZone(String zone) {
    TimeZone before = TimeZone.getDefault();
    TimeZone.setDefault(TimeZone.getTimeZone(zone));
    try {
      assertThat(Rfc3339.format(Instant.parse("2026-01-02T03:04:05.999Z")))
          .isEqualTo("2026-01-02T11:04:05+08:00");
      // The clocks of New York change at 06:00 UTC of this day.
      assertThat(Rfc3339.format(Instant.parse("2026-11-01T06:30:00Z")))
          .isEqualTo("2026-11-01T14:30:00+08:00");
      assertThat(Rfc3339.format(Instant.parse("2026-03-08T07:00:00Z")))
          .isEqualTo("2026-03-08T15:00:00+08:00");
      assertThat(Rfc3339.parse("2026-11-01T14:30:00+08:00"))
          .contains(Instant.parse("2026-11-01T06:30:00Z"));
    } finally {
      TimeZone.setDefault(before);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "2026-01-02T11:04:05+08:00, 2026-01-02T03:04:05Z",
    "2026-01-02T03:04:05Z, 2026-01-02T03:04:05Z",
    "2026-01-02T03:04:05.123Z, 2026-01-02T03:04:05Z",
    "2026-01-01T22:04:05-05:00, 2026-01-02T03:04:05Z"
  })
  void anyOffsetIsReadAndFractionsAreCut(String text, Instant instant) {
    assertThat(Rfc3339.parse(text)).contains(instant);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "yesterday",
        "2026-01-02",
        "2026-01-02T11:04:05",
        "2026-01-02 11:04:05+08:00",
        "2026-02-30T11:04:05+08:00",
        "2026-01-02T24:04:05+08:00",
        "2026-01-02T11:04:05+25:00",
        "2026-01-02T11:04:05+08:00 ",
        "2026-01-02T11:04:05.0000000000000000000000000000000000+08:00"
      })
  void otherTextIsEmpty(String text) {
    assertThat(Rfc3339.parse(text)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 1_767_323_045, 4_102_444_800L})
  void whatItFormatsItReads(long second) {
    Instant instant = Instant.ofEpochSecond(second);

    assertThat(Rfc3339.parse(Rfc3339.format(instant))).contains(instant);
  }
}
