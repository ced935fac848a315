// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.wechatpay;

/** The states of a transfer to a user, as WeChat Pay spells them. */
public enum TransferState {
  /** Accepted; nothing is done yet. */
  ACCEPTED,
  /** The money is being locked. */
  PROCESSING,
  /** The user must confirm within 24 hours. */
  WAIT_USER_CONFIRM,
  /** The user has confirmed, the money is on its way. */
  TRANSFERING,
  /** The user has the money. */
  SUCCESS,
  /** Failed; the merchant has the money again. */
  FAIL,
  /** The merchant is taking it back. */
  CANCELING,
  /** Taken back; the merchant has the money again. */
  CANCELLED;

  boolean ended() {
    return this == SUCCESS || this == FAIL || this == CANCELLED;
  }
}
