// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.wechatpay;

import java.time.Instant;

/**
 * One accepted movement of money.
 *
 * @param at when
 * @param kind what moved
 * @param number the number that caused it, for example {@code out_trade_no} or {@code
 *     out_refund_no}; the merchant's own where it has one
 * @param outTradeNo the order; empty for money that belongs to no order of this merchant
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
    TRANSFER_RETURNED,
    /** A receiver got its share of a payment. */
    SHARE,
    /** Another merchant shared a payment with this one. */
    SHARE_RECEIVED,
    /** A receiver gave its share back. */
    SHARE_RETURNED,
    /** This merchant gave a share back to another one. */
    SHARE_GIVEN_BACK;

    boolean comesIn() {
      return switch (this) {
        case CHARGE, REFUND_RETURNED, TRANSFER_RETURNED, SHARE_RECEIVED, SHARE_RETURNED -> true;
        case REFUND, REVERSAL, TRANSFER, SHARE, SHARE_GIVEN_BACK -> false;
      };
    }
  }
}
