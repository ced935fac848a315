// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.ecpay;

import java.security.SecureRandom;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.format.ResolverStyle;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** Numbers and times in the shapes that ECPay gives them; all times are Taipei's. */
final class Numbers {
  static final ZoneOffset TAIPEI = ZoneOffset.ofHours(8);

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final AtomicInteger SERIES = new AtomicInteger(RANDOM.nextInt(5000));
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu/MM/dd HH:mm:ss", Locale.ROOT)
          .withResolverStyle(ResolverStyle.STRICT);
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("uuuu/MM/dd", Locale.ROOT);
  private static final DateTimeFormatter COMPACT =
      DateTimeFormatter.ofPattern("uuMMddHHmmss", Locale.ROOT);

  private Numbers() {}

  static String digits(int length) {
    return pick("0123456789", length);
  }

  static String letters(int length) {
    return pick("ABCDEFGHIJKLMNOPQRSTUVWXYZ", length);
  }

  static String alphanumeric(int length) {
    return pick("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ", length);
  }

  /** Above the numbers that ECPay has given to its public test merchants. */
  static String merchantId() {
    return "90" + serial() + digits(1);
  }

  static String tradeNo(Instant now) {
    return COMPACT.format(now.atOffset(TAIPEI)) + serial();
  }

  static String gwsr() {
    return "1" + digits(3) + serial();
  }

  static String time(Instant at) {
    return TIME.format(at.atOffset(TAIPEI));
  }

  static String day(Instant at) {
    return DAY.format(at.atOffset(TAIPEI));
  }

  static LocalDate date(Instant at) {
    return at.atOffset(TAIPEI).toLocalDate();
  }

  static Optional<Instant> instant(String time) {
    try {
      return Optional.of(LocalDateTime.parse(time, TIME).toInstant(TAIPEI));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  /** The next time after this one at which Taipei's clocks show so. */
  static Instant next(Instant after, LocalTime shown) {
    Instant today = date(after).atTime(shown).toInstant(TAIPEI);
    return today.isAfter(after) ? today : date(after).plusDays(1).atTime(shown).toInstant(TAIPEI);
  }

  private static String serial() {
    return String.format(Locale.ROOT, "%04d", SERIES.incrementAndGet() % 10_000);
  }

  private static String pick(String from, int length) {
    StringBuilder text = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      text.append(from.charAt(RANDOM.nextInt(from.length())));
    }
    return text.toString();
  }
}
