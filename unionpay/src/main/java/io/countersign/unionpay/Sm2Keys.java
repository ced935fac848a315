// SPDX-License-Identifier: Apache-2.0
package io.countersign.unionpay;

import io.countersign.InvalidRequestException;
import io.countersign.KeyExpiry;
import io.countersign.Pem;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;

/**
 * Method 21: SM2 signs the hexadecimal text of the SM3 hash; the signer's id is the number of his
 * certificate. (全渠道, 签名, 国密.)
 */
final class Sm2Keys implements MessageKeys {

  private static final String CERTIFICATE = "signing certificate";
  private static final String KEY = "signing key";

  private final Sm2Curve curve;
  private final ECPrivateKeyParameters key;
  private final Sm2Certificate own;
  private final Trust<Sm2Certificate> trust;

  private Sm2Keys(
      Sm2Curve curve, ECPrivateKeyParameters key, Sm2Certificate own, Trust<Sm2Certificate> trust) {
    this.curve = curve;
    this.key = key;
    this.own = own;
    this.trust = trust;
  }

  /**
   * Reads what was configured.
   *
   * @throws InvalidRequestException if something is not what it should be; it says what it is
   */
  static Sm2Keys of(
      Sm2Identity identity, boolean test, List<Pem> roots, List<Pem> middles, List<Pem> verifying) {
    if (roots.isEmpty()) {
      throw new InvalidRequestException(
          Trust.ROOT,
          "UnionPay's SM2 root and middle certificates with signMethod 21: trustedRoot(…) and"
              + " trustedMiddle(…); those that come with this library are of RSA");
    }
    Sm2Curve curve = new Sm2Curve();
    ECPrivateKeyParameters key =
        curve
            .privateKey(identity.keyDer(KEY))
            .orElseThrow(
                () ->
                    new InvalidRequestException(
                        KEY,
                        "an SM2 private key, PKCS#8 or SEC1; it is damaged or of another"
                            + " algorithm"));
    Sm2Certificate own =
        Sm2Certificate.read(curve, identity.certificateDer(CERTIFICATE))
            .orElseThrow(
                () ->
                    new InvalidRequestException(
                        CERTIFICATE,
                        "the certificate of an SM2 key; it is damaged or of another kind"));
    if (!curve.isPair(key, own.key())) {
      throw MerchantCertificate.ofAnotherKey();
    }
    return new Sm2Keys(
        curve,
        key,
        own,
        Trust.of(der -> Sm2Certificate.read(curve, der), test, roots, middles, verifying));
  }

  @Override
  public Optional<String> certId() {
    return Optional.of(own.number());
  }

  @Override
  public Optional<PublicCertificate> own() {
    return Optional.of(own);
  }

  @Override
  public boolean signHere() {
    return true;
  }

  @Override
  public String sign(String text, Charset charset) {
    return Base64.getEncoder()
        .encodeToString(curve.sign(key, hashText(text, charset), own.number()));
  }

  @Override
  public String proven(ReceivedMessage message, String text, Instant now) {
    Sm2Certificate certificate = trust.certificate(message, now);
    byte[] signature;
    try {
      signature = Base64.getDecoder().decode(message.fields().text("signature"));
    } catch (IllegalArgumentException notBase64) {
      throw MessageKeys.wrongSignature();
    }
    byte[] hashed = hashText(text, message.charset());
    if (!curve.verifies(certificate.key(), hashed, signature, certificate.number())) {
      throw MessageKeys.wrongSignature();
    }
    return certificate.number();
  }

  @Override
  public Optional<byte[]> opened(byte[] encrypted) {
    return curve.opened(key, encrypted);
  }

  @Override
  public Optional<PublicCertificate> certificate(byte[] der) {
    return Sm2Certificate.read(curve, der).map(PublicCertificate.class::cast);
  }

  @Override
  public List<KeyExpiry> expiries() {
    List<KeyExpiry> all = new ArrayList<>();
    all.add(own.expiry(CERTIFICATE));
    all.addAll(trust.expiries());
    return all;
  }

  private static byte[] hashText(String text, Charset charset) {
    return Sm3.hash(text.getBytes(charset)).getBytes(StandardCharsets.US_ASCII);
  }
}
