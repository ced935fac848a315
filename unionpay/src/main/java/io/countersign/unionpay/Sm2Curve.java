// SPDX-License-Identifier: Apache-2.0
package io.countersign.unionpay;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.gm.GMObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.CipherParameters;
import org.bouncycastle.crypto.CryptoException;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.engines.SM2Engine;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.params.ParametersWithID;
import org.bouncycastle.crypto.params.ParametersWithRandom;
import org.bouncycastle.crypto.signers.PlainDSAEncoding;
import org.bouncycastle.crypto.signers.SM2Signer;
import org.bouncycastle.crypto.signers.StandardDSAEncoding;

/**
 * What is computed with SM2, by BouncyCastle's classes themselves: no security provider is
 * registered, and the curve is the one whose arithmetic was made for it. Safe for use by many
 * threads. (GB/T 32918; 全渠道, 国密.)
 */
final class Sm2Curve {

  /** {@code r} and {@code s}, one behind the other. */
  private static final int SIGNATURE_BYTES = 64;

  /** Of an uncompressed point, its mark and a hash. */
  private static final int LEAST_ENCRYPTED = 65 + 32;

  private final ECDomainParameters domain;
  private final SecureRandom random = new SecureRandom();

  Sm2Curve() {
    X9ECParameters fast = CustomNamedCurves.getByOID(GMObjectIdentifiers.sm2p256v1);
    this.domain = new ECDomainParameters(fast.getCurve(), fast.getG(), fast.getN(), fast.getH());
  }

  /** A private key, PKCS#8 or SEC1; empty if it is something else. */
  Optional<ECPrivateKeyParameters> privateKey(byte[] der) {
    try {
      return Optional.of(privateKey(number(der)));
    } catch (IOException | RuntimeException other) {
      return Optional.empty();
    }
  }

  /** A private key by its number. */
  ECPrivateKeyParameters privateKey(BigInteger number) {
    return new ECPrivateKeyParameters(number, domain);
  }

  /** A public key; empty if it is of another algorithm or curve. */
  Optional<ECPublicKeyParameters> publicKey(SubjectPublicKeyInfo info) {
    try {
      ASN1Encodable curve = info.getAlgorithm().getParameters();
      boolean right =
          curve != null
              && GMObjectIdentifiers.sm2p256v1.equals(ASN1ObjectIdentifier.getInstance(curve));
      return right
          ? Optional.of(
              new ECPublicKeyParameters(
                  domain.getCurve().decodePoint(info.getPublicKeyData().getOctets()), domain))
          : Optional.empty();
    } catch (RuntimeException other) {
      return Optional.empty();
    }
  }

  /** Whether two keys belong together. */
  boolean isPair(ECPrivateKeyParameters key, ECPublicKeyParameters publicKey) {
    return domain.getG().multiply(key.getD()).normalize().equals(publicKey.getQ().normalize());
  }

  /** 64 bytes. */
  byte[] sign(ECPrivateKeyParameters key, byte[] message, String userId) {
    SM2Signer signer = new SM2Signer(PlainDSAEncoding.INSTANCE);
    signer.init(true, named(new ParametersWithRandom(key, random), userId));
    signer.update(message, 0, message.length);
    try {
      return signer.generateSignature();
    } catch (CryptoException unfit) {
      throw new IllegalStateException("an SM2 key on the curve signs everything");
    }
  }

  /** Whether the 64 bytes are a signature of the message. */
  boolean verifies(ECPublicKeyParameters key, byte[] message, byte[] signature, String userId) {
    if (signature.length != SIGNATURE_BYTES) {
      return false;
    }
    return verifies(new SM2Signer(PlainDSAEncoding.INSTANCE), key, message, signature, userId);
  }

  /** The same of a certificate, where the signature is DER and the user id the usual one. */
  boolean verifiesCertificate(ECPublicKeyParameters key, byte[] certified, byte[] signature) {
    return verifies(
        new SM2Signer(StandardDSAEncoding.INSTANCE), key, certified, signature, "1234567812345678");
  }

  /** Point, hash and text; the point begins with {@code 04}. */
  byte[] encrypted(ECPublicKeyParameters key, byte[] plain) {
    SM2Engine engine = new SM2Engine(SM2Engine.Mode.C1C3C2);
    engine.init(true, new ParametersWithRandom(key, random));
    try {
      return engine.processBlock(plain, 0, plain.length);
    } catch (InvalidCipherTextException impossible) {
      throw new IllegalStateException("encrypting checks no cipher text");
    }
  }

  /** What was encrypted for the key; empty if nothing was, without saying why. */
  Optional<byte[]> opened(ECPrivateKeyParameters key, byte[] encrypted) {
    if (encrypted.length <= LEAST_ENCRYPTED) {
      return Optional.empty();
    }
    SM2Engine engine = new SM2Engine(SM2Engine.Mode.C1C3C2);
    engine.init(false, key);
    try {
      return Optional.of(engine.processBlock(encrypted, 0, encrypted.length));
    } catch (InvalidCipherTextException | RuntimeException notForThisKey) {
      return Optional.empty();
    }
  }

  private static boolean verifies(
      SM2Signer verifier,
      ECPublicKeyParameters key,
      byte[] message,
      byte[] signature,
      String userId) {
    verifier.init(false, named(key, userId));
    verifier.update(message, 0, message.length);
    return verifier.verifySignature(signature);
  }

  private static CipherParameters named(CipherParameters key, String userId) {
    return new ParametersWithID(key, userId.getBytes(StandardCharsets.US_ASCII));
  }

  private static BigInteger number(byte[] der) throws IOException {
    ECPrivateKey key;
    ASN1Encodable curve;
    try {
      PrivateKeyInfo info = PrivateKeyInfo.getInstance(der);
      key = ECPrivateKey.getInstance(info.parsePrivateKey());
      curve = info.getPrivateKeyAlgorithm().getParameters();
    } catch (IllegalArgumentException notPkcs8) {
      key = ECPrivateKey.getInstance(der);
      curve = key.getParametersObject();
    }
    if (!GMObjectIdentifiers.sm2p256v1.equals(curve)) {
      throw new IOException("another curve");
    }
    return key.getKey();
  }
}
