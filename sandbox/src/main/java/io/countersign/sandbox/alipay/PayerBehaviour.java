// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.alipay;

import java.util.Arrays;

/** What a payer does whose payment code is scanned. */
public enum PayerBehaviour {
  /** Pays within the call. */
  PAYS_AT_ONCE("00"),
  /** Has to type a password, and does so when a test says so. */
  NEEDS_PASSWORD("01"),
  /** Types the password after ten seconds. */
  PAYS_AFTER_PASSWORD("02"),
  /** Never types it, and cancels after ten seconds: the order stays unpaid. */
  CANCELS_PASSWORD("03"),
  /** Has not enough money. */
  NOT_ENOUGH("04"),
  /** Shows a code that has expired. */
  EXPIRED_CODE("05");

  final String digits;

  PayerBehaviour(String digits) {
    this.digits = digits;
  }

  /** Codes that no test has issued behave too, so that a person can type one in. */
  static PayerBehaviour of(String code) {
    return Arrays.stream(values())
        .filter(behaviour -> code.startsWith(behaviour.digits, 2))
        .findFirst()
        .orElse(PAYS_AT_ONCE);
  }

  String code() {
    return "28" + digits + Numbers.digits(14);
  }
}
