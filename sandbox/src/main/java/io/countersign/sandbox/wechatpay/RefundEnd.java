// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.wechatpay;

/** How a refund ends. */
public enum RefundEnd {
  /** The payer has the money. */
  SUCCESS,
  /** It failed for good; the merchant has the money back. */
  CLOSED,
  /** The payer's card cannot take it; the merchant must act. */
  ABNORMAL
}
