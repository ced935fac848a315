// SPDX-License-Identifier: Apache-2.0
package io.countersign.ecpay;

import io.countersign.InvalidRequestException;
import java.time.Duration;
import java.time.LocalDate;

/**
 * Which statement (對帳媒體檔) to read, and how. Immutable. (綠界科技 ECPay, 全方位金流, 下載特店對帳媒體檔.)
 *
 * @see EcpayClient#readStatement(EcpayStatement, java.util.function.Consumer)
 */
public final class EcpayStatement {

  /** What the day is the day of; the numbers are ECPay's {@code DateType}. */
  public enum DateType {
    /** The day on which the payer paid (付款日期). */
    PAID("2"),
    /** The day on which ECPay pays the merchant out (撥款日期). */
    PAID_OUT("4"),
    /** The day of the order (訂單日期). */
    ORDERED("6");

    final String wire;

    DateType(String wire) {
      this.wire = wire;
    }
  }

  final LocalDate day;
  final DateType dateType;
  final Duration within;

  private EcpayStatement(LocalDate day, DateType dateType, Duration within) {
    this.day = day;
    this.dateType = dateType;
    this.within = within;
  }

  /**
   * What was paid on a day, read within ten minutes.
   *
   * @param day in Taipei time, before today
   */
  public static EcpayStatement of(LocalDate day) {
    return new EcpayStatement(day, DateType.PAID, Duration.ofMinutes(10));
  }

  /** By another date. */
  public EcpayStatement dateType(DateType type) {
    return new EcpayStatement(day, type, within);
  }

  /**
   * The most time for the file, from its first byte to its last, <em>what your function does with
   * the rows included</em>; ten minutes unless set, a day at most. A client made by {@code
   * before(deadline)} may leave less.
   *
   * @throws InvalidRequestException if it is not more than zero
   */
  public EcpayStatement within(Duration time) {
    if (time.isZero() || time.isNegative()) {
      throw new InvalidRequestException("within", "more than no time");
    }
    return new EcpayStatement(day, dateType, time);
  }

  /** Day and kind of date. */
  @Override
  public String toString() {
    return "EcpayStatement[" + day + ", " + dateType + "]";
  }
}
