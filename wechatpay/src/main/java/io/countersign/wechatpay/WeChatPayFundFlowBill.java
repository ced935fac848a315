// SPDX-License-Identifier: Apache-2.0
package io.countersign.wechatpay;

import io.countersign.InvalidRequestException;
import java.time.Duration;
import java.time.LocalDate;

/**
 * Which fund-flow bill (资金账单) to read, and how. Immutable. (WeChat Pay, 申请资金账单.)
 *
 * @see WeChatPayClient#readFundFlow
 */
public final class WeChatPayFundFlowBill {

  /** Whose movements; the names are WeChat Pay's {@code account_type}. */
  public enum Account {
    /** The basic account (基本账户). */
    BASIC,
    /** The operation account (运营账户). */
    OPERATION,
    /** The account that fees are paid from (手续费账户). */
    FEES
  }

  final LocalDate day;
  final Account account;
  final boolean compressed;
  final Duration within;

  private WeChatPayFundFlowBill(
      LocalDate day, Account account, boolean compressed, Duration within) {
    this.day = day;
    this.account = account;
    this.compressed = compressed;
    this.within = within;
  }

  /**
   * The basic account's movements of a day, compressed on the way, read within ten minutes.
   *
   * @param day in Beijing time, before today, and no more than three months ago
   */
  public static WeChatPayFundFlowBill of(LocalDate day) {
    return new WeChatPayFundFlowBill(day, Account.BASIC, true, Duration.ofMinutes(10));
  }

  /** Another account. */
  public WeChatPayFundFlowBill account(Account newAccount) {
    return new WeChatPayFundFlowBill(day, newAccount, compressed, within);
  }

  /** Not compressed on its way. */
  public WeChatPayFundFlowBill uncompressed() {
    return new WeChatPayFundFlowBill(day, account, false, within);
  }

  /**
   * The most time for the file, from its first byte to its last, <em>what your function does with
   * the rows included</em>; ten minutes unless set, a day at most. A client made by {@code
   * before(deadline)} may leave less.
   *
   * @throws InvalidRequestException if it is not more than zero
   */
  public WeChatPayFundFlowBill within(Duration time) {
    return new WeChatPayFundFlowBill(day, account, compressed, WeChatPayTradeBill.positive(time));
  }
}
