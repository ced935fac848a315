// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import io.countersign.spi.RsaSha256;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.Optional;

/** A key of Alipay's by which it proves itself, and its id. */
final class AlipayKey {

  private final String id;
  private final RSAPublicKey key;
  private final RsaSha256 rsa;

  private AlipayKey(String id, RSAPublicKey key, RsaSha256 rsa) {
    this.id = id;
    this.key = key;
    this.rsa = rsa;
  }

  static AlipayKey of(String id, RSAPublicKey key, RsaSha256 rsa) {
    return new AlipayKey(id, key, rsa);
  }

  String id() {
    return id;
  }

  /** When it ends; empty for a public key, which does not. */
  Optional<Instant> expiresAt() {
    return Optional.empty();
  }

  /** Whether this Base64 is its signature of these bytes; anything malformed is not. */
  boolean verifies(byte[] message, String base64Signature) {
    return rsa.verifies(key, message, base64Signature);
  }
}
