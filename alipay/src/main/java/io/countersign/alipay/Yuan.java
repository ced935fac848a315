// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import io.countersign.InvalidRequestException;
import io.countersign.Money;
import java.util.Optional;

/** Alipay's money: yuan with two decimals, as text. (支付宝开放平台, total_amount.) */
final class Yuan {

  private static final String CURRENCY = "CNY";

  /** One hundred million yuan, in fen: more than any amount Alipay takes. */
  private static final int MOST_CHARACTERS = 12;

  private Yuan() {}

  /**
   * The text of the wire, always with two decimals.
   *
   * @throws InvalidRequestException if it is another currency, not positive, or above 100,000,000
   */
  static String text(String field, Money amount) {
    if (!amount.currency().getCurrencyCode().equals(CURRENCY)
        || !amount.isPositive()
        || amount.minorUnits() > 10_000_000_000L) {
      throw new InvalidRequestException(
          field, "0.01 to 100000000.00 CNY, not " + amount + "; Alipay collects in yuan");
    }
    return amount.toDecimal();
  }

  /** An amount of Alipay's, which may lack trailing zeros; empty if the text is not one. */
  static Optional<Money> of(String text) {
    if (text.isEmpty() || text.length() > MOST_CHARACTERS) {
      return Optional.empty();
    }
    int point = text.indexOf('.');
    int decimals = point < 0 ? 0 : text.length() - point - 1;
    if (point == 0 || point == text.length() - 1 || decimals > 2) {
      return Optional.empty();
    }
    long fen = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (i == point) {
        continue;
      }
      if (c < '0' || c > '9') {
        return Optional.empty();
      }
      fen = fen * 10 + (c - '0');
    }
    for (int i = decimals; i < 2; i++) {
      fen *= 10;
    }
    return Optional.of(Money.ofMinor(fen, CURRENCY));
  }
}
