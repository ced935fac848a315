// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.wechatpay;

/** What the payer behind a payment code does; the code's third and fourth digit carry it. */
public enum PayerBehaviour {
  /** Paid in the same call. */
  PAYS_AT_ONCE("00"),
  /** Asked for the password until the test decides. */
  NEEDS_PASSWORD("01"),
  /** Asked for the password; pays ten seconds later. */
  PAYS_AFTER_PASSWORD("02"),
  /** Asked for the password; fails ten seconds later. */
  FAILS_AFTER_PASSWORD("03"),
  /** The payer's bank fails. */
  BANK_ERROR("04"),
  /** The payer has too little money. */
  NOT_ENOUGH("05");

  private final String digits;

  PayerBehaviour(String digits) {
    this.digits = digits;
  }

  String digits() {
    return digits;
  }
}
