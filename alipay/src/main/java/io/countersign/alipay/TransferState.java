// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

/** Where a payment to a user stands. Only {@link #SUCCEEDED} means that the user has the money. */
public enum TransferState {
  /** The payer has to pay first ({@code WAIT_PAY}). */
  AWAITING_PAYER,
  /** On its way ({@code DEALING}). */
  PROCESSING,
  /** The user has the money ({@code SUCCESS}). */
  SUCCEEDED,
  /** The user did not and will not get the money ({@code FAIL}). */
  FAILED,
  /** It went out and came back, as from a bank that refused it ({@code REFUND}). */
  RETURNED,
  /** Not paid in time ({@code CLOSED}). */
  CLOSED,
  /** A word that this library does not know: neither paid nor failed. */
  UNRECOGNIZED;

  /** Whether it will not change any more, but that a payment to a bank card may still return. */
  public boolean isFinal() {
    return this == SUCCEEDED || allowsNewNumber();
  }

  /**
   * Whether the user may be paid under a new number without risk of being paid twice: only after
   * {@link #FAILED}, {@link #RETURNED} and {@link #CLOSED}.
   */
  public boolean allowsNewNumber() {
    return this == FAILED || this == RETURNED || this == CLOSED;
  }

  static TransferState of(String word) {
    return switch (word) {
      case "WAIT_PAY" -> AWAITING_PAYER;
      case "DEALING" -> PROCESSING;
      case "SUCCESS" -> SUCCEEDED;
      case "FAIL" -> FAILED;
      case "REFUND" -> RETURNED;
      case "CLOSED" -> CLOSED;
      default -> UNRECOGNIZED;
    };
  }
}
