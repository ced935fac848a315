// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.unionpay;

import java.util.Arrays;

/** What the payer does whose code was scanned; the code's third and fourth digit choose it. */
public enum PayerBehaviour {
  /** The payment succeeds at once. */
  PAYS_AT_ONCE("00"),
  /** Has to type the password: {@code 05} until a test lets him. */
  NEEDS_PASSWORD("01"),
  /** The same, and types it after ten seconds. */
  PAYS_AFTER_PASSWORD("02"),
  /** The same, and has not typed it after ten seconds: {@code 69}. */
  LEAVES("03"),
  /** Has too little money: {@code 64}. */
  NOT_ENOUGH("04"),
  /** Shows a code that has ended: {@code 86}. */
  EXPIRED_CODE("05"),
  /** Shows a code that nobody knows: {@code 88}. */
  UNKNOWN_CODE("06");

  private final String digits;

  PayerBehaviour(String digits) {
    this.digits = digits;
  }

  /** A fresh code of somebody who behaves so. */
  String code() {
    return "62" + digits + Numbers.digits(15);
  }

  static PayerBehaviour of(String code) {
    return Arrays.stream(values())
        .filter(one -> code.startsWith(one.digits, 2))
        .findFirst()
        .orElse(PAYS_AT_ONCE);
  }
}
