// SPDX-License-Identifier: Apache-2.0
package io.countersign.ecpay;

/** A way to pay in the embedded form. (綠界科技 ECPay, 站內付 2.0, ChoosePaymentList.) */
public enum EcpayEmbeddedMethod {
  /** All that the merchant has. */
  ALL("0"),
  /** Credit card in one sum; periodic if the order has a schedule. */
  CARD("1"),
  /** Credit card in instalments. */
  INSTALMENTS("2"),
  /** A bank account to transfer to. */
  ATM("3"),
  /** A code for a convenience store's terminal. */
  CVS("4"),
  /** Barcodes for a convenience store's counter. */
  BARCODE("5"),
  /** UnionPay card. */
  UNION_PAY("6"),
  /** Apple Pay. */
  APPLE_PAY("7"),
  /** Thirty instalments of Bank SinoPac (圓夢彈性分期). */
  FLEXIBLE_INSTALMENTS("8");

  final String wire;

  EcpayEmbeddedMethod(String wire) {
    this.wire = wire;
  }
}
