// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import io.countersign.InvalidRequestException;
import io.countersign.Pem;
import java.security.Provider;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the keys and certificates of one sign type. */
interface KeyFamily {

  /** The family of a sign type; SM2 is BouncyCastle's, which nothing else loads. */
  static KeyFamily of(SignType type, @Nullable Provider provider) {
    if (type != SignType.SM2) {
      return new RsaKeys(type, provider);
    }
    try {
      return new Sm2Keys();
    } catch (NoClassDefFoundError absent) {
      throw missingBouncyCastle("sign_type SM2");
    }
  }

  /** What to do where BouncyCastle is needed and not there. */
  static InvalidRequestException missingBouncyCastle(String field) {
    return new InvalidRequestException(
        field,
        "BouncyCastle beside this library: org.bouncycastle:bcprov-jdk18on, and on the module path"
            + " --add-modules org.bouncycastle.provider");
  }

  /**
   * A private key.
   *
   * @throws InvalidRequestException if it is something else
   */
  SigningKey privateKey(Pem pem, String field);

  /**
   * A public key.
   *
   * @throws InvalidRequestException if it is something else
   */
  VerifyingKey publicKey(Pem pem, String field);

  /** A certificate whose key is of this family; empty for others and for what cannot be read. */
  Optional<AlipayCertificate> certificate(byte[] der);
}
