// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import java.io.IOException;
import java.math.BigInteger;
import java.time.Instant;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.gm.GMObjectIdentifiers;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Certificate;

/** A certificate with an SM2 key, whose curve JDK 17 cannot read. */
final class Sm2Certificate implements AlipayCertificate {

  private final Certificate certificate;
  private final Sm2Keys.Public key;
  private final X500Principal subject;
  private final X500Principal issuer;
  private final byte[] signedPart;
  private final boolean authority;

  private Sm2Certificate(
      Certificate certificate,
      Sm2Keys.Public key,
      X500Principal subject,
      X500Principal issuer,
      byte[] signedPart,
      boolean authority) {
    this.certificate = certificate;
    this.key = key;
    this.subject = subject;
    this.issuer = issuer;
    this.signedPart = signedPart;
    this.authority = authority;
  }

  static Sm2Certificate of(Certificate certificate, Sm2Keys.Public key) throws IOException {
    return new Sm2Certificate(
        certificate,
        key,
        new X500Principal(certificate.getSubject().getEncoded(ASN1Encoding.DER)),
        new X500Principal(certificate.getIssuer().getEncoded(ASN1Encoding.DER)),
        certificate.getTBSCertificate().getEncoded(ASN1Encoding.DER),
        isAuthority(certificate));
  }

  private static boolean isAuthority(Certificate certificate) {
    if (certificate.getExtensions() == null) {
      return false;
    }
    BasicConstraints constraints = BasicConstraints.fromExtensions(certificate.getExtensions());
    return constraints != null && constraints.isCA();
  }

  @Override
  public BigInteger serial() {
    return certificate.getSerialNumber().getValue();
  }

  @Override
  public X500Principal subject() {
    return subject;
  }

  @Override
  public X500Principal issuer() {
    return issuer;
  }

  @Override
  public Instant notBefore() {
    return certificate.getStartDate().getDate().toInstant();
  }

  @Override
  public Instant notAfter() {
    return certificate.getEndDate().getDate().toInstant();
  }

  @Override
  public String signatureAlgorithm() {
    return certificate.getSignatureAlgorithm().getAlgorithm().getId();
  }

  @Override
  public boolean isAuthority() {
    return authority;
  }

  @Override
  public VerifyingKey key() {
    return key;
  }

  @Override
  public boolean isSignedBy(AlipayCertificate other) {
    return GMObjectIdentifiers.sm2sign_with_sm3.equals(
            certificate.getSignatureAlgorithm().getAlgorithm())
        && other.key() instanceof Sm2Keys.Public signer
        && signer.verifies(signedPart, certificate.getSignature().getOctets());
  }
}
