// SPDX-License-Identifier: Apache-2.0
package io.countersign.ecpay;

import io.countersign.spi.FieldRules;

/**
 * A way to pay on ECPay's page, by the word that stands on the wire. ECPay adds methods now and
 * then: one that has no constant here is made with its word. Immutable. (綠界科技 ECPay, 全方位金流,
 * ChoosePayment.)
 *
 * @param word at most 20 letters and digits, such as {@code Credit}
 */
public record EcpayMethod(String word) {

  /** The payer chooses among all that the merchant has; new ones appear by themselves. */
  public static final EcpayMethod ALL = new EcpayMethod("ALL");

  /** Credit card (信用卡): at once, in instalments, periodically, UnionPay, bonus points. */
  public static final EcpayMethod CREDIT = new EcpayMethod("Credit");

  /** Online bank transfer with a card reader (網路 ATM); not on mobile devices. */
  public static final EcpayMethod WEB_ATM = new EcpayMethod("WebATM");

  /** A bank account to transfer to (ATM 櫃員機). */
  public static final EcpayMethod ATM = new EcpayMethod("ATM");

  /** A code for a convenience store's terminal (超商代碼). */
  public static final EcpayMethod CVS = new EcpayMethod("CVS");

  /** Barcodes for a convenience store's counter (超商條碼). */
  public static final EcpayMethod BARCODE = new EcpayMethod("BARCODE");

  /** Apple Pay on ECPay's page. */
  public static final EcpayMethod APPLE_PAY = new EcpayMethod("ApplePay");

  /** TWQR of O'Pay (歐付寶). */
  public static final EcpayMethod TWQR = new EcpayMethod("TWQR");

  /** Instalments without a card (無卡分期); the payer applies first. */
  public static final EcpayMethod BNPL = new EcpayMethod("BNPL");

  /** WeChat Pay (微信支付). */
  public static final EcpayMethod WECHAT_PAY = new EcpayMethod("WeiXin");

  /** Taiwan's wallets: 街口支付, 一卡通 iPASS MONEY. */
  public static final EcpayMethod DIGITAL_PAYMENT = new EcpayMethod("DigitalPayment");

  /**
   * Checks the word.
   *
   * @throws io.countersign.InvalidRequestException if it cannot be one
   */
  public EcpayMethod {
    FieldRules.token("ChoosePayment", word, 1, 20, "_");
  }
}
