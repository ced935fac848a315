// SPDX-License-Identifier: Apache-2.0
package io.countersign.spi;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** Instants as providers write them; always UTC+8 on our side, whatever the JVM's zone. */
public final class Rfc3339 {

  private static final ZoneOffset UTC_PLUS_8 = ZoneOffset.ofHours(8);

  private Rfc3339() {}

  /** {@code 2026-01-02T11:04:05+08:00}; fractions of a second are cut. */
  public static String format(Instant instant) {
    return DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(
        instant.truncatedTo(ChronoUnit.SECONDS).atOffset(UTC_PLUS_8));
  }

  /** The instant of a text with any offset; empty if it is not one. */
  public static Optional<Instant> parse(String text) {
    if (text.length() > 40) {
      return Optional.empty();
    }
    try {
      return Optional.of(OffsetDateTime.parse(text).toInstant());
    } catch (DateTimeException malformed) {
      return Optional.empty();
    }
  }
}
