// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.alipay;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Base64;

/** How an application and Alipay sign; the names are those on the wire. */
public enum SignType {
  /** SHA-256 with RSA, PKCS#1 v1.5. */
  RSA2("SHA256withRSA"),
  /** SHA-1 with RSA: the old one. */
  RSA("SHA1withRSA"),
  /** SM3 with SM2, for the user id {@code 1234567812345678}. */
  SM2("SM3withSM2");

  final String algorithm;

  SignType(String algorithm) {
    this.algorithm = algorithm;
  }

  String sign(PrivateKey key, byte[] message) {
    try {
      Signature signature = signature();
      signature.initSign(key);
      signature.update(message);
      return Base64.getEncoder().encodeToString(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Whether the Base64 text proves the message; text that is no Base64 proves nothing. */
  boolean proves(PublicKey key, byte[] message, String base64) {
    try {
      byte[] given = Base64.getDecoder().decode(base64);
      Signature signature = signature();
      signature.initVerify(key);
      signature.update(message);
      return signature.verify(given);
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      // Also what a provider throws at a signature of the wrong length.
      return false;
    }
  }

  private Signature signature() throws GeneralSecurityException {
    return this == SM2
        ? Signature.getInstance(algorithm, Bouncy.CASTLE)
        : Signature.getInstance(algorithm);
  }
}
