// SPDX-License-Identifier: Apache-2.0
package io.countersign.ecpay;

import io.countersign.PayerAdvice;
import java.util.Locale;
import java.util.Optional;

/**
 * What one of ECPay's result codes ({@code RtnCode}, {@code TradeStatus}) means and what to do
 * about it, in English and in Traditional Chinese, such as for {@code
 * EcpayReturnCode.of(rejection.code())}. ECPay publishes its complete list in the merchant's back
 * office only (交易狀態代碼表), so a code may be unknown here; it is kept all the same. Immutable.
 */
public final class EcpayReturnCode {

  static final String UNLISTED_REMEDY =
      "the code is not in this library's table: see 交易狀態代碼表 in ECPay's back office";

  private final String code;
  private final Optional<ReturnCode> known;

  private EcpayReturnCode(String code, Optional<ReturnCode> known) {
    this.code = code;
    this.known = known;
  }

  /** Looks a code up; one that is not listed is kept. */
  public static EcpayReturnCode of(String code) {
    return new EcpayReturnCode(code, ReturnCode.of(code));
  }

  /** As ECPay writes it. */
  public String code() {
    return code;
  }

  /**
   * Whether the meaning is confirmed by ECPay's documents or answers; otherwise it is a guess, or
   * the code is not listed. Nothing is concluded from such a code.
   */
  public boolean isConfirmed() {
    return known.isPresent() && known.get().isConfirmed();
  }

  /** What it means: Traditional Chinese for a Chinese locale, else English. */
  public String meaning(Locale locale) {
    if (known.isEmpty()) {
      return isChinese(locale) ? "代碼不在對照表中" : "a code that is not listed";
    }
    return isChinese(locale) ? known.get().meaningZh() : known.get().meaning();
  }

  /** What the developer should do: Traditional Chinese for a Chinese locale, else English. */
  public String remedy(Locale locale) {
    if (known.isEmpty()) {
      return isChinese(locale) ? "請查閱廠商後台的交易狀態代碼表" : UNLISTED_REMEDY;
    }
    return isChinese(locale) ? known.get().remedyZh() : known.get().remedy();
  }

  /** What the payer may be told. */
  public PayerAdvice payerAdvice() {
    return known.isPresent() ? known.get().advice() : PayerAdvice.CONTACT_SHOP;
  }

  /** Code and meaning in English. */
  @Override
  public String toString() {
    return code + " (" + meaning(Locale.ROOT) + ")";
  }

  private static boolean isChinese(Locale locale) {
    return locale.getLanguage().equals("zh");
  }
}
