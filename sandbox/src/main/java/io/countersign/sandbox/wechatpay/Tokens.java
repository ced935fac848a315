// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.wechatpay;

import java.security.SecureRandom;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;

/** Numbers, names and times in the shapes that WeChat Pay gives them. */
final class Tokens {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final String ALPHANUMERIC =
      "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
  private static final ZoneOffset BEIJING = ZoneOffset.ofHours(8);
  private static final DateTimeFormatter RFC3339 =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ssxxx", Locale.ROOT);
  private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("yyyyMMdd", Locale.ROOT);
  private static final DateTimeFormatter SECOND =
      DateTimeFormatter.ofPattern("yyyyMMddHHmmss", Locale.ROOT);
  private static final DateTimeFormatter BILL_TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);
  private static final AtomicLong SERIES = new AtomicLong(RANDOM.nextInt(50_000_000));

  private Tokens() {}

  static String alphanumeric(int length) {
    return pick(ALPHANUMERIC, length);
  }

  static String hex(int length) {
    return pick("0123456789abcdef", length);
  }

  static String digits(int length) {
    return pick("0123456789", length);
  }

  static String mchid() {
    return "19" + eight();
  }

  static String appid() {
    return "wx" + hex(16);
  }

  static String publicKeyId(String mchid, Instant now) {
    return "PUB_KEY_ID_01" + mchid + DAY.format(now.atOffset(BEIJING)) + "00" + digits(8);
  }

  static String requestId() {
    return hex(16).toUpperCase(Locale.ROOT) + digits(10);
  }

  static String transactionId(Instant now) {
    return "420000" + digits(4) + DAY.format(now.atOffset(BEIJING)) + "00" + eight();
  }

  static String refundId(Instant now) {
    return "503000" + digits(4) + DAY.format(now.atOffset(BEIJING)) + "000" + eight();
  }

  static String flowId(Instant now) {
    return "19" + digits(8) + DAY.format(now.atOffset(BEIJING)) + digits(8) + eight();
  }

  static String transferBillNo(Instant now) {
    return "133" + digits(12) + DAY.format(now.atOffset(BEIJING)) + "00" + eight();
  }

  static String shareId(Instant now) {
    return "300" + digits(7) + DAY.format(now.atOffset(BEIJING)) + "00" + eight();
  }

  static String prepayId(Instant now) {
    return "wx" + SECOND.format(now.atOffset(BEIJING)) + hex(16) + "0000";
  }

  static String notificationId(Instant now) {
    return "EV-" + SECOND.format(now.atOffset(BEIJING)) + eight();
  }

  static String time(Instant at) {
    return RFC3339.format(at.atOffset(BEIJING));
  }

  static String billTime(Instant at) {
    return BILL_TIME.format(at.atOffset(BEIJING));
  }

  static LocalDate day(Instant at) {
    return at.atOffset(BEIJING).toLocalDate();
  }

  static Instant start(LocalDate day) {
    return day.atStartOfDay().toInstant(BEIJING);
  }

  private static String eight() {
    return String.format(Locale.ROOT, "%08d", SERIES.incrementAndGet() % 100_000_000);
  }

  private static String pick(String from, int length) {
    StringBuilder text = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      text.append(from.charAt(RANDOM.nextInt(from.length())));
    }
    return text.toString();
  }
}
