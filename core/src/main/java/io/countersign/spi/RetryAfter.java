// SPDX-License-Identifier: Apache-2.0
package io.countersign.spi;

import io.countersign.http.Headers;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/** The {@code Retry-After} header: seconds or an HTTP date. */
public final class RetryAfter {

  private static final Duration MOST = Duration.ofDays(1);

  private RetryAfter() {}

  /** How long to wait from {@code now}, at most a day; empty if absent or malformed. */
  public static Optional<Duration> of(Headers headers, Instant now) {
    Optional<String> header = headers.first("Retry-After");
    if (header.isEmpty()) {
      return Optional.empty();
    }
    String text = header.get().trim();
    if (!text.isEmpty() && text.length() <= 9 && text.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return Optional.of(bounded(Duration.ofSeconds(Long.parseLong(text))));
    }
    try {
      Instant at = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      return Optional.of(bounded(Duration.between(now, at)));
    } catch (DateTimeException malformed) {
      return Optional.empty();
    }
  }

  private static Duration bounded(Duration duration) {
    if (duration.isNegative()) {
      return Duration.ZERO;
    }
    return duration.compareTo(MOST) > 0 ? MOST : duration;
  }
}
