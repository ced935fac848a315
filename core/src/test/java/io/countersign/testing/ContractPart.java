// SPDX-License-Identifier: Apache-2.0
package io.countersign.testing;

/**
 * What not every provider has. The contract looks for itself whether a provider has it, and fails
 * if that is not what the provider declares in {@link ProviderUnderTest#without()}: so no part of
 * the contract is left out unseen.
 */
public enum ContractPart {
  /** Creating in the main scene asks the provider; elsewhere it only signs something. */
  CREATION_BY_CALL,
  /** Creating in the main scene signs a form that the payer's browser posts. */
  SIGNED_FORM,
  /** An order of the main scene is known to the provider before its payer has opened it. */
  KNOWN_WHEN_MADE,
  /** What was paid in the main scene can be given back. */
  REFUND,
  /** The provider knows a refund by the shop's id, so that asking for it again is harmless. */
  REFUND_ID,
  /** The client is a {@link io.countersign.PaymentCloser}. */
  CLOSING,
  /** The client is a {@link io.countersign.PaymentReverser}. */
  REVERSAL,
  /** The client is a {@link io.countersign.RefundFinder}. */
  REFUND_LOOKUP,
  /** The client is a {@link io.countersign.TransactionFinder}. */
  TRANSACTION_LOOKUP,
  /** The client is a {@link io.countersign.StatementReader}. */
  STATEMENT,
  /** The shop scans the payer's code. */
  PAYMENT_CODE,
  /** Some write is repeated identically after it may have been sent. */
  HARMLESS_REPEAT,
  /** Answers about a payment are signed. */
  SIGNED_ANSWER,
  /** Notifications about a payment are signed. */
  SIGNED_NOTIFICATION,
  /** A signature says by which key it was made. */
  KEY_ID,
  /** Completed refunds are notified. */
  REFUND_NOTIFICATION
}
