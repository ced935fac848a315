// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.alipay;

import java.time.Instant;

/**
 * One accepted movement of money.
 *
 * @param at when
 * @param kind what moved
 * @param number the shop's number: the order's, or the transfer's
 * @param alipayNumber Alipay's number of the same
 * @param fen how much, always positive
 */
public record LedgerEntry(Instant at, Kind kind, String number, String alipayNumber, long fen) {
  /** What moved. */
  public enum Kind {
    /** The payer paid. */
    PAYMENT,
    /** Money went back to the payer. */
    REFUND,
    /** Money was frozen at the payer. */
    FREEZE,
    /** Frozen money was let go. */
    UNFREEZE,
    /** Money went to a person. */
    TRANSFER,
    /** A part of a payment went to another account. */
    SHARE,
    /** Such a part came back. */
    SHARE_BACK
  }
}
