// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.wechatpay;

import java.time.Instant;

/**
 * One accepted movement of money.
 *
 * @param at when
 * @param kind what moved
 * @param number the number that caused it: {@code out_trade_no}, {@code out_refund_no} or {@code
 *     out_bill_no}
 * @param outTradeNo the order; empty for a transfer to a user, which has none
 * @param amount in fen, always positive
 */
public record LedgerEntry(Instant at, Kind kind, String number, String outTradeNo, long amount) {
  /** What moved. */
  public enum Kind {
    /** The payer paid. */
    CHARGE,
    /** A refund was accepted. */
    REFUND,
    /** A refund ended as closed, the merchant has the money again. */
    REFUND_RETURNED,
    /** A paid code-pay order was reversed. */
    REVERSAL,
    /** Money was locked for a transfer to a user. */
    TRANSFER,
    /** A transfer failed or was cancelled, the merchant has the money again. */
    TRANSFER_RETURNED
  }
}
