// SPDX-License-Identifier: Apache-2.0
package io.countersign.ecpay;

/** Whether a period order still charges. (綠界科技 ECPay, 查詢定期定額訂單, ExecStatus.) */
public enum EcpayPeriodState {
  /** It charges when the next period begins. */
  RUNNING,
  /** It charges no more: cancelled, or given up by ECPay after six failures in a row. */
  CANCELLED,
  /** It has made all its charges. */
  FINISHED,
  /** ECPay uses a word this version does not know: neither running nor stopped. Ask again. */
  UNRECOGNIZED;

  static EcpayPeriodState of(String execStatus) {
    return switch (execStatus) {
      case "0" -> CANCELLED;
      case "1" -> RUNNING;
      case "2" -> FINISHED;
      default -> UNRECOGNIZED;
    };
  }

  /** Whether it can charge no more. */
  public boolean hasStopped() {
    return this == CANCELLED || this == FINISHED;
  }
}
