// SPDX-License-Identifier: Apache-2.0
package io.countersign.unionpay;

import java.io.IOException;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Optional;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Object;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.gm.GMObjectIdentifiers;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Certificate;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.jspecify.annotations.Nullable;

/** A certificate of an SM2 key, whose curve JDK 17 does not know. */
final class Sm2Certificate implements PublicCertificate {

  private final Sm2Curve curve;
  private final Certificate certificate;
  private final ECPublicKeyParameters key;
  private final @Nullable Extensions extensions;

  private Sm2Certificate(Sm2Curve curve, Certificate certificate, ECPublicKeyParameters key) {
    this.curve = curve;
    this.certificate = certificate;
    this.key = key;
    this.extensions = certificate.getTBSCertificate().getExtensions();
  }

  /** Reads one; empty if it cannot be read, or is of another kind of key. */
  static Optional<Sm2Certificate> read(Sm2Curve curve, byte[] der) {
    try {
      Certificate certificate = Certificate.getInstance(der);
      Optional<Sm2Certificate> read =
          curve
              .publicKey(certificate.getSubjectPublicKeyInfo())
              .map(key -> new Sm2Certificate(curve, certificate, key));
      // What is asked later must be there, whatever the rest is.
      read.ifPresent(Sm2Certificate::askAll);
      return read;
    } catch (RuntimeException unreadable) {
      return Optional.empty();
    }
  }

  ECPublicKeyParameters key() {
    return key;
  }

  @Override
  public byte[] der() {
    return der(certificate);
  }

  @Override
  public BigInteger serial() {
    return certificate.getSerialNumber().getValue();
  }

  @Override
  public X500Principal subject() {
    return new X500Principal(der(certificate.getSubject()));
  }

  @Override
  public X500Principal issuer() {
    return new X500Principal(der(certificate.getIssuer()));
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
  public boolean isAuthority() {
    return mostBelow() >= 0 && mayBeUsedFor(KeyUsage.keyCertSign);
  }

  @Override
  public int mostBelow() {
    BasicConstraints constraints =
        extensions == null ? null : BasicConstraints.fromExtensions(extensions);
    if (constraints == null || !constraints.isCA()) {
      return -1;
    }
    BigInteger most = constraints.getPathLenConstraint();
    return most == null ? Integer.MAX_VALUE : most.intValueExact();
  }

  @Override
  public boolean isSound() {
    if (extensions != null) {
      for (ASN1ObjectIdentifier critical : extensions.getCriticalExtensionOIDs()) {
        if (!critical.equals(Extension.basicConstraints) && !critical.equals(Extension.keyUsage)) {
          return false;
        }
      }
    }
    return mostBelow() >= 0 || mayBeUsedFor(KeyUsage.digitalSignature | KeyUsage.nonRepudiation);
  }

  @Override
  public boolean isSignedBy(PublicCertificate other) {
    return other instanceof Sm2Certificate issuer
        && certificate
            .getSignatureAlgorithm()
            .getAlgorithm()
            .equals(GMObjectIdentifiers.sm2sign_with_sm3)
        && curve.verifiesCertificate(
            issuer.key,
            der(certificate.getTBSCertificate()),
            certificate.getSignature().getBytes());
  }

  @Override
  public byte[] encrypted(byte[] plain) {
    return curve.encrypted(key, plain);
  }

  private boolean mayBeUsedFor(int anyOf) {
    KeyUsage uses = extensions == null ? null : KeyUsage.fromExtensions(extensions);
    if (uses == null) {
      return true;
    }
    for (int use = 1; use <= anyOf; use <<= 1) {
      if ((anyOf & use) != 0 && uses.hasUsages(use)) {
        return true;
      }
    }
    return false;
  }

  private void askAll() {
    subject();
    issuer();
    notBefore();
    notAfter();
    isAuthority();
    isSound();
  }

  private static byte[] der(ASN1Object object) {
    try {
      return object.getEncoded(ASN1Encoding.DER);
    } catch (IOException unreadable) {
      throw new IllegalArgumentException("not DER", unreadable);
    }
  }

  @Override
  public String toString() {
    return "Sm2Certificate[" + number() + "]";
  }
}
