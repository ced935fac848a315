// SPDX-License-Identifier: Apache-2.0
package io.countersign.unionpay;

import io.countersign.FollowUp;
import io.countersign.Payment;
import io.countersign.PaymentRef;
import io.countersign.PaymentState;
import io.countersign.spi.FollowUpSchedule;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * When to ask UnionPay. Orders of pages, apps and QR codes end by their last moment to pay, as
 * nothing closes them, and each question beyond a few is refused; a charge by payment code is asked
 * about at once, then reversed. (全渠道, 交易状态查询, 查询时间间隔.)
 */
final class FollowUpTimes {

  /** For orders that name no last moment to pay; another system made them. */
  private static final Duration VALIDITY = Duration.ofDays(1);

  private static final Duration CODE_PATIENCE = Duration.ofSeconds(60);
  private static final int MOST_DOUBLINGS = 5;

  private static final FollowUpSchedule ORDERS =
      FollowUpSchedule.untilExpiry(VALIDITY, PaymentReport.MARGIN)
          .askingAt(
              List.of(
                  Duration.ofMinutes(5),
                  Duration.ofMinutes(10),
                  Duration.ofMinutes(30),
                  Duration.ofMinutes(60),
                  Duration.ofMinutes(120)),
              Duration.ofHours(2),
              Duration.ofMinutes(30));

  private FollowUpTimes() {}

  /** What to do next. */
  static FollowUp next(PaymentRef payment, Optional<Payment> last, Instant now) {
    // What becomes of money that is held are transactions of their own.
    if (last.isPresent()
        && (last.get().state().isFinal() || last.get().state() == PaymentState.AUTHORIZED)) {
      return new FollowUp.Done();
    }
    if (!Product.isCharge(payment)) {
      return ORDERS.next(payment, last, now, false);
    }
    Instant created = payment.id().createdAt();
    for (int doublings = 0; doublings <= MOST_DOUBLINGS; doublings++) {
      Instant at = created.plusSeconds(1L << doublings);
      if (at.isAfter(now)) {
        return new FollowUp.Ask(at);
      }
    }
    return new FollowUpSchedule(VALIDITY, PaymentReport.MARGIN, CODE_PATIENCE)
        .next(payment, last, now, true);
  }
}
