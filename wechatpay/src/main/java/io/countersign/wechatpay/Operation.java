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
  FIND_REFUND("find refund"),
  TRANSFER("transfer"),
  FIND_TRANSFER("find transfer"),
  CANCEL_TRANSFER("cancel transfer"),
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
        || this == CERTIFICATES
        || this == STATEMENT
        || this == RAW_READ;
  }

  /** Whether it moves the merchant's money to others, so that doubt must never pay twice. */
  boolean paysOut() {
    return this == TRANSFER;
  }

  /**
   * Whether the identical request is harmless after it may have been sent: order creation and close
   * are idempotent by the order's number. A payment code, a refund and a transfer are asked about.
   */
  boolean isRepeatable() {
    return isRead() || this == ORDER || this == CLOSE;
  }
}
