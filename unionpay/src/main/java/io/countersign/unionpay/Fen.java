// SPDX-License-Identifier: Apache-2.0
package io.countersign.unionpay;

import io.countersign.MismatchException;
import io.countersign.Money;
import java.util.Optional;

/** UnionPay's amounts: whole fen, plain digits, currency 156. (全渠道, txnAmt, currencyCode.) */
final class Fen {

  /** Yuan, as ISO 4217 numbers it. */
  static final String CURRENCY = "156";

  private static final int MOST_DIGITS = 12;

  private Fen() {}

  /** The amount; empty unless it is plain digits without sign. */
  static Optional<Money> of(String digits) {
    if (digits.isEmpty() || digits.length() > MOST_DIGITS) {
      return Optional.empty();
    }
    long fen = 0;
    for (int i = 0; i < digits.length(); i++) {
      int digit = digits.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return Optional.empty();
      }
      fen = fen * 10 + digit;
    }
    return Optional.of(Money.ofMinor(fen, "CNY"));
  }

  /**
   * Checks a currency that is told.
   *
   * @throws MismatchException if it is another one
   */
  static void mustBeCurrency(String code) {
    if (!code.equals(CURRENCY)) {
      throw new MismatchException("currencyCode", CURRENCY, code);
    }
  }
}
