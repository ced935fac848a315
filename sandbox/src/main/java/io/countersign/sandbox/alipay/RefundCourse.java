// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.alipay;

/** How the next refund goes. */
public enum RefundCourse {
  /** The money moves within the call: {@code fund_change=Y}. */
  AT_ONCE,
  /** Accepted with {@code fund_change=N}; the money moves a minute later. */
  LATER,
  /** Accepted with {@code fund_change=N}, and fails. */
  FAILS,
  /** At once, and a day later the payer's bank has it. */
  TO_BANK,
  /** The same, but the payer's bank refuses it: the payer has it in the balance. */
  BANK_REFUSES
}
