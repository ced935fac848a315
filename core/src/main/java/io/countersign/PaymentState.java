// SPDX-License-Identifier: Apache-2.0
package io.countersign;

/** Where an attempt stands. A refund never changes {@link #PAID}. */
public enum PaymentState {
  /** Created; nothing paid. */
  AWAITING_PAYER,
  /** The payer is confirming, or the provider is still working. */
  PROCESSING,
  /** The amount is held, not collected. */
  AUTHORIZED,
  /** The money is the merchant's, whatever is refunded later. Final. */
  PAID,
  /** This attempt cannot succeed any more. Final. */
  FAILED,
  /** Closed or reversed without money kept. Final. */
  CLOSED,
  /** The provider uses a word this version does not know: neither paid nor unpaid. Ask again. */
  UNRECOGNIZED;

  /** Whether the attempt can no longer change: paid, failed or closed. */
  public boolean isFinal() {
    return this == PAID || this == FAILED || this == CLOSED;
  }
}
