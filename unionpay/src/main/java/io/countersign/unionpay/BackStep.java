// SPDX-License-Identifier: Apache-2.0
package io.countersign.unionpay;

/** What can be done to a transaction that is there, from server to server. (全渠道, txnType.) */
enum BackStep {
  REFUND("04", Operation.REFUND),
  UNDO("31", Operation.UNDO),
  COMPLETION("03", Operation.PRE_AUTHORISATION),
  RELEASE("32", Operation.PRE_AUTHORISATION),
  COMPLETION_UNDO("33", Operation.PRE_AUTHORISATION);

  private final String txnType;
  private final Operation operation;

  BackStep(String txnType, Operation operation) {
    this.txnType = txnType;
    this.operation = operation;
  }

  String txnType() {
    return txnType;
  }

  Operation operation() {
    return operation;
  }
}
