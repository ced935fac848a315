// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import io.countersign.Pem;
import io.countersign.Signer;
import io.countersign.spi.RsaSha1;
import io.countersign.spi.RsaSha256;
import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.Provider;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Keys and certificates of RSA2, and of RSA (SHA-1) where it is asked for by name. */
final class RsaKeys implements KeyFamily {

  private final SignType type;
  private final @Nullable Provider provider;

  RsaKeys(SignType type, @Nullable Provider provider) {
    this.type = type;
    this.provider = provider;
  }

  @Override
  public SigningKey privateKey(Pem pem, String field) {
    RSAPrivateKey key = pem.rsaPrivateKey(field);
    return new Private(
        key,
        type == SignType.RSA
            ? new RsaSha1(provider).signer(key)
            : new RsaSha256(provider).signer(key));
  }

  @Override
  public VerifyingKey publicKey(Pem pem, String field) {
    return new Public(pem.rsaPublicKey(field));
  }

  @Override
  public Optional<AlipayCertificate> certificate(byte[] der) {
    X509Certificate certificate;
    try {
      certificate =
          (X509Certificate)
              CertificateFactory.getInstance("X.509")
                  .generateCertificate(new ByteArrayInputStream(der));
    } catch (GeneralSecurityException otherCurve) {
      // JDK 17 cannot read the root of SM2.
      return Optional.empty();
    }
    return certificate.getPublicKey() instanceof RSAPublicKey key
            && key.getModulus().bitLength() >= 2048
        ? Optional.of(new RsaCertificate(certificate, new Public(key)))
        : Optional.empty();
  }

  private static final class Private implements SigningKey {
    private final RSAPrivateKey key;
    private final Signer signer;

    Private(RSAPrivateKey key, Signer signer) {
      this.key = key;
      this.signer = signer;
    }

    @Override
    public byte[] sign(byte[] message) {
      return signer.sign(message);
    }

    @Override
    public byte[] publicHalf() {
      return key.getModulus().toByteArray();
    }

    @Override
    public String toString() {
      return signer.toString();
    }
  }

  private final class Public implements VerifyingKey {
    private final RSAPublicKey key;

    Public(RSAPublicKey key) {
      this.key = key;
    }

    @Override
    public boolean verifies(byte[] message, String base64Signature) {
      return type == SignType.RSA
          ? new RsaSha1(provider).verifies(key, message, base64Signature)
          : new RsaSha256(provider).verifies(key, message, base64Signature);
    }

    @Override
    public byte[] publicHalf() {
      return key.getModulus().toByteArray();
    }
  }
}
