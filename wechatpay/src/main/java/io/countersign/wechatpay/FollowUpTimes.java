// SPDX-License-Identifier: Apache-2.0
package io.countersign.wechatpay;

import io.countersign.spi.FollowUpSchedule;
import java.time.Duration;

/**
 * How long WeChat Pay's attempts live: an order seven days unless it says otherwise, a payment code
 * 45 seconds; payments are reported within minutes of the end.
 */
final class FollowUpTimes {

  static final FollowUpSchedule SCHEDULE =
      new FollowUpSchedule(Duration.ofDays(7), Duration.ofMinutes(5), Duration.ofSeconds(45));

  private FollowUpTimes() {}
}
