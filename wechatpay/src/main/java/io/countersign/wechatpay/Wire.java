// SPDX-License-Identifier: Apache-2.0
package io.countersign.wechatpay;

import io.countersign.InvalidRequestException;
import io.countersign.Money;
import java.util.Optional;

/** Reads single values of WeChat Pay's answers. */
final class Wire {

  private Wire() {}

  /** The amount; empty if the currency is not one. */
  static Optional<Money> money(long fen, String currency) {
    try {
      return Optional.of(Money.ofMinor(fen, currency));
    } catch (InvalidRequestException unknownCurrency) {
      return Optional.empty();
    }
  }
}
