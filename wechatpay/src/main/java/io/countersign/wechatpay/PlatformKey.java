// SPDX-License-Identifier: Apache-2.0
package io.countersign.wechatpay;

import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A key of WeChat Pay's by which it proves itself, and its id as the wire names it. */
final class PlatformKey {

  private final String id;
  private final RSAPublicKey key;
  private final @Nullable X509Certificate certificate;

  private PlatformKey(String id, RSAPublicKey key, @Nullable X509Certificate certificate) {
    this.id = id;
    this.key = key;
    this.certificate = certificate;
  }

  static PlatformKey ofPublicKey(String id, RSAPublicKey key) {
    return new PlatformKey(id, key, null);
  }

  /** Empty if the certificate's key is not RSA. */
  static Optional<PlatformKey> ofCertificate(X509Certificate certificate) {
    return certificate.getPublicKey() instanceof RSAPublicKey rsa
        ? Optional.of(new PlatformKey(serialOf(certificate), rsa, certificate))
        : Optional.empty();
  }

  /** A certificate's serial number as WeChat Pay writes it: 40 digits, leading zeros kept. */
  static String serialOf(X509Certificate certificate) {
    String digits = certificate.getSerialNumber().toString(16).toUpperCase(Locale.ROOT);
    return "0".repeat(Math.max(0, 40 - digits.length())) + digits;
  }

  /** A serial number without its leading zeros, upper case, so that spellings compare. */
  static String normalized(String serial) {
    int start = 0;
    while (start < serial.length() - 1 && serial.charAt(start) == '0') {
      start++;
    }
    return serial.substring(start).toUpperCase(Locale.ROOT);
  }

  String id() {
    return id;
  }

  RSAPublicKey key() {
    return key;
  }

  boolean isValidAt(Instant moment) {
    return certificate == null
        || (!moment.isBefore(certificate.getNotBefore().toInstant())
            && !moment.isAfter(certificate.getNotAfter().toInstant()));
  }

  /** When it ends; empty for the public key, which does not. */
  Optional<Instant> expiresAt() {
    return certificate == null
        ? Optional.empty()
        : Optional.of(certificate.getNotAfter().toInstant());
  }
}
