// SPDX-License-Identifier: Apache-2.0
package io.countersign.wechatpay;

import io.countersign.InvalidRequestException;
import java.time.Duration;
import java.time.LocalDate;

/**
 * Which trade bill (交易账单) to read, and how. Immutable. (WeChat Pay, 申请交易账单.)
 *
 * @see WeChatPayClient#readStatement(WeChatPayTradeBill, java.util.function.Consumer)
 */
public final class WeChatPayTradeBill {

  /** What the bill holds; the names are WeChat Pay's {@code bill_type}. */
  public enum Kind {
    /** Payments and refunds; refunds without the moment at which they ended. */
    ALL,
    /** Payments. */
    SUCCESS,
    /** Refunds, with the moment at which they ended. */
    REFUND,
    /** Refunds of recharged coupons. */
    RECHARGE_REFUND,
    /** As {@link #ALL}, in the merchant's own layout (个性化账单). */
    ALL_SPECIAL,
    /** As {@link #SUCCESS}, in the merchant's own layout. */
    SUC_SPECIAL,
    /** As {@link #REFUND}, in the merchant's own layout. */
    REF_SPECIAL
  }

  final LocalDate day;
  final Kind kind;
  final boolean compressed;
  final Duration within;

  private WeChatPayTradeBill(LocalDate day, Kind kind, boolean compressed, Duration within) {
    this.day = day;
    this.kind = kind;
    this.compressed = compressed;
    this.within = within;
  }

  /**
   * Payments and refunds of a day, compressed on the way, read within ten minutes.
   *
   * @param day in Beijing time, before today, and no more than three months ago
   */
  public static WeChatPayTradeBill of(LocalDate day) {
    return new WeChatPayTradeBill(day, Kind.ALL, true, Duration.ofMinutes(10));
  }

  /** Another kind. */
  public WeChatPayTradeBill kind(Kind newKind) {
    return new WeChatPayTradeBill(day, newKind, compressed, within);
  }

  /** Not compressed on its way. */
  public WeChatPayTradeBill uncompressed() {
    return new WeChatPayTradeBill(day, kind, false, within);
  }

  /**
   * The most time for the file, from its first byte to its last, <em>what your function does with
   * the rows included</em>; ten minutes unless set, a day at most. A client made by {@code
   * before(deadline)} may leave less.
   *
   * @throws InvalidRequestException if it is not more than zero
   */
  public WeChatPayTradeBill within(Duration time) {
    return new WeChatPayTradeBill(day, kind, compressed, positive(time));
  }

  static Duration positive(Duration time) {
    if (time.isZero() || time.isNegative()) {
      throw new InvalidRequestException("within", "more than no time");
    }
    return time;
  }
}
