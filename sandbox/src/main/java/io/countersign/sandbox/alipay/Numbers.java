// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.alipay;

import java.security.SecureRandom;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.format.ResolverStyle;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;

/** Numbers, amounts and times in Alipay's shapes; all times are Beijing's. */
final class Numbers {
  static final ZoneOffset BEIJING = ZoneOffset.ofHours(8);

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT)
          .withResolverStyle(ResolverStyle.STRICT);

  private Numbers() {}

  static String digits(int count) {
    return random("0123456789", count);
  }

  static String hex(int count) {
    return random("0123456789abcdef", count);
  }

  static String token(int count) {
    return random("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ", count);
  }

  /** 16 bytes as Base64. */
  static String contentKey() {
    byte[] key = new byte[16];
    RANDOM.nextBytes(key);
    return Base64.getEncoder().encodeToString(key);
  }

  static byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    RANDOM.nextBytes(bytes);
    return bytes;
  }

  static String appId() {
    return "2021" + digits(12);
  }

  static String userId() {
    return "2088" + digits(12);
  }

  /** 28 digits that begin with the day. */
  static String tradeNo(Instant now) {
    return day(now).replace("-", "") + "22001" + digits(15);
  }

  static String time(Instant at) {
    return TIME.format(at.atOffset(BEIJING));
  }

  static String day(Instant at) {
    return at.atOffset(BEIJING).toLocalDate().toString();
  }

  static LocalDate date(Instant at) {
    return at.atOffset(BEIJING).toLocalDate();
  }

  static Optional<Instant> instant(String time) {
    try {
      return Optional.of(LocalDateTime.parse(time, TIME).toInstant(BEIJING));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  /** Yuan with two decimals, of fen. */
  static String yuan(long fen) {
    return fen / 100 + "." + String.format(Locale.ROOT, "%02d", fen % 100);
  }

  /** Fen, of yuan with at most two decimals and neither sign nor exponent. */
  static Optional<Long> fen(String yuan) {
    if (!yuan.matches("[0-9]{1,9}(\\.[0-9]{1,2})?")) {
      return Optional.empty();
    }
    int point = yuan.indexOf('.');
    String whole = point < 0 ? yuan : yuan.substring(0, point);
    String cents = point < 0 ? "00" : (yuan.substring(point + 1) + "0").substring(0, 2);
    return Optional.of(Long.parseLong(whole) * 100 + Long.parseLong(cents));
  }

  private static String random(String alphabet, int count) {
    return RANDOM
        .ints(count, 0, alphabet.length())
        .mapToObj(alphabet::charAt)
        .collect(StringBuilder::new, StringBuilder::append, StringBuilder::append)
        .toString();
  }
}
