// SPDX-License-Identifier: Apache-2.0
package io.countersign.ecpay;

import io.countersign.InvalidRequestException;
import io.countersign.Money;
import java.util.OptionalLong;

/** ECPay's money: whole New Taiwan dollars, where {@link Money} counts hundredths. */
final class Dollars {

  private static final String CURRENCY = "TWD";
  private static final int HUNDREDTHS = 100;

  /** Up to 999,999,999: what is longer is no amount or count of ECPay's, and fits no int. */
  private static final int MOST_DIGITS = 9;

  private Dollars() {}

  /**
   * How many.
   *
   * @throws InvalidRequestException if it is another currency, or not whole
   */
  static long whole(String field, Money amount) {
    if (!amount.currency().getCurrencyCode().equals(CURRENCY)
        || amount.minorUnits() % HUNDREDTHS != 0) {
      throw new InvalidRequestException(
          field, "whole dollars, such as \"100\" TWD, not " + amount + ": ECPay knows no cents");
    }
    return amount.minorUnits() / HUNDREDTHS;
  }

  static Money of(long dollars) {
    return Money.ofMinor(Math.multiplyExact(dollars, HUNDREDTHS), CURRENCY);
  }

  /** A whole number with or without a minus sign; empty if it is anything else. */
  static OptionalLong signed(String text) {
    boolean negative = text.startsWith("-");
    OptionalLong digits = digits(negative ? text.substring(1) : text);
    return negative && digits.isPresent() ? OptionalLong.of(-digits.getAsLong()) : digits;
  }

  /** A whole number of at most nine digits; empty if the text is anything else. */
  static OptionalLong digits(String text) {
    if (text.isEmpty() || text.length() > MOST_DIGITS) {
      return OptionalLong.empty();
    }
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return OptionalLong.empty();
      }
    }
    return OptionalLong.of(Long.parseLong(text));
  }
}
