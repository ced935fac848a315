// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.wechatpay;

import java.time.Duration;

/** The ordinary payment products. */
enum Product {
  JSAPI("JSAPI", Operation.ORDER_JSAPI, Duration.ofHours(2)),
  NATIVE("NATIVE", Operation.ORDER_NATIVE, Duration.ofHours(2)),
  APP("APP", Operation.ORDER_APP, Duration.ofHours(2)),
  H5("MWEB", Operation.ORDER_H5, Duration.ofMinutes(5)),
  CODEPAY("MICROPAY", Operation.CODEPAY, Duration.ZERO);

  final String tradeType;
  final Operation operation;
  final Duration tokenLife;

  Product(String tradeType, Operation operation, Duration tokenLife) {
    this.tradeType = tradeType;
    this.operation = operation;
    this.tokenLife = tokenLife;
  }
}
