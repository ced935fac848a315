// SPDX-License-Identifier: Apache-2.0
package io.countersign.ecpay;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/** ECPay's times: those of Taipei, UTC+8 all the year, whatever zone this machine is in. */
final class TaipeiTime {

  /** Taipei has had no daylight-saving time since 1979. */
  static final ZoneOffset OFFSET = ZoneOffset.ofHours(8);

  private static final DateTimeFormatter WIRE =
      DateTimeFormatter.ofPattern("uuuu/MM/dd HH:mm:ss", Locale.ROOT);

  private TaipeiTime() {}

  /** Such as {@code 2026/03/12 15:30:23}. */
  static String text(Instant instant) {
    return WIRE.format(LocalDateTime.ofInstant(instant, OFFSET));
  }

  /** The moment; empty if the text is not such a time. */
  static Optional<Instant> parse(String text) {
    try {
      return Optional.of(LocalDateTime.parse(text, WIRE).toInstant(OFFSET));
    } catch (DateTimeException malformed) {
      return Optional.empty();
    }
  }
}
