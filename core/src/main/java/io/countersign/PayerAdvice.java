// SPDX-License-Identifier: Apache-2.0
package io.countersign;

import java.util.Locale;

/** What a shop may tell the payer; texts in English, simplified and traditional Chinese. */
public enum PayerAdvice {
  /** The same way may work at once. */
  TRY_AGAIN("Please try again.", "请重试。", "請再試一次。"),
  /** Another card, wallet or method is needed. */
  OTHER_METHOD("Please choose another way to pay.", "请换一种支付方式。", "請改用其他付款方式。"),
  /** Something is still running. */
  WAIT("Please wait. Do not pay again.", "请稍候,不要重复支付。", "請稍候,不要重複付款。"),
  /** The money has been received. */
  ALREADY_PAID("This order is already paid.", "该订单已支付。", "此訂單已付款。"),
  /** The attempt is too old. */
  EXPIRED("This payment has expired. Please order again.", "支付已过期,请重新下单。", "付款已逾期,請重新下單。"),
  /** The shop must act. */
  CONTACT_SHOP("Please contact the shop.", "请联系商家。", "請聯絡商家。");

  private final String english;
  private final String simplified;
  private final String traditional;

  PayerAdvice(String english, String simplified, String traditional) {
    this.english = english;
    this.simplified = simplified;
    this.traditional = traditional;
  }

  /**
   * The sentence in the reader's language: Traditional for {@code zh-TW}, {@code zh-HK}, {@code
   * zh-MO} and script {@code Hant}, Simplified for other Chinese, else English.
   */
  public String text(Locale locale) {
    if (!locale.getLanguage().equals("zh")) {
      return english;
    }
    String country = locale.getCountry();
    boolean hant =
        locale.getScript().equals("Hant")
            || (locale.getScript().isEmpty()
                && (country.equals("TW") || country.equals("HK") || country.equals("MO")));
    return hant ? traditional : simplified;
  }
}
