// SPDX-License-Identifier: Apache-2.0
package io.countersign.unionpay;

/** The calls, by what they do. None that moves money is ever repeated. */
enum Operation {
  ORDER("create", true),
  PAYMENT_CODE("create", true),
  FIND("find", false),
  REVERSE("reverse", true),
  REFUND("refund", true),
  UNDO("undo", true),
  FIND_REFUND("find refund", false),
  PRE_AUTHORISATION("pre-authorisation", true),
  FIND_PRE_AUTHORISATION("find pre-authorisation", false),
  CARD("card", true),
  FIND_CARD("find card", false),
  PAYOUT("pay out", true),
  FIND_PAYOUT("find payout", false),
  ENCRYPTION_CERTIFICATE("encryption certificate", false),
  STATEMENT("read statement", false),
  RAW_READ("raw read", false),
  RAW_WRITE("raw write", true);

  private final String signalName;
  private final boolean write;

  Operation(String signalName, boolean write) {
    this.signalName = signalName;
    this.write = write;
  }

  /** Its name in signals and messages. */
  String signalName() {
    return signalName;
  }

  boolean isRead() {
    return !write;
  }
}
