// SPDX-License-Identifier: Apache-2.0
package io.countersign.unionpay;

import io.countersign.Pem;

/**
 * The merchant's SM2 key and certificate, not read yet: that needs BouncyCastle.
 *
 * @param privateKey PKCS#8 or SEC1
 * @param certificate of that key
 */
record Sm2Identity(Pem privateKey, Pem certificate) {

  /** The key's DER. */
  byte[] keyDer(String field) {
    return privateKey
        .der(field, "an SM2 private key (BEGIN PRIVATE KEY)", "PRIVATE KEY", "EC PRIVATE KEY")
        .get(0);
  }

  /** The certificate's DER. */
  byte[] certificateDer(String field) {
    return certificate.der(field, "a certificate (BEGIN CERTIFICATE)", "CERTIFICATE").get(0);
  }
}
