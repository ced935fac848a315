// SPDX-License-Identifier: Apache-2.0
package io.countersign.spi;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Optional;

/**
 * Instants as providers write them; always UTC+8 on our side, whatever the JVM's zone. Read and
 * written by position: the JDK's formatter loads a hundred classes on the notification path.
 */
public final class Rfc3339 {

  private static final long UTC_PLUS_8 = 8 * 3600;
  private static final int SECONDS_END = 19;

  private Rfc3339() {}

  /** {@code 2026-01-02T11:04:05+08:00}; fractions of a second are cut. */
  public static String format(Instant instant) {
    LocalDateTime local =
        LocalDateTime.ofEpochSecond(instant.getEpochSecond() + UTC_PLUS_8, 0, ZoneOffset.UTC);
    StringBuilder text = new StringBuilder(25);
    digits(text, local.getYear(), 4).append('-');
    digits(text, local.getMonthValue(), 2).append('-');
    digits(text, local.getDayOfMonth(), 2).append('T');
    digits(text, local.getHour(), 2).append(':');
    digits(text, local.getMinute(), 2).append(':');
    digits(text, local.getSecond(), 2);
    return text.append("+08:00").toString();
  }

  /**
   * The instant of a text {@code yyyy-MM-ddTHH:mm:ss[.fraction](Z|+HH:mm|-HH:mm)}, its fraction
   * cut; empty if it is anything else.
   */
  public static Optional<Instant> parse(String text) {
    int zone = SECONDS_END;
    if (text.length() > 40 || text.length() <= zone || !hasSeparators(text)) {
      return Optional.empty();
    }
    if (text.charAt(zone) == '.') {
      zone++;
      while (zone < text.length() && isDigit(text.charAt(zone))) {
        zone++;
      }
      if (zone == SECONDS_END + 1) {
        return Optional.empty();
      }
    }
    long offset = offset(text, zone);
    int year = number(text, 0, 4);
    int month = number(text, 5, 2);
    int day = number(text, 8, 2);
    int hour = number(text, 11, 2);
    int minute = number(text, 14, 2);
    int second = number(text, 17, 2);
    if (offset == Long.MIN_VALUE || (year | month | day | hour | minute | second) < 0) {
      return Optional.empty();
    }
    if (month < 1
        || month > 12
        || day < 1
        || day > daysIn(year, month)
        || hour > 23
        || minute > 59
        || second > 59) {
      return Optional.empty();
    }
    long seconds = epochDay(year, month, day) * 86_400 + hour * 3600L + minute * 60L + second;
    return Optional.of(Instant.ofEpochSecond(seconds - offset));
  }

  private static int daysIn(int year, int month) {
    if (month == 2) {
      return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28;
    }
    return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
  }

  /** Days since 1970-01-01 in the Gregorian calendar, counted in years that begin in March. */
  private static long epochDay(int year, int month, int day) {
    long marchYear = month > 2 ? year : year - 1L;
    long century = Math.floorDiv(marchYear, 100);
    long dayOfYear = (153L * ((month + 9) % 12) + 2) / 5 + day - 1;
    return 365 * marchYear
        + Math.floorDiv(marchYear, 4)
        - century
        + Math.floorDiv(century, 4)
        + dayOfYear
        - 719_468;
  }

  private static boolean hasSeparators(String text) {
    return text.charAt(4) == '-'
        && text.charAt(7) == '-'
        && text.charAt(10) == 'T'
        && text.charAt(13) == ':'
        && text.charAt(16) == ':';
  }

  /** The offset's seconds from the zone's position on, or the least long if it is malformed. */
  private static long offset(String text, int at) {
    int left = text.length() - at;
    if (left == 1 && text.charAt(at) == 'Z') {
      return 0;
    }
    if (left != 6
        || (text.charAt(at) != '+' && text.charAt(at) != '-')
        || text.charAt(at + 3) != ':') {
      return Long.MIN_VALUE;
    }
    int hours = number(text, at + 1, 2);
    int minutes = number(text, at + 4, 2);
    if (hours < 0 || hours > 18 || minutes < 0 || minutes > 59) {
      return Long.MIN_VALUE;
    }
    long seconds = hours * 3600L + minutes * 60L;
    return text.charAt(at) == '-' ? -seconds : seconds;
  }

  /** The number of so many digits, or -1 if one of them is not a digit. */
  private static int number(String text, int at, int length) {
    int number = 0;
    for (int i = at; i < at + length; i++) {
      if (!isDigit(text.charAt(i))) {
        return -1;
      }
      number = number * 10 + (text.charAt(i) - '0');
    }
    return number;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static StringBuilder digits(StringBuilder text, int number, int length) {
    String plain = Integer.toString(number);
    for (int i = plain.length(); i < length; i++) {
      text.append('0');
    }
    return text.append(plain);
  }
}
