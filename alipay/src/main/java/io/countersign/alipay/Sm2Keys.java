// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import io.countersign.InvalidRequestException;
import io.countersign.Pem;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.gm.GMObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.Certificate;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.crypto.CryptoException;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.params.ParametersWithID;
import org.bouncycastle.crypto.params.ParametersWithRandom;
import org.bouncycastle.crypto.signers.SM2Signer;

/**
 * Keys and certificates of SM2, by BouncyCastle's classes themselves: no security provider is
 * registered. The curve is the one with arithmetic made for it, which is several times faster than
 * the one that the name gives. (GB/T 32918, SM3 with SM2, user id 1234567812345678.)
 */
final class Sm2Keys implements KeyFamily {

  private static final int MOST_SIGNATURE_BYTES = 72;

  private final ECDomainParameters curve;
  private final byte[] userId = "1234567812345678".getBytes(StandardCharsets.US_ASCII);
  private final SecureRandom random = new SecureRandom();

  Sm2Keys() {
    X9ECParameters parameters = CustomNamedCurves.getByOID(GMObjectIdentifiers.sm2p256v1);
    this.curve =
        new ECDomainParameters(
            parameters.getCurve(), parameters.getG(), parameters.getN(), parameters.getH());
  }

  @Override
  public SigningKey privateKey(Pem pem, String field) {
    String expected = "an SM2 private key (BEGIN PRIVATE KEY)";
    byte[] der = pem.der(field, expected, "PRIVATE KEY", "EC PRIVATE KEY").get(0);
    try {
      BigInteger number = privateNumber(der);
      return new Private(new ECPrivateKeyParameters(number, curve));
    } catch (IOException | IllegalArgumentException | IllegalStateException other) {
      throw new InvalidRequestException(
          field, "an SM2 private key, PKCS#8 or SEC1; the text is damaged or of another algorithm");
    }
  }

  @Override
  public VerifyingKey publicKey(Pem pem, String field) {
    byte[] der = pem.der(field, "an SM2 public key (BEGIN PUBLIC KEY)", "PUBLIC KEY").get(0);
    try {
      return new Public(publicKey(SubjectPublicKeyInfo.getInstance(der)));
    } catch (IllegalArgumentException | IllegalStateException other) {
      throw new InvalidRequestException(
          field, "an SM2 public key; the text is damaged or of another algorithm");
    }
  }

  @Override
  public Optional<AlipayCertificate> certificate(byte[] der) {
    try {
      Certificate certificate = Certificate.getInstance(der);
      ECPublicKeyParameters key = publicKey(certificate.getSubjectPublicKeyInfo());
      return Optional.of(Sm2Certificate.of(certificate, new Public(key)));
    } catch (IOException | IllegalArgumentException | IllegalStateException other) {
      return Optional.empty();
    }
  }

  private ECPublicKeyParameters publicKey(SubjectPublicKeyInfo info) {
    requireCurve(info.getAlgorithm());
    byte[] point = info.getPublicKeyData().getOctets();
    return new ECPublicKeyParameters(curve.getCurve().decodePoint(point), curve);
  }

  private static BigInteger privateNumber(byte[] der) throws IOException {
    try {
      PrivateKeyInfo info = PrivateKeyInfo.getInstance(der);
      requireCurve(info.getPrivateKeyAlgorithm());
      return ECPrivateKey.getInstance(info.parsePrivateKey()).getKey();
    } catch (IllegalArgumentException notPkcs8) {
      ECPrivateKey key = ECPrivateKey.getInstance(der);
      ASN1Encodable named = key.getParametersObject();
      if (!GMObjectIdentifiers.sm2p256v1.equals(named)) {
        throw new IllegalArgumentException("another curve");
      }
      return key.getKey();
    }
  }

  private static void requireCurve(AlgorithmIdentifier algorithm) {
    ASN1Encodable named = algorithm.getParameters();
    if (!X9ObjectIdentifiers.id_ecPublicKey.equals(algorithm.getAlgorithm())
        || named == null
        || !GMObjectIdentifiers.sm2p256v1.equals(ASN1ObjectIdentifier.getInstance(named))) {
      throw new IllegalArgumentException("another algorithm or curve");
    }
  }

  private final class Private implements SigningKey {
    private final ECPrivateKeyParameters key;
    private final byte[] publicHalf;

    Private(ECPrivateKeyParameters key) {
      this.key = key;
      this.publicHalf = curve.getG().multiply(key.getD()).normalize().getEncoded(false);
    }

    @Override
    public byte[] sign(byte[] message) {
      SM2Signer signer = new SM2Signer();
      signer.init(true, new ParametersWithID(new ParametersWithRandom(key, random), userId));
      signer.update(message, 0, message.length);
      try {
        return signer.generateSignature();
      } catch (CryptoException unfit) {
        throw new InvalidRequestException("signing key", "an SM2 private key that can sign");
      }
    }

    @Override
    public byte[] publicHalf() {
      return publicHalf.clone();
    }

    @Override
    public String toString() {
      return "(SM2 key in this JVM)";
    }
  }

  /** A public key; also what issuers of certificates sign with. */
  final class Public implements VerifyingKey {
    private final ECPublicKeyParameters key;

    Public(ECPublicKeyParameters key) {
      this.key = key;
    }

    @Override
    public boolean verifies(byte[] message, String base64Signature) {
      try {
        return verifies(message, Base64.getDecoder().decode(base64Signature));
      } catch (IllegalArgumentException notBase64) {
        return false;
      }
    }

    boolean verifies(byte[] message, byte[] signature) {
      if (signature.length > MOST_SIGNATURE_BYTES) {
        return false;
      }
      SM2Signer verifier = new SM2Signer();
      verifier.init(false, new ParametersWithID(key, userId));
      verifier.update(message, 0, message.length);
      return verifier.verifySignature(signature);
    }

    @Override
    public byte[] publicHalf() {
      return key.getQ().normalize().getEncoded(false);
    }
  }
}
