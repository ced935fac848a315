// SPDX-License-Identifier: Apache-2.0
package io.countersign.ecpay;

import io.countersign.InvalidRequestException;
import io.countersign.Money;
import java.util.OptionalLong;

/** ECPay's money: whole New Taiwan dollars, where {@link Money} counts hundredths. */
final class Dollars {

  private static final String CURRENCY = "TWD";
  private static final int HUNDREDTHS = 100;

  private Dollars() {}

  /**
   * How many.
   *
   * @throws InvalidRequestException if it is another currency, or not whole
   */
  static long whole(String field, Money amount) {
    if (!amount.currency().getCurrencyCode().equals(CURRENCY)
        || amount.minorUnits() % HUNDREDTHS != 0) {
      throw new InvalidRequestException(field, "whole New Taiwan dollars (TWD), not " + amount);
    }
    return amount.minorUnits() / HUNDREDTHS;
  }

  static Money of(long dollars) {
    return Money.ofMinor(Math.multiplyExact(dollars, HUNDREDTHS), CURRENCY);
  }

  /** A whole number with or without a minus sign, of at most ten digits; empty if it is not. */
  static OptionalLong signed(String text) {
    int from = text.startsWith("-") ? 1 : 0;
    if (text.length() == from || text.length() > from + 10) {
      return OptionalLong.empty();
    }
    for (int i = from; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return OptionalLong.empty();
      }
    }
    return OptionalLong.of(Long.parseLong(text));
  }
}
