// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

/**
 * What kind of payment to a user it is: Alipay's product and scene together. A payment is found
 * under its number only with the kind it was sent with.
 */
public enum TransferKind {
  /** To an Alipay account (单笔转账到支付宝账户): 0.10 to 100,000,000 yuan. */
  ACCOUNT("TRANS_ACCOUNT_NO_PWD", "DIRECT_TRANSFER", 10),
  /** A red packet to an Alipay account (现金红包): 0.01 to 100,000,000 yuan. */
  RED_PACKET("STD_RED_PACKET", "DIRECT_TRANSFER", 1),
  /** A red packet that a person has paid for is passed on to who opened it (C2C 现金红包, 领红包). */
  OPENED_RED_PACKET("STD_RED_PACKET", "PERSONAL_COLLECTION", 1),
  /** To a bank card (单笔转账到银行卡); by contract only. */
  BANK_CARD("TRANS_BANKCARD_NO_PWD", "DIRECT_TRANSFER", 10);

  private final String productCode;
  private final String bizScene;
  private final long leastFen;

  TransferKind(String productCode, String bizScene, long leastFen) {
    this.productCode = productCode;
    this.bizScene = bizScene;
    this.leastFen = leastFen;
  }

  String productCode() {
    return productCode;
  }

  String bizScene() {
    return bizScene;
  }

  long leastFen() {
    return leastFen;
  }

  boolean isRedPacket() {
    return this == RED_PACKET || this == OPENED_RED_PACKET;
  }
}
