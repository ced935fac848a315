// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.unionpay;

import java.math.BigInteger;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.format.ResolverStyle;
import java.util.Locale;
import java.util.Optional;

/** Numbers and times in UnionPay's shapes; all times are Beijing's. */
final class Numbers {
  static final ZoneOffset BEIJING = ZoneOffset.ofHours(8);

  /** A clearing day begins an hour before the calendar's. */
  private static final Duration CUT_OVER = Duration.ofHours(1);

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final DateTimeFormatter TIME = pattern("uuuuMMddHHmmss");
  private static final DateTimeFormatter TRACE_TIME = pattern("MMddHHmmss");
  private static final DateTimeFormatter DATE = pattern("uuuuMMdd");

  private Numbers() {}

  private static DateTimeFormatter pattern(String pattern) {
    return DateTimeFormatter.ofPattern(pattern, Locale.ROOT)
        .withResolverStyle(ResolverStyle.STRICT);
  }

  static String digits(int count) {
    return random("0123456789", count);
  }

  static String token(int count) {
    return random("0123456789abcdefghijklmnopqrstuvwxyz", count);
  }

  /** A number of certificates: 38 or 39 digits, which no long and no double can hold. */
  static BigInteger longSerial() {
    return new BigInteger(126, RANDOM).setBit(126);
  }

  static BigInteger shortSerial() {
    return new BigInteger("69" + digits(9));
  }

  static String merId() {
    return "777" + digits(12);
  }

  /** 21 digits that begin with the time. */
  static String queryId(Instant now) {
    return TIME.format(now.atOffset(BEIJING)).substring(2) + digits(9);
  }

  /** 14 digits. */
  static String time(Instant at) {
    return TIME.format(at.atOffset(BEIJING));
  }

  /** 10 digits, without a year. */
  static String traceTime(Instant at) {
    return TRACE_TIME.format(at.atOffset(BEIJING));
  }

  static Optional<Instant> instant(String time) {
    try {
      return Optional.of(LocalDateTime.parse(time, TIME).toInstant(BEIJING));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  /** The day from 23:00 to 23:00 that something is cleared with. */
  static LocalDate clearingDay(Instant at) {
    return at.plus(CUT_OVER).atOffset(BEIJING).toLocalDate();
  }

  /** The calendar's day. */
  static LocalDate day(Instant at) {
    return at.atOffset(BEIJING).toLocalDate();
  }

  /** 8 digits. */
  static String date(LocalDate day) {
    return DATE.format(day);
  }

  /** 4 digits, without a year. */
  static String monthAndDay(LocalDate day) {
    return date(day).substring(4);
  }

  /** Yuan for a person to read. */
  static String yuan(long fen) {
    return fen / 100 + "." + String.format(Locale.ROOT, "%02d", fen % 100);
  }

  private static String random(String alphabet, int count) {
    StringBuilder text = new StringBuilder(count);
    for (int i = 0; i < count; i++) {
      text.append(alphabet.charAt(RANDOM.nextInt(alphabet.length())));
    }
    return text.toString();
  }
}
