// SPDX-License-Identifier: Apache-2.0
package io.countersign.ecpay;

/**
 * The calls that differ in what a refusal means. None that writes is ever repeated once it may have
 * been sent: ECPay has no idempotency key.
 */
enum Operation {
  VOUCHER("create", true),
  FIND("find", false),
  FIND_NUMBER("find voucher", false),
  PERIOD("find period order", false),
  PERIOD_ACTION("period action", true),
  CARD_ACTION("card action", true),
  CARD_DETAIL("card detail", false),
  TOKEN("embedded token", true),
  EMBEDDED_PAYMENT("embedded payment", true),
  CARD_BINDING("bound cards", true),
  BOUND_CARDS("find bound cards", false),
  BACK_AUTH("back-office authorisation", true),
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
