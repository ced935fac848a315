// SPDX-License-Identifier: Apache-2.0
package io.countersign.wechatpay;

import io.countersign.InvalidRequestException;
import io.countersign.PaymentRef;
import io.countersign.Scene;
import java.util.List;

/** WeChat Pay's products, by the last part of the order's path, and the app kinds each takes. */
enum Product {
  NATIVE("native"),
  JSAPI("jsapi"),
  H5("h5"),
  APP("app"),
  PAYMENT_CODE("codepay");

  /** A {@link PaymentRef}'s product for a combined order as a whole. */
  static final String COMBINED = "combined";

  /** A {@link PaymentRef}'s product for one sub-order of a combined order. */
  static final String SUB_ORDER = "sub-order";

  private final String path;

  Product(String path) {
    this.path = path;
  }

  /** The product of a scene. */
  static Product of(Scene<?> scene) {
    if (scene instanceof Scene.QrCode) {
      return NATIVE;
    }
    if (scene instanceof Scene.InWallet) {
      return JSAPI;
    }
    if (scene instanceof Scene.MobilePage) {
      return H5;
    }
    if (scene instanceof Scene.InApp) {
      return APP;
    }
    if (scene instanceof Scene.PaymentCode) {
      return PAYMENT_CODE;
    }
    throw new InvalidRequestException(
        "scene", "one that WeChat Pay has; for a desktop page show Scene.qrCode() instead");
  }

  /** Whether an attempt was made with a payment code. */
  static boolean isPaymentCode(PaymentRef payment) {
    return payment.product().orElse("").equals(PAYMENT_CODE.path);
  }

  /**
   * Checks that an attempt can be asked about and ended by itself.
   *
   * @throws InvalidRequestException if it is a combined order or a part of one
   */
  static void requireOrdinary(PaymentRef payment) {
    String product = payment.product().orElse("");
    if (product.equals(COMBINED) || product.equals(SUB_ORDER)) {
      throw new InvalidRequestException(
          "payment", "an ordinary one; combined orders are found and closed by combinedOrders()");
    }
  }

  String path() {
    return path;
  }

  /** The kinds of app that may place such an order, the preferred one first. */
  List<WeChatPayAppKind> appKinds() {
    return switch (this) {
      case JSAPI -> List.of(WeChatPayAppKind.MINI_PROGRAM, WeChatPayAppKind.OFFICIAL_ACCOUNT);
      case APP -> List.of(WeChatPayAppKind.MOBILE_APP);
      default ->
          List.of(
              WeChatPayAppKind.OFFICIAL_ACCOUNT,
              WeChatPayAppKind.MINI_PROGRAM,
              WeChatPayAppKind.MOBILE_APP);
    };
  }
}
