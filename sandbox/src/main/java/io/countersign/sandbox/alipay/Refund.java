// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.alipay;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Money on its way back, or back. Changes only while its account is locked. */
final class Refund {
  final String outRequestNo;
  final long fen;
  final String reason;
  final Instant at;

  /** What receivers of shares give back for it. */
  final List<Share> returned = new ArrayList<>();

  RefundCourse course = RefundCourse.AT_ONCE;

  /** Whether the shop wants to be told when the money has reached the payer's bank. */
  boolean reportsBank;

  /** Whether the money is back. */
  boolean success;

  /** When the payer's bank has taken it, or refused to. */
  @Nullable Instant bankAnswered;

  Refund(String outRequestNo, long fen, String reason, Instant at) {
    this.outRequestNo = outRequestNo;
    this.fen = fen;
    this.reason = reason;
    this.at = at;
  }

  /** Whether it goes on to the payer's bank. */
  boolean toBank() {
    return course == RefundCourse.TO_BANK || course == RefundCourse.BANK_REFUSES;
  }

  /** As on the wire: P under way, S arrived, F refused. */
  String bankStatus() {
    if (bankAnswered == null) {
      return "P";
    }
    return course == RefundCourse.TO_BANK ? "S" : "F";
  }
}
