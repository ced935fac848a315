// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.lambda;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How an order is paid; each is one merchant account at one provider. */
enum Method {
  /** In the mini program, by WeChat Pay. */
  WECHATPAY,
  /** On ECPay's page. */
  ECPAY;

  /** The provider's short name, which is the merchant's id in the notify URL, too. */
  String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Optional<Method> find(String id) {
    return Arrays.stream(values()).filter(method -> method.id().equals(id)).findFirst();
  }
}
