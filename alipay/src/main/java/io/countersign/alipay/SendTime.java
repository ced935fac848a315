// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import io.countersign.InvalidNotificationException;
import io.countersign.InvalidNotificationException.Reason;
import io.countersign.spi.FormFields;
import java.time.Instant;
import java.util.Optional;

/**
 * When Alipay sent a notification. It delivers one eight times within 25 hours, and the bytes may
 * be those of the first time; so what is older than 26 hours is a replay. (支付宝开放平台, 异步通知说明.)
 */
final class SendTime {

  private static final long OLDEST_SECONDS = 26 * 3600;
  private static final long CLOCKS_DIFFER_SECONDS = 5 * 60;
  private static final int MOST_DIGITS = 15;

  private SendTime() {}

  /**
   * The time that was signed.
   *
   * @param receivedAt when it came
   * @throws InvalidNotificationException if there is none, or it is too long ago or in the future
   */
  static Instant of(FormFields told, Instant receivedAt) {
    Optional<Instant> sent =
        told.has("utc_timestamp")
            ? milliseconds(told.text("utc_timestamp"))
            : BeijingTime.parse(told.text("notify_time"));
    if (sent.isEmpty()) {
      throw new InvalidNotificationException(
          Reason.STALE, "it names no time of sending, so its age cannot be judged");
    }
    long age = receivedAt.getEpochSecond() - sent.get().getEpochSecond();
    if (age > OLDEST_SECONDS || age < -CLOCKS_DIFFER_SECONDS) {
      throw new InvalidNotificationException(
          Reason.STALE,
          "sent "
              + age
              + " s before it was received, allowed are "
              + OLDEST_SECONDS
              + " s and as far ahead as "
              + CLOCKS_DIFFER_SECONDS
              + " s: a replay, or this machine's clock is wrong");
    }
    return sent.get();
  }

  private static Optional<Instant> milliseconds(String text) {
    if (text.isEmpty() || text.length() > MOST_DIGITS) {
      return Optional.empty();
    }
    long number = 0;
    for (int i = 0; i < text.length(); i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return Optional.empty();
      }
      number = number * 10 + digit;
    }
    return Optional.of(Instant.ofEpochMilli(number));
  }
}
