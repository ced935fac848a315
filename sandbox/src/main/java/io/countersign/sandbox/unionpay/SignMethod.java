// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.unionpay;

import java.util.Arrays;
import java.util.Optional;

/** How both sides sign: {@code signMethod}. */
public enum SignMethod {
  /** RSA with SHA-256, or with SHA-1 in the old version. */
  RSA("01"),
  /** A shared key and SHA-256. */
  SHA256("11"),
  /** A shared key and SM3. */
  SM3("12"),
  /** SM2 with SM3; the user id is the certificate's number. */
  SM2("21");

  private final String code;

  SignMethod(String code) {
    this.code = code;
  }

  /** As it stands in a message. */
  public String code() {
    return code;
  }

  /** Whether both sides have keys of their own, and certificates for them. */
  public boolean certificates() {
    return this == RSA || this == SM2;
  }

  static Optional<SignMethod> of(String code) {
    return Arrays.stream(values()).filter(method -> method.code.equals(code)).findFirst();
  }
}
