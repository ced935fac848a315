// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.ecpay;

/** How the money of a card payment stands. */
public enum CardState {
  /** 已授權: reserved on the card. */
  AUTHORISED("已授權"),
  /** 要關帳: capture is asked for and happens in the next window. */
  CAPTURE_REQUESTED("要關帳"),
  /** 已關帳: captured. */
  CAPTURED("已關帳"),
  /** 操作取消: the asked-for capture was taken back. */
  CAPTURE_CANCELLED("操作取消"),
  /** 已取消: the authorisation was given up; the payer keeps the money. */
  ABANDONED("已取消");

  final String wire;

  CardState(String wire) {
    this.wire = wire;
  }
}
