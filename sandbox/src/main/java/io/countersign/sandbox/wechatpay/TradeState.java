// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.wechatpay;

/** The states of an order, as a query names them. */
public enum TradeState {
  /** Created, unpaid. */
  NOTPAY,
  /** Code pay: the payer is typing the password. */
  USERPAYING,
  /** Paid. */
  SUCCESS,
  /** Paid, and at least one refund was made. */
  REFUND,
  /** Closed by a call or by time. */
  CLOSED,
  /** Code pay: reversed. */
  REVOKED,
  /** Code pay: failed. */
  PAYERROR
}
