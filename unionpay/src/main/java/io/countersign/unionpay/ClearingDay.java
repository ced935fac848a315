// SPDX-License-Identifier: Apache-2.0
package io.countersign.unionpay;

import io.countersign.InvalidRequestException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.Optional;

/**
 * A day of UnionPay's clearing (清算日), which ends at 23:00 Beijing time. Wherever UnionPay writes
 * one, the year is lacking. (全渠道, 文件传输, settleDate.)
 *
 * @param date the day
 */
record ClearingDay(LocalDate date) {

  private static final ZoneOffset BEIJING = ZoneOffset.ofHours(8);

  /** UnionPay does not say for how long it keeps files. */
  private static final Duration SURELY_KEPT = Duration.ofDays(30);

  /**
   * Checks that a file of it can be asked for.
   *
   * @throws InvalidRequestException if it is not over, or so long ago that month and day name
   *     another
   */
  void mustBeAsked(Instant now) {
    LocalDate today = now.atOffset(BEIJING).toLocalDate();
    if (!date.isBefore(today)) {
      throw new InvalidRequestException(
          "day",
          "a clearing day before " + today + " in Beijing time; its file comes the day after");
    }
    if (!date.isAfter(today.minusYears(1))) {
      throw new InvalidRequestException(
          "day",
          "a day after "
              + today.minusYears(1)
              + ": UnionPay names days by month and day, and would take it for one of a later"
              + " year");
    }
  }

  /** {@code MMdd}. */
  String settleDate() {
    return digits().substring(4);
  }

  /** {@code yyMMdd}. */
  String yearMonthDay() {
    return digits().substring(2);
  }

  /** Whether a file that is not there by now will not come: there was nothing to list. */
  boolean isLongDue(Instant now) {
    return !now.isBefore(dueAt().plus(Duration.ofDays(1)));
  }

  /** Whether a file that was there once may be gone. */
  boolean isLongAgo(Instant now) {
    return now.isAfter(dueAt().plus(SURELY_KEPT));
  }

  /** When asking for it again makes sense. */
  Instant askAgainAt(Instant now) {
    return now.isBefore(dueAt()) ? dueAt() : now.plus(Duration.ofHours(1));
  }

  /**
   * The moment that is written {@code MMddHHmmss}, in the year in which it is nearest to this day;
   * empty if it is none.
   */
  Optional<Instant> moment(String monthToSecond) {
    if (monthToSecond.length() != 10) {
      return Optional.empty();
    }
    Instant noon = date.atTime(12, 0).toInstant(BEIJING);
    Optional<Instant> nearest = Optional.empty();
    for (int year = date.getYear() - 1; year <= date.getYear() + 1; year++) {
      Optional<Instant> moment = BeijingTime.parse(year + monthToSecond);
      if (moment.isPresent()
          && (nearest.isEmpty()
              || apart(noon, moment.get()).compareTo(apart(noon, nearest.get())) < 0)) {
        nearest = moment;
      }
    }
    return nearest;
  }

  private static Duration apart(Instant one, Instant other) {
    return Duration.between(one, other).abs();
  }

  private Instant dueAt() {
    return date.plusDays(1).atTime(LocalTime.of(9, 0)).toInstant(BEIJING);
  }

  private String digits() {
    return BeijingTime.text(date.atStartOfDay().toInstant(BEIJING)).substring(0, 8);
  }
}
