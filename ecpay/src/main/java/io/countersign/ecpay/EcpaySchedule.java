// SPDX-License-Identifier: Apache-2.0
package io.countersign.ecpay;

import io.countersign.InvalidRequestException;

/**
 * How often a card is charged the same amount (定期定額). The first charge is the order itself.
 * Immutable. (綠界科技 ECPay, 全方位金流, 信用卡定期定額.)
 *
 * @param unit in what is counted
 * @param every every so many of them: days 1 to 365, months 1 to 12, years 1
 * @param times charges in all, the first counted: 2 to 999; years 2 to 99
 */
public record EcpaySchedule(Unit unit, int every, int times) {

  /** In what a schedule is counted. */
  public enum Unit {
    /** Days. */
    DAY("D", 365, 999),
    /** Months; an older document allows at most 99 charges. */
    MONTH("M", 12, 999),
    /** Years; an older document allows at most 9 charges. */
    YEAR("Y", 1, 99);

    private final String wire;
    private final int mostEvery;
    private final int mostTimes;

    Unit(String wire, int mostEvery, int mostTimes) {
      this.wire = wire;
      this.mostEvery = mostEvery;
      this.mostTimes = mostTimes;
    }

    /** {@code PeriodType}. */
    String wire() {
      return wire;
    }
  }

  /**
   * Checks the numbers.
   *
   * @throws InvalidRequestException if ECPay has no such schedule
   */
  public EcpaySchedule {
    if (every < 1 || every > unit.mostEvery) {
      throw new InvalidRequestException("Frequency", "1 to " + unit.mostEvery + ", not " + every);
    }
    if (times < 2 || times > unit.mostTimes) {
      throw new InvalidRequestException("ExecTimes", "2 to " + unit.mostTimes + ", not " + times);
    }
  }
}
