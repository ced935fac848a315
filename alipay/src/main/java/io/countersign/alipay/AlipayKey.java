// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A key of Alipay's by which it proves itself, and its id. */
final class AlipayKey {

  private final String id;
  private final VerifyingKey key;
  private final @Nullable AlipayCertificate certificate;

  private AlipayKey(String id, VerifyingKey key, @Nullable AlipayCertificate certificate) {
    this.id = id;
    this.key = key;
    this.certificate = certificate;
  }

  static AlipayKey of(String id, VerifyingKey key) {
    return new AlipayKey(id, key, null);
  }

  static AlipayKey of(AlipayCertificate certificate) {
    return new AlipayKey(certificate.number(), certificate.key(), certificate);
  }

  /** The certificate's number; what it is called, for a public key. */
  String id() {
    return id;
  }

  /** When it ends; empty for a public key, which does not. */
  Optional<Instant> expiresAt() {
    return certificate == null ? Optional.empty() : Optional.of(certificate.notAfter());
  }

  boolean isValidAt(Instant moment) {
    return certificate == null || certificate.isValidAt(moment);
  }

  /** Whether this Base64 is its signature of these bytes; anything malformed is not. */
  boolean verifies(byte[] message, String base64Signature) {
    return key.verifies(message, base64Signature);
  }
}
