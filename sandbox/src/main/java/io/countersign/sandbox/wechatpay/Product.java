// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.wechatpay;

import java.time.Duration;

/** The ordinary payment products. */
enum Product {
  JSAPI("jsapi", "JSAPI", Operation.ORDER_JSAPI, Duration.ofHours(2)),
  NATIVE("native", "NATIVE", Operation.ORDER_NATIVE, Duration.ofHours(2)),
  APP("app", "APP", Operation.ORDER_APP, Duration.ofHours(2)),
  H5("h5", "MWEB", Operation.ORDER_H5, Duration.ofMinutes(5)),
  CODEPAY("codepay", "MICROPAY", Operation.CODEPAY, Duration.ZERO);

  final String path;
  final String tradeType;
  final Operation operation;
  final Duration tokenLife;

  Product(String path, String tradeType, Operation operation, Duration tokenLife) {
    this.path = path;
    this.tradeType = tradeType;
    this.operation = operation;
    this.tokenLife = tokenLife;
  }
}
