// SPDX-License-Identifier: Apache-2.0
package io.countersign;

import java.math.BigDecimal;
import java.util.Currency;

/**
 * An amount of money: a whole number of the currency's smallest unit, and the currency.
 *
 * <p>{@code Money.of("10.50", "CNY")} is 1050 fen. There is no floating point anywhere: amounts are
 * given as decimal text or as minor units.
 *
 * @param minorUnits the amount in the currency's ISO 4217 minor unit (fen for CNY); a {@code long},
 *     because 21,474,836.48 yuan no longer fits an {@code int}
 * @param currency the ISO 4217 currency
 */
public record Money(long minorUnits, Currency currency) implements Comparable<Money> {

  /**
   * Reads a decimal amount in the major unit, such as {@code "10.50"} or {@code "10"}.
   *
   * @param amount an optional minus, digits, and at most as many decimals as the currency has; no
   *     exponent, no grouping, no sign other than minus
   * @param currencyCode an ISO 4217 code such as {@code CNY}
   * @throws InvalidRequestException if either text is not of that form or the amount does not fit
   */
  public static Money of(String amount, String currencyCode) {
    Currency currency = currency(currencyCode);
    if (amount.isEmpty() || amount.length() > 24 || !isPlainDecimal(amount)) {
      throw new InvalidRequestException(
          "amount", "a plain decimal such as \"10.50\" (no exponent, sign or grouping)");
    }
    try {
      long minor = new BigDecimal(amount).movePointRight(decimals(currency)).longValueExact();
      return new Money(minor, currency);
    } catch (ArithmeticException tooFine) {
      throw new InvalidRequestException(
          "amount",
          "at most "
              + decimals(currency)
              + " decimals for "
              + currencyCode
              + ", and fitting a long");
    }
  }

  /**
   * The same currency's amount in minor units.
   *
   * @param minorUnits fen for CNY
   * @param currencyCode an ISO 4217 code
   * @throws InvalidRequestException if the code is not ISO 4217
   */
  public static Money ofMinor(long minorUnits, String currencyCode) {
    return new Money(minorUnits, currency(currencyCode));
  }

  /**
   * This amount and another of the same currency.
   *
   * @throws InvalidRequestException if the currencies differ or the sum does not fit
   */
  public Money plus(Money other) {
    try {
      return new Money(Math.addExact(minorUnits, sameCurrency(other).minorUnits), currency);
    } catch (ArithmeticException overflow) {
      throw new InvalidRequestException("amount", "a sum that fits a long");
    }
  }

  /**
   * This amount less another of the same currency.
   *
   * @throws InvalidRequestException if the currencies differ or the difference does not fit
   */
  public Money minus(Money other) {
    try {
      return new Money(Math.subtractExact(minorUnits, sameCurrency(other).minorUnits), currency);
    } catch (ArithmeticException overflow) {
      throw new InvalidRequestException("amount", "a difference that fits a long");
    }
  }

  /** Whether this is more than nothing. */
  public boolean isPositive() {
    return minorUnits > 0;
  }

  /**
   * Compares two amounts of one currency.
   *
   * @throws InvalidRequestException if the currencies differ
   */
  @Override
  public int compareTo(Money other) {
    return Long.compare(minorUnits, sameCurrency(other).minorUnits);
  }

  /** The amount in the major unit with all its decimals, such as {@code 10.50}. */
  public String toDecimal() {
    return BigDecimal.valueOf(minorUnits, decimals(currency)).toPlainString();
  }

  /** Amount and code, such as {@code 10.50 CNY}. */
  @Override
  public String toString() {
    return toDecimal() + " " + currency.getCurrencyCode();
  }

  private Money sameCurrency(Money other) {
    if (!currency.equals(other.currency)) {
      throw new InvalidRequestException(
          "currency", currency.getCurrencyCode() + ", not " + other.currency.getCurrencyCode());
    }
    return other;
  }

  private static Currency currency(String code) {
    try {
      return Currency.getInstance(code);
    } catch (IllegalArgumentException unknown) {
      throw new InvalidRequestException("currency", "an ISO 4217 code such as CNY");
    }
  }

  private static int decimals(Currency currency) {
    return Math.max(0, currency.getDefaultFractionDigits());
  }

  private static boolean isPlainDecimal(String text) {
    int start = text.charAt(0) == '-' ? 1 : 0;
    int point = -1;
    for (int i = start; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '.' && point < 0) {
        point = i;
      } else if (c < '0' || c > '9') {
        return false;
      }
    }
    return text.length() > start && point != start && point != text.length() - 1;
  }
}
