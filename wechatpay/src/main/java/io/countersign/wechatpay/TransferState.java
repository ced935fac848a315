// SPDX-License-Identifier: Apache-2.0
package io.countersign.wechatpay;

/** Where a payment to a user stands. Only {@link #SUCCEEDED} means that the user has the money. */
public enum TransferState {
  /** Taken, nothing done yet ({@code ACCEPTED}). */
  ACCEPTED,
  /**
   * The money is being set aside ({@code PROCESSING}). One that stays here lacks balance: top up,
   * it goes on by itself.
   */
  PROCESSING,
  /**
   * The user has to confirm within 24 hours ({@code WAIT_USER_CONFIRM}); else the money returns.
   */
  AWAITING_USER,
  /** Confirmed, on its way ({@code TRANSFERING}). */
  TRANSFERRING,
  /** The user has the money ({@code SUCCESS}). */
  SUCCEEDED,
  /** The user did not and will not get the money ({@code FAIL}). */
  FAILED,
  /** Being cancelled ({@code CANCELING}); it may still end otherwise. */
  CANCELLING,
  /** Cancelled, the user will not get the money ({@code CANCELLED}). */
  CANCELLED,
  /** A word that this library does not know: neither paid nor failed. */
  UNRECOGNIZED;

  /** Whether it will not change any more. */
  public boolean isFinal() {
    return this == SUCCEEDED || allowsNewNumber();
  }

  /**
   * Whether the user may be paid under a new number without risk of being paid twice: only after
   * {@link #FAILED} and {@link #CANCELLED}.
   */
  public boolean allowsNewNumber() {
    return this == FAILED || this == CANCELLED;
  }

  static TransferState of(String word) {
    return switch (word) {
      case "ACCEPTED" -> ACCEPTED;
      case "PROCESSING" -> PROCESSING;
      case "WAIT_USER_CONFIRM" -> AWAITING_USER;
      case "TRANSFERING" -> TRANSFERRING;
      case "SUCCESS" -> SUCCEEDED;
      case "FAIL" -> FAILED;
      case "CANCELING" -> CANCELLING;
      case "CANCELLED" -> CANCELLED;
      default -> UNRECOGNIZED;
    };
  }
}
