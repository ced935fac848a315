// SPDX-License-Identifier: Apache-2.0
package io.countersign.wechatpay;

/** The calls that differ in what a refusal means. */
enum Operation {
  ORDER("create"),
  PAYMENT_CODE("create"),
  FIND("find"),
  CLOSE("close"),
  REVERSE("reverse"),
  REFUND("refund"),
  ABNORMAL_REFUND("abnormal refund"),
  FIND_REFUND("find refund"),
  TRANSFER("transfer"),
  FIND_TRANSFER("find transfer"),
  CANCEL_TRANSFER("cancel transfer"),
  ADD_RECEIVER("add receiver"),
  DELETE_RECEIVER("delete receiver"),
  SHARE("share"),
  UNFREEZE("unfreeze"),
  TAKE_BACK("take back share"),
  FIND_SHARE("find share"),
  CERTIFICATES("certificates"),
  STATEMENT("read statement"),
  RAW_READ("raw read"),
  RAW_WRITE("raw write");

  private final String signalName;

  Operation(String signalName) {
    this.signalName = signalName;
  }

  /** Its name in signals and messages. */
  String signalName() {
    return signalName;
  }

  boolean isRead() {
    return this == FIND
        || this == FIND_REFUND
        || this == FIND_TRANSFER
        || this == FIND_SHARE
        || this == CERTIFICATES
        || this == STATEMENT
        || this == RAW_READ;
  }

  /** Whether it moves money under a number of its own, so that doubt must never move it twice. */
  boolean paysOut() {
    return this == TRANSFER || this == SHARE || this == UNFREEZE || this == TAKE_BACK;
  }

  /**
   * Whether the identical request is harmless after it may have been sent: order creation and close
   * are idempotent by the order's number, a receiver by its account. A payment code, a refund, a
   * transfer and a share are asked about.
   */
  boolean isRepeatable() {
    return isRead()
        || this == ORDER
        || this == CLOSE
        || this == ADD_RECEIVER
        || this == DELETE_RECEIVER;
  }
}
