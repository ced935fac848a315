// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.unionpay;

import java.time.Instant;

/**
 * One movement of money.
 *
 * @param at when
 * @param kind what moved
 * @param orderId the shop's number of the payment, the freeze or the pay-out it belongs to
 * @param queryId UnionPay's number of the transaction that moved it
 * @param fen how much, always positive
 */
public record LedgerEntry(Instant at, Kind kind, String orderId, String queryId, long fen) {
  /** What moved. */
  public enum Kind {
    /** The payer paid. */
    PAYMENT,
    /** Money went back to the payer. */
    REFUND,
    /** A payment was undone on its own clearing day. */
    UNDO,
    /** A payment by code or token was ended. */
    REVERSAL,
    /** Money was frozen at the payer. */
    PRE_AUTH,
    /** Frozen money was let go. */
    PRE_AUTH_UNDO,
    /** Frozen money was taken. */
    COMPLETION,
    /** Such money was given back on the same clearing day. */
    COMPLETION_UNDO,
    /** Money went to somebody's card. */
    PAY_OUT
  }
}
