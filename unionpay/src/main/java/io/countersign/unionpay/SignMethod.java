// SPDX-License-Identifier: Apache-2.0
package io.countersign.unionpay;

/** How both sides sign, by the code of the wire. (全渠道, signMethod.) */
enum SignMethod {
  /** The merchant's RSA certificate; SHA-256, or SHA-1 in version 5.0.0. */
  RSA("01"),
  /** A shared key and SHA-256. */
  SHA256("11"),
  /** A shared key and SM3. */
  SM3("12"),
  /** The merchant's SM2 certificate. */
  SM2("21");

  private final String code;

  SignMethod(String code) {
    this.code = code;
  }

  /** As the wire writes it. */
  String code() {
    return code;
  }
}
