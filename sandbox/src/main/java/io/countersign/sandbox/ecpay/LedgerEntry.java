// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.ecpay;

import java.time.Instant;

/**
 * One accepted movement of a payer's money.
 *
 * @param at when
 * @param kind what moved
 * @param merchantTradeNo the order
 * @param tradeNo ECPay's number; each charge of a period order has its own
 * @param amount in whole New Taiwan dollars, always positive
 */
public record LedgerEntry(
    Instant at, Kind kind, String merchantTradeNo, String tradeNo, long amount) {
  /** What moved. */
  public enum Kind {
    /** The payer paid, or the amount was authorised on the card. Simulated payments are none. */
    CHARGE,
    /** Money went back to the card. */
    REFUND,
    /** An authorisation was given up before its capture. */
    RELEASE
  }
}
