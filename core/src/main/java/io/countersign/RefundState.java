// SPDX-License-Identifier: Apache-2.0
package io.countersign;

/** Where a refund stands. */
public enum RefundState {
  /** Accepted; the money is on its way. */
  PROCESSING,
  /** The payer has the money. Final. */
  REFUNDED,
  /** Ended without money moved. Final; only now may a new refund id be used. */
  FAILED,
  /** The payer's account cannot take it; someone must act. The refund id stays in use. */
  NEEDS_ACTION,
  /** A word this version does not know. Ask again. */
  UNRECOGNIZED
}
