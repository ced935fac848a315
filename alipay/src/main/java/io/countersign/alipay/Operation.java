// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

/** The calls that differ in what a refusal means. */
enum Operation {
  ORDER("create", true, true),
  PAYMENT_CODE("create", true, false),
  FIND("find", false, true),
  CLOSE("close", true, true),
  CANCEL("reverse", true, false),
  REFUND("refund", true, false),
  FIND_REFUND("find refund", false, true),
  CERTIFICATE("certificate", false, true),
  LOGIN("login", false, false),
  USER("user", false, true),
  FREEZE("freeze", true, false),
  FREEZE_CODE("freeze code", true, true),
  UNFREEZE("unfreeze", true, false),
  FREEZE_CANCEL("cancel freeze", true, false),
  FIND_FREEZE("find freeze", false, true),
  TRANSFER("transfer", true, false),
  FIND_TRANSFER("find transfer", false, true),
  BALANCE("balance", false, true),
  SETTLE("settle", true, false),
  FIND_SETTLE("find settlement", false, true),
  RECEIVERS("receivers", true, true),
  FIND_RECEIVERS("find receivers", false, true),
  SYNC("sync order", true, true),
  STATEMENT("read statement", false, true),
  RAW_READ("raw read", false, true),
  RAW_WRITE("raw write", true, false);

  private final String signalName;
  private final boolean write;
  private final boolean repeatable;

  Operation(String signalName, boolean write, boolean repeatable) {
    this.signalName = signalName;
    this.write = write;
    this.repeatable = repeatable;
  }

  /** Its name in signals and messages. */
  String signalName() {
    return signalName;
  }

  boolean isRead() {
    return !write;
  }

  /**
   * Whether the identical request is harmless after it may have been sent. A charge by payment
   * code, a refund, a transfer and whatever else moves money at once are asked about.
   */
  boolean isRepeatable() {
    return repeatable;
  }

  /** Whether "in progress" (10003) is an answer to it. */
  boolean mayBeInProgress() {
    return this == PAYMENT_CODE || this == FREEZE || this == RAW_WRITE;
  }
}
