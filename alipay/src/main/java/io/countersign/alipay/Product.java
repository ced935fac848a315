// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import io.countersign.InvalidRequestException;
import io.countersign.PaymentRef;
import io.countersign.Scene;

/** Alipay's ways to make an order, by the word that a {@link PaymentRef} keeps of it. */
enum Product {
  PAGE("page", "alipay.trade.page.pay", AlipayOption.Target.WEB_PAGE),
  WAP("wap", "alipay.trade.wap.pay", AlipayOption.Target.MOBILE_PAGE),
  APP("app", "alipay.trade.app.pay", AlipayOption.Target.IN_APP),
  PRECREATE("precreate", "alipay.trade.precreate", AlipayOption.Target.QR_CODE),
  CREATE("create", "alipay.trade.create", AlipayOption.Target.IN_WALLET),
  PAY("pay", "alipay.trade.pay", AlipayOption.Target.PAYMENT_CODE);

  private final String word;
  private final String method;
  private final AlipayOption.Target target;

  Product(String word, String method, AlipayOption.Target target) {
    this.word = word;
    this.method = method;
    this.target = target;
  }

  /** The product of a scene. */
  static Product of(Scene<?> scene) {
    if (scene instanceof Scene.WebPage) {
      return PAGE;
    }
    if (scene instanceof Scene.MobilePage) {
      return WAP;
    }
    if (scene instanceof Scene.InApp) {
      return APP;
    }
    if (scene instanceof Scene.QrCode) {
      return PRECREATE;
    }
    if (scene instanceof Scene.InWallet) {
      return CREATE;
    }
    if (scene instanceof Scene.PaymentCode) {
      return PAY;
    }
    throw new InvalidRequestException("scene", "one that Alipay has; it issues no vouchers");
  }

  /** Whether an attempt was made with a payment code. */
  static boolean isPaymentCode(PaymentRef payment) {
    return payment.product().orElse("").equals(PAY.word);
  }

  /**
   * Whether the payer's browser or app brings the order to Alipay, so that making it is no call.
   */
  boolean isBroughtByPayer() {
    return this == PAGE || this == WAP || this == APP;
  }

  String word() {
    return word;
  }

  String method() {
    return method;
  }

  AlipayOption.Target target() {
    return target;
  }
}
