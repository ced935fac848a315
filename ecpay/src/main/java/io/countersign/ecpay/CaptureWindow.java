// SPDX-License-Identifier: Apache-2.0
package io.countersign.ecpay;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.OffsetDateTime;

/**
 * When ECPay captures, and when it takes no action on cards: every day from 20:15 to 20:30 in
 * Taipei. (綠界科技 ECPay, 全方位金流, 信用卡請退款.)
 */
final class CaptureWindow {

  /** How long after its authorisation a payment can be captured. */
  static final Duration CAPTURABLE = Duration.ofDays(21);

  private static final LocalTime OPENS = LocalTime.of(20, 15);
  private static final LocalTime ENDS = LocalTime.of(20, 30);

  private CaptureWindow() {}

  /** The first moment from now on at which an action may be sent. */
  static Instant firstMoment(Instant now) {
    OffsetDateTime shown = now.atOffset(TaipeiTime.OFFSET);
    LocalTime time = shown.toLocalTime();
    return !time.isBefore(OPENS) && time.isBefore(ENDS) ? shown.with(ENDS).toInstant() : now;
  }

  static boolean isOpen(Instant now) {
    return firstMoment(now).isAfter(now);
  }
}
