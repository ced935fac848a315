// SPDX-License-Identifier: Apache-2.0
package io.countersign.ecpay;

import io.countersign.FollowUp;
import io.countersign.Payment;
import io.countersign.PaymentRef;
import io.countersign.spi.FollowUpSchedule;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How long ECPay's attempts live, and how rarely they may be asked about. A store's code or barcode
 * lives seven days unless it says otherwise, a barcode's payment is reported two days late, and who
 * asks too often is answered 403 for half an hour. (綠界科技 ECPay, 全方位金流, 查詢訂單; BARCODE 超商條碼.)
 */
final class FollowUpTimes {

  private static final Duration VALIDITY = Duration.ofDays(7);

  private static final FollowUpSchedule SCHEDULE =
      FollowUpSchedule.untilExpiry(VALIDITY, Duration.ofDays(3))
          .askingAt(
              List.of(
                  Duration.ofMinutes(10),
                  Duration.ofMinutes(20),
                  Duration.ofHours(1),
                  Duration.ofHours(6)),
              Duration.ofDays(1),
              Duration.ofHours(1));

  private FollowUpTimes() {}

  /**
   * What to do next. A page's form has no end: ECPay counts the time to pay from when the payer
   * opened it, so an order that came late to ECPay ends as much later.
   */
  static FollowUp next(PaymentRef payment, Optional<Payment> last, Instant now) {
    Duration late =
        last.flatMap(known -> known.fields().text("TradeDate"))
            .flatMap(TaipeiTime::parse)
            .map(opened -> Duration.between(payment.id().createdAt(), opened))
            .orElse(Duration.ZERO);
    PaymentRef asked = payment;
    if (!Product.isSealed(payment) && !late.isNegative() && !late.isZero()) {
      Instant end = payment.payBefore().orElse(payment.id().createdAt().plus(VALIDITY));
      asked = payment.withPayBefore(end.plus(late));
    }
    return SCHEDULE.next(asked, last, now, false);
  }
}
