// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import javax.security.auth.x500.X500Principal;

/** A certificate with an RSA key, as the JDK reads it. */
final class RsaCertificate implements AlipayCertificate {

  /** RSA with SHA-256, SHA-384 and SHA-512. */
  private static final String STRONG =
      " 1.2.840.113549.1.1.11 1.2.840.113549.1.1.12 1.2.840.113549.1.1.13 ";

  private final X509Certificate certificate;
  private final VerifyingKey key;

  RsaCertificate(X509Certificate certificate, VerifyingKey key) {
    this.certificate = certificate;
    this.key = key;
  }

  @Override
  public BigInteger serial() {
    return certificate.getSerialNumber();
  }

  @Override
  public X500Principal subject() {
    return certificate.getSubjectX500Principal();
  }

  @Override
  public X500Principal issuer() {
    return certificate.getIssuerX500Principal();
  }

  @Override
  public Instant notBefore() {
    return certificate.getNotBefore().toInstant();
  }

  @Override
  public Instant notAfter() {
    return certificate.getNotAfter().toInstant();
  }

  @Override
  public String signatureAlgorithm() {
    return certificate.getSigAlgOID();
  }

  @Override
  public boolean isAuthority() {
    return certificate.getBasicConstraints() >= 0;
  }

  @Override
  public VerifyingKey key() {
    return key;
  }

  @Override
  public boolean isSignedBy(AlipayCertificate authority) {
    // A hash that can be made to collide proves nothing of who issued it.
    if (!STRONG.contains(" " + signatureAlgorithm() + " ")
        || !(authority instanceof RsaCertificate other)) {
      return false;
    }
    try {
      certificate.verify(other.certificate.getPublicKey());
      return true;
    } catch (GeneralSecurityException wrong) {
      return false;
    }
  }
}
