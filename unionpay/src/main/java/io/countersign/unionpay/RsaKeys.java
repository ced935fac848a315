// SPDX-License-Identifier: Apache-2.0
package io.countersign.unionpay;

import io.countersign.KeyExpiry;
import io.countersign.Signer;
import io.countersign.spi.RsaSha1;
import io.countersign.spi.RsaSha256;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.Provider;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import javax.crypto.Cipher;
import org.jspecify.annotations.Nullable;

/**
 * Method 01: what RSA signs is the hexadecimal text of the hash, so the hash is taken twice. (全渠道,
 * 签名, 证书方式.)
 */
final class RsaKeys implements MessageKeys {

  private final MerchantCertificate own;
  private final Trust<RsaCertificate> trust;
  private final boolean sha1;
  private final @Nullable Provider provider;
  private final Signer signer;

  /** Finds at once whether the key signs what its certificate verifies, if the key is here. */
  RsaKeys(
      MerchantCertificate own,
      Trust<RsaCertificate> trust,
      boolean sha1,
      @Nullable Provider provider) {
    this.own = own;
    this.trust = trust;
    this.sha1 = sha1;
    this.provider = provider;
    this.signer = own.signer(sha1, provider);
    if (signHere() && !verifies(own.certificate(), "probe", StandardCharsets.US_ASCII, probe())) {
      throw MerchantCertificate.ofAnotherKey();
    }
  }

  @Override
  public Optional<String> certId() {
    return Optional.of(own.certificate().number());
  }

  @Override
  public Optional<PublicCertificate> own() {
    return Optional.of(own.certificate());
  }

  @Override
  public boolean signHere() {
    return own.key() != null;
  }

  @Override
  public String sign(String text, Charset charset) {
    return Base64.getEncoder().encodeToString(signer.sign(hashText(text, charset)));
  }

  @Override
  public String proven(ReceivedMessage message, String text, Instant now) {
    RsaCertificate certificate = trust.certificate(message, now);
    if (!verifies(certificate, text, message.charset(), message.fields().text("signature"))) {
      throw MessageKeys.wrongSignature();
    }
    return certificate.number();
  }

  @Override
  public Optional<byte[]> opened(byte[] encrypted) {
    if (own.key() == null) {
      return Optional.empty();
    }
    try {
      Cipher cipher =
          provider == null
              ? Cipher.getInstance(RsaCertificate.CIPHER)
              : Cipher.getInstance(RsaCertificate.CIPHER, provider);
      cipher.init(Cipher.DECRYPT_MODE, own.key());
      return Optional.of(cipher.doFinal(encrypted));
    } catch (GeneralSecurityException | RuntimeException notForThisKey) {
      // Providers differ in what they throw; which it was must not be told.
      return Optional.empty();
    }
  }

  @Override
  public Optional<PublicCertificate> certificate(byte[] der) {
    return RsaCertificate.read(der, provider).map(PublicCertificate.class::cast);
  }

  @Override
  public List<KeyExpiry> expiries() {
    List<KeyExpiry> all = new ArrayList<>();
    all.add(own.certificate().expiry("signing certificate"));
    all.addAll(trust.expiries());
    return all;
  }

  private String probe() {
    return sign("probe", StandardCharsets.US_ASCII);
  }

  private boolean verifies(RsaCertificate by, String text, Charset charset, String signature) {
    byte[] hashed = hashText(text, charset);
    return sha1
        ? new RsaSha1(provider).verifies(by.key(), hashed, signature)
        : new RsaSha256(provider).verifies(by.key(), hashed, signature);
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
