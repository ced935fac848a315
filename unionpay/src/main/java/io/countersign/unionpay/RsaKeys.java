// SPDX-License-Identifier: Apache-2.0
package io.countersign.unionpay;

import io.countersign.InvalidNotificationException;
import io.countersign.InvalidNotificationException.Reason;
import io.countersign.KeyExpiry;
import io.countersign.Signer;
import io.countersign.spi.RsaSha1;
import io.countersign.spi.RsaSha256;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.Provider;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Method 01: what RSA signs is the hexadecimal text of the hash, so the hash is taken twice. (全渠道,
 * 签名, 证书方式.)
 */
final class RsaKeys implements MessageKeys {

  private final MerchantCertificate own;
  private final Trust trust;
  private final boolean sha1;
  private final @Nullable Provider provider;
  private final Signer signer;

  RsaKeys(MerchantCertificate own, Trust trust, boolean sha1, @Nullable Provider provider) {
    this.own = own;
    this.trust = trust;
    this.sha1 = sha1;
    this.provider = provider;
    this.signer = signer();
  }

  @Override
  public Optional<String> certId() {
    return Optional.of(own.certId());
  }

  @Override
  public String sign(String text, Charset charset) {
    return Base64.getEncoder().encodeToString(signer.sign(hashText(text, charset)));
  }

  @Override
  public String proven(ReceivedMessage message, String text, Instant now) {
    X509Certificate certificate = trust.certificate(message.fields().text("signPubKeyCert"), now);
    byte[] hashed = hashText(text, message.charset());
    String signature = message.fields().text("signature");
    boolean right =
        sha1
            ? new RsaSha1(provider).verifies(certificate.getPublicKey(), hashed, signature)
            : new RsaSha256(provider).verifies(certificate.getPublicKey(), hashed, signature);
    if (!right) {
      throw new InvalidNotificationException(
          Reason.SIGNATURE_WRONG,
          "the certificate is UnionPay's, but it did not sign these bytes: the text was decoded or"
              + " re-encoded on its way (plus signs, line ends of signPubKeyCert, fields added by a"
              + " query), or it is forged");
    }
    return certificate.getSerialNumber().toString();
  }

  @Override
  public List<KeyExpiry> expiries() {
    List<KeyExpiry> all = new ArrayList<>();
    all.add(Trust.expiry(own.certificate(), "signing certificate"));
    all.addAll(trust.expiries());
    return all;
  }

  private Signer signer() {
    if (own.signer() != null) {
      return own.signer();
    }
    if (own.key() == null) {
      throw new IllegalStateException("a merchant certificate has a key or a signer");
    }
    return sha1
        ? new RsaSha1(provider).signer(own.key())
        : new RsaSha256(provider).signer(own.key());
  }

  private byte[] hashText(String text, Charset charset) {
    return hash(sha1 ? "SHA-1" : "SHA-256", text.getBytes(charset))
        .getBytes(StandardCharsets.US_ASCII);
  }

  /** A hash, in small hexadecimal digits. */
  static String hash(String algorithm, byte[] message) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(message));
    } catch (GeneralSecurityException absent) {
      throw new IllegalStateException("every JDK has " + algorithm, absent);
    }
  }
}
