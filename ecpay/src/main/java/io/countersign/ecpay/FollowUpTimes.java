// SPDX-License-Identifier: Apache-2.0
package io.countersign.ecpay;

import io.countersign.spi.FollowUpSchedule;
import java.time.Duration;
import java.util.List;

/**
 * How long ECPay's attempts live, and how rarely they may be asked about. A store's code or barcode
 * lives seven days unless it says otherwise, a barcode's payment is reported two days late, and who
 * asks too often is answered 403 for half an hour. (綠界科技 ECPay, 全方位金流, 查詢訂單; BARCODE 超商條碼.)
 */
final class FollowUpTimes {

  static final FollowUpSchedule SCHEDULE =
      FollowUpSchedule.untilExpiry(Duration.ofDays(7), Duration.ofDays(3))
          .askingAt(
              List.of(
                  Duration.ofMinutes(10),
                  Duration.ofMinutes(20),
                  Duration.ofHours(1),
                  Duration.ofHours(6)),
              Duration.ofDays(1),
              Duration.ofHours(1));

  private FollowUpTimes() {}
}
