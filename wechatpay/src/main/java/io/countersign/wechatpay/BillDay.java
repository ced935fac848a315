// SPDX-License-Identifier: Apache-2.0
package io.countersign.wechatpay;

import io.countersign.InvalidRequestException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;

/** Beijing days and when their bills are due: from 10:00 on the next day, for three months. */
final class BillDay {

  private static final ZoneOffset BEIJING = ZoneOffset.ofHours(8);
  private static final int MONTHS_KEPT = 3;

  private BillDay() {}

  /**
   * Checks that WeChat Pay can have a bill of a day.
   *
   * @throws InvalidRequestException if it is today, later, or too long ago
   */
  static void mustHaveBill(LocalDate day, Instant now) {
    LocalDate today = now.atOffset(BEIJING).toLocalDate();
    if (!day.isBefore(today) || day.isBefore(today.minusMonths(MONTHS_KEPT))) {
      throw new InvalidRequestException(
          "day",
          "a day from "
              + today.minusMonths(MONTHS_KEPT)
              + " to "
              + today.minusDays(1)
              + " in Beijing time; bills are kept for three months, and today's comes tomorrow");
    }
  }

  /** Whether a bill should be there by now. */
  static boolean isDue(LocalDate day, Instant now) {
    return !now.isBefore(dueAt(day));
  }

  /** When asking for it again makes sense. */
  static Instant askAgainAt(LocalDate day, Instant now) {
    return isDue(day, now) ? now.plus(Duration.ofMinutes(15)) : dueAt(day);
  }

  private static Instant dueAt(LocalDate day) {
    return day.plusDays(1).atTime(LocalTime.of(10, 0)).toInstant(BEIJING);
  }
}
