// SPDX-License-Identifier: Apache-2.0
package io.countersign.ecpay;

import io.countersign.InvalidRequestException;
import io.countersign.Money;
import io.countersign.ProviderOption;

/**
 * What the shop believes has been refunded of a payment already, before this refund; without it
 * ECPay's client sends no refund.
 *
 * <p>ECPay has no number for a refund, so nothing on its side keeps a repeated call from being a
 * second refund. This sum takes that number's place: it is compared with ECPay's own, and where the
 * two differ, nothing is sent.
 *
 * @param amount the sum of all refunds of this payment that were accepted, in whole New Taiwan
 *     dollars; zero the first time
 */
public record EcpayRefundedBefore(Money amount) implements ProviderOption {

  /**
   * Checks the sum.
   *
   * @throws InvalidRequestException if it is negative or not in whole New Taiwan dollars
   */
  public EcpayRefundedBefore {
    Dollars.whole("refunded before", amount);
    if (amount.minorUnits() < 0) {
      throw new InvalidRequestException("refunded before", "zero or more, not " + amount);
    }
  }

  /** Nothing was refunded of this payment so far. */
  public static EcpayRefundedBefore nothing() {
    return new EcpayRefundedBefore(Money.ofMinor(0, "TWD"));
  }

  /** This much was refunded of this payment so far. */
  public static EcpayRefundedBefore of(Money amount) {
    return new EcpayRefundedBefore(amount);
  }
}
