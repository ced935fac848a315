// SPDX-License-Identifier: Apache-2.0
package io.countersign.unionpay;

import io.countersign.InvalidNotificationException;
import io.countersign.InvalidNotificationException.Reason;
import io.countersign.spi.FormFields;
import java.time.Instant;
import java.util.Optional;

/**
 * When a transaction happened, and whether news of it may still come. UnionPay names no time of
 * sending, so a notification's age is counted from {@code txnTime}: a payer may pay until the
 * order's payTimeout, and the last of five deliveries comes minutes after. (全渠道, 后台通知.)
 */
final class NoticeTime {

  private static final long DAY_SECONDS = 86_400;
  static final long OLDEST_SECONDS = 31 * DAY_SECONDS;

  /** An order may be dated ten minutes ahead, and clocks differ. */
  static final long AHEAD_SECONDS = TimedNumber.TOLERANCE.toSeconds() + 5 * 60;

  private NoticeTime() {}

  /**
   * The signed time of the transaction ({@code txnTime}).
   *
   * @param receivedAt when it came
   * @throws InvalidNotificationException if there is none, or it is too long ago or in the future
   */
  static Instant txnTime(FormFields told, Instant receivedAt) {
    Optional<Instant> txnTime = BeijingTime.parse(told.text("txnTime"));
    if (txnTime.isEmpty()) {
      throw new InvalidNotificationException(
          Reason.STALE, "it names no txnTime, so its age cannot be judged");
    }
    long age = receivedAt.getEpochSecond() - txnTime.get().getEpochSecond();
    if (age > OLDEST_SECONDS || age < -AHEAD_SECONDS) {
      throw new InvalidNotificationException(
          Reason.STALE,
          "its txnTime is "
              + age
              + " s before it was received, allowed are "
              + OLDEST_SECONDS
              + " s and as far ahead as "
              + AHEAD_SECONDS
              + " s: a replay, or this machine's clock is wrong");
    }
    return txnTime.get();
  }

  /** When it was booked; when the transaction began, where that is not told. */
  static Instant bookedAt(Instant txnTime, FormFields told) {
    return traced(txnTime, told.text("traceTime")).orElse(txnTime);
  }

  /**
   * When it was booked. {@code traceTime} has no year, so it is the first such time since the
   * transaction began; empty where no such time makes sense.
   */
  static Optional<Instant> traced(Instant txnTime, String traceTime) {
    String year = BeijingTime.text(txnTime).substring(0, 4);
    String next = String.valueOf(Integer.parseInt(year) + 1);
    for (String each : new String[] {year, next}) {
      Optional<Instant> traced = BeijingTime.parse(each + traceTime);
      if (traced.isPresent()) {
        long after = traced.get().getEpochSecond() - txnTime.getEpochSecond();
        if (after >= 0 && after <= OLDEST_SECONDS) {
          return traced;
        }
      }
    }
    return Optional.empty();
  }
}
