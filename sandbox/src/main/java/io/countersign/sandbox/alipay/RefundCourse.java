// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.alipay;

/** How the next refund goes. */
public enum RefundCourse {
  /** The money moves within the call: {@code fund_change=Y}. */
  AT_ONCE,
  /** Accepted with {@code fund_change=N}; the money moves a minute later. */
  LATER,
  /** Accepted with {@code fund_change=N}, and fails. */
  FAILS
}
