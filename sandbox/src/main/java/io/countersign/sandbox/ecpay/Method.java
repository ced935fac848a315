// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.ecpay;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** How a payer can pay: the values of {@code ChoosePayment} but {@code ALL}. */
enum Method {
  CREDIT("Credit", "CreditCard"),
  ATM("ATM", "LAND", "BOT", "CHINATRUST", "FIRST", "CATHAY", "PANHSIN", "KGI", "TACHONG"),
  CVS("CVS", "CVS", "OK", "FAMILY", "HILIFE", "IBON"),
  BARCODE("BARCODE", "BARCODE"),
  WEB_ATM("WebATM", "FIRST", "BOT", "CHINATRUST", "LAND", "CATHAY", "MEGA", "SINOPAC"),
  APPLE_PAY("ApplePay", ""),
  TWQR("TWQR", "OPAY"),
  BNPL("BNPL", "URICH", "ZINGALA"),
  WEIXIN("WeiXin", ""),
  DIGITAL_PAYMENT("DigitalPayment", "Jkopay", "iPASS");

  final String wire;

  private final String subs;

  Method(String wire, String... subs) {
    this.wire = wire;
    this.subs = String.join(",", subs);
  }

  static Optional<Method> of(String wire) {
    return Arrays.stream(values()).filter(method -> method.wire.equals(wire)).findFirst();
  }

  /** The first is what the payer gets when nobody chooses. */
  List<String> subs() {
    return List.of(subs.split(",", -1));
  }

  boolean givesNumber() {
    return this == ATM || this == CVS || this == BARCODE;
  }

  String paymentType(String sub) {
    return sub.isEmpty() ? wire : wire + "_" + sub;
  }
}
