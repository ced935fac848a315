// SPDX-License-Identifier: Apache-2.0
package io.countersign.wechatpay;

import io.countersign.InvalidRequestException;
import io.countersign.spi.FieldRules;

/**
 * A bank and kind of card in WeChat Pay's words ({@code bank_type}). The constants are the ones
 * that an abnormal refund may go to; {@link #of} takes any that WeChat Pay adds. (WeChat Pay API
 * v3, "发起异常退款".)
 *
 * @param code such as {@code CMB_DEBIT}
 */
public record WeChatPayBank(String code) {

  /** China Merchants Bank (招商银行). */
  public static final WeChatPayBank CMB_DEBIT = of("CMB_DEBIT");

  /** Bank of Communications (交通银行). */
  public static final WeChatPayBank COMM_DEBIT = of("COMM_DEBIT");

  /** Agricultural Bank of China (农业银行). */
  public static final WeChatPayBank ABC_DEBIT = of("ABC_DEBIT");

  /** China Construction Bank (建设银行). */
  public static final WeChatPayBank CCB_DEBIT = of("CCB_DEBIT");

  /** Industrial and Commercial Bank of China (工商银行). */
  public static final WeChatPayBank ICBC_DEBIT = of("ICBC_DEBIT");

  /** Bank of China (中国银行). */
  public static final WeChatPayBank BOC_DEBIT = of("BOC_DEBIT");

  /** Ping An Bank (平安银行). */
  public static final WeChatPayBank PAB_DEBIT = of("PAB_DEBIT");

  /** Shanghai Pudong Development Bank (浦发银行). */
  public static final WeChatPayBank SPDB_DEBIT = of("SPDB_DEBIT");

  /** China CITIC Bank (中信银行). */
  public static final WeChatPayBank CITIC_DEBIT = of("CITIC_DEBIT");

  /** China Everbright Bank (光大银行). */
  public static final WeChatPayBank CEB_DEBIT = of("CEB_DEBIT");

  /** China Minsheng Bank (民生银行). */
  public static final WeChatPayBank CMBC_DEBIT = of("CMBC_DEBIT");

  /** Industrial Bank (兴业银行). */
  public static final WeChatPayBank CIB_DEBIT = of("CIB_DEBIT");

  /** China Guangfa Bank (广发银行). */
  public static final WeChatPayBank GDB_DEBIT = of("GDB_DEBIT");

  /** Postal Savings Bank of China (邮储银行). */
  public static final WeChatPayBank PSBC_DEBIT = of("PSBC_DEBIT");

  /** Bank of Ningbo (宁波银行). */
  public static final WeChatPayBank NBCB_DEBIT = of("NBCB_DEBIT");

  /**
   * Checks the form only: WeChat Pay knows which there are.
   *
   * @throws InvalidRequestException if it cannot be such a code
   */
  public WeChatPayBank {
    FieldRules.token("bank type", code, 1, 32, "_");
  }

  /** The bank with this code. */
  public static WeChatPayBank of(String code) {
    return new WeChatPayBank(code);
  }
}
