// SPDX-License-Identifier: Apache-2.0
package io.countersign.unionpay;

import io.countersign.InvalidRequestException;
import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.Provider;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import javax.crypto.Cipher;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

/** A certificate of an RSA key, as the JDK reads it. */
final class RsaCertificate implements PublicCertificate {

  /** RSA with PKCS#1 v1.5 padding, for what is secret. */
  static final String CIPHER = "RSA/ECB/PKCS1Padding";

  private static final String RSA_WITH = "1.2.840.113549.1.1.";

  /**
   * RSA with SHA-1, SHA-256, SHA-384, SHA-512. SHA-1 is what CFCA signs UnionPay's certificates
   * with to this day; only the authority itself could make use of its weakness, by numbers and
   * times that it chooses.
   */
  private static final Set<String> SIGNATURES =
      Set.of(RSA_WITH + "5", RSA_WITH + "11", RSA_WITH + "12", RSA_WITH + "13");

  private static final int DIGITAL_SIGNATURE = 0;
  private static final int NON_REPUDIATION = 1;
  private static final int ISSUES_CERTIFICATES = 5;

  /** Reads them for {@link Trust}; no lambda, which would cost the notification path classes. */
  record Reader(@Nullable Provider provider) implements Trust.Reader<RsaCertificate> {
    @Override
    public Optional<RsaCertificate> read(byte[] der) {
      return RsaCertificate.read(der, provider);
    }
  }

  private final X509Certificate certificate;
  private final RSAPublicKey key;
  private final @Nullable Provider provider;

  private RsaCertificate(
      X509Certificate certificate, RSAPublicKey key, @Nullable Provider provider) {
    this.certificate = certificate;
    this.key = key;
    this.provider = provider;
  }

  /** Reads one; empty if it cannot be read, or is of another kind of key. */
  static Optional<RsaCertificate> read(byte[] der, @Nullable Provider provider) {
    try {
      return of(
          (X509Certificate)
              CertificateFactory.getInstance("X.509")
                  .generateCertificate(new ByteArrayInputStream(der)),
          provider);
    } catch (GeneralSecurityException unreadable) {
      return Optional.empty();
    }
  }

  /** Of what the JDK has read; empty if it is of another kind of key. */
  static Optional<RsaCertificate> of(X509Certificate certificate, @Nullable Provider provider) {
    return certificate.getPublicKey() instanceof RSAPublicKey rsa
        ? Optional.of(new RsaCertificate(certificate, rsa, provider))
        : Optional.empty();
  }

  RSAPublicKey key() {
    return key;
  }

  @Override
  public byte[] der() {
    try {
      return certificate.getEncoded();
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("it was read from DER", impossible);
    }
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
  public boolean isAuthority() {
    return certificate.getBasicConstraints() >= 0 && mayBeUsedFor(ISSUES_CERTIFICATES);
  }

  @Override
  public int mostBelow() {
    return certificate.getBasicConstraints();
  }

  @Override
  public boolean isSound() {
    return key.getModulus().bitLength() >= 2048
        && SIGNATURES.contains(certificate.getSigAlgOID())
        && !certificate.hasUnsupportedCriticalExtension()
        && (certificate.getBasicConstraints() >= 0
            || mayBeUsedFor(DIGITAL_SIGNATURE)
            || mayBeUsedFor(NON_REPUDIATION));
  }

  /**
   * Whether the other's key signed it. Not by the JDK's path validator, which refuses the SHA-1 of
   * these authorities where a system's policy does.
   */
  @Override
  public boolean isSignedBy(PublicCertificate other) {
    if (!(other instanceof RsaCertificate issuer)) {
      return false;
    }
    try {
      certificate.verify(issuer.key);
      return true;
    } catch (GeneralSecurityException notItsSignature) {
      return false;
    }
  }

  @Override
  public byte[] encrypted(byte[] plain) {
    try {
      Cipher cipher =
          provider == null ? Cipher.getInstance(CIPHER) : Cipher.getInstance(CIPHER, provider);
      // By the key: a certificate's key usage is judged by the JDK otherwise.
      cipher.init(Cipher.ENCRYPT_MODE, key);
      return cipher.doFinal(plain);
    } catch (GeneralSecurityException unfit) {
      // Neither cause nor value is shown.
      throw new InvalidRequestException(
          "encrypted field",
          "a value that one RSA block holds, and a security provider with " + CIPHER);
    }
  }

  private boolean mayBeUsedFor(int use) {
    boolean[] uses = certificate.getKeyUsage();
    return uses == null || (use < uses.length && uses[use]);
  }

  @Override
  public String toString() {
    return "RsaCertificate[" + number() + "]";
  }
}
