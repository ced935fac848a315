// SPDX-License-Identifier: Apache-2.0
package io.countersign.ecpay;

import io.countersign.PaymentRef;

/** ECPay's products, as a {@link PaymentRef} names the one it was made with. */
final class Product {

  /** 全方位金流: the payer's browser posts the order. */
  static final String PAGE = "aio";

  /** 幕後取號: a number to pay with, made by the shop's server. */
  static final String PAYMENT_CODE = "code";

  /** 站內付 2.0: a form embedded in the shop's page. */
  static final String EMBEDDED = "embedded";

  /** 幕後授權: a card charged by the shop's server. */
  static final String BACK_AUTH = "backauth";

  private Product() {}

  /** Whether an attempt was made by envelope, and is asked about by envelope. */
  static boolean isSealed(PaymentRef payment) {
    String product = payment.product().orElse("");
    return product.equals(PAYMENT_CODE) || product.equals(EMBEDDED) || product.equals(BACK_AUTH);
  }
}
