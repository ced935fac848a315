// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import io.countersign.InvalidRequestException;
import io.countersign.Money;
import io.countersign.spi.FieldRules;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What Alipay demands of numbers, texts and amounts of what is not an order. */
final class FundRules {

  private FundRules() {}

  /** A number of the merchant's own. */
  static String number(String field, String value, int most) {
    return FieldRules.token(field, value, 1, most, "_-");
  }

  /** A number of Alipay's. */
  static String alipayNumber(String field, String value) {
    return FieldRules.token(field, value, 1, 64, "_-");
  }

  /** An amount in yuan, from a least one on. */
  static Money amount(String field, Money value, long leastFen) {
    Yuan.text(field, value);
    if (value.minorUnits() < leastFen) {
      throw new InvalidRequestException(
          field, "at least " + Money.ofMinor(leastFen, "CNY") + ", not " + value);
    }
    return value;
  }

  static <T> T required(@Nullable T value, String field, String expected) {
    if (value == null) {
      throw new InvalidRequestException(field, expected + "; it is missing");
    }
    return value;
  }

  /** Whether what is reported, if it is, is what was meant. */
  static boolean agrees(Optional<String> reported, String meant) {
    return reported.isEmpty() || reported.get().isBlank() || reported.get().equals(meant);
  }
}
