// SPDX-License-Identifier: Apache-2.0
package io.countersign.ecpay;

/** What ECPay does with a card payment's money on request. (綠界科技 ECPay, 全方位金流, 信用卡請退款.) */
public enum EcpayCardAction {
  /** 關帳: asks for the capture of what is authorised. */
  CAPTURE("C"),
  /** 退刷: gives back what is captured, or is about to be, in full or in part. */
  REFUND("R"),
  /** 取消關帳: takes back a capture that was asked for and has not happened. */
  CANCEL_CAPTURE("E"),
  /** 放棄: gives up the authorisation. The payer keeps the money, and nothing can be captured. */
  GIVE_UP("N");

  private final String wire;

  EcpayCardAction(String wire) {
    this.wire = wire;
  }

  /** ECPay's letter for it. */
  public String letter() {
    return wire;
  }
}
