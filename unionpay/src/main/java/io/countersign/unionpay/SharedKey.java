// SPDX-License-Identifier: Apache-2.0
package io.countersign.unionpay;

import io.countersign.InvalidNotificationException;
import io.countersign.InvalidNotificationException.Reason;
import io.countersign.InvalidRequestException;
import io.countersign.KeyExpiry;
import io.countersign.Secret;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Methods 11 and 12: a hash over the text and the hash of a key that both sides have, SHA-256 or
 * SM3. (全渠道, 密钥方式.)
 */
final class SharedKey implements MessageKeys {

  /** The key that UnionPay's documents and test environment show to everybody. */
  private static final String SAMPLE = "88888888";

  private final Secret key;
  private final boolean sm3;

  /**
   * Of a configured key.
   *
   * @param test whether UnionPay's sample key, which everybody has, may be used
   * @throws InvalidRequestException if the key is none
   */
  static SharedKey of(Secret key, boolean sm3, boolean test) {
    if (new String(key.reveal(), StandardCharsets.UTF_8).isBlank()) {
      throw new InvalidRequestException(
          "secureKey", "the key (密钥) shown in UnionPay's merchant portal; this one is empty");
    }
    if (!test && key.equals(Secret.of(SAMPLE))) {
      throw new InvalidRequestException(
          "secureKey",
          "this merchant's own key (密钥); this one is the sample that UnionPay publishes for its"
              + " test environment, by which anybody could sign");
    }
    if (sm3) {
      BouncyCastle.require("signMethod 12 (SM3)");
    }
    return new SharedKey(key, sm3);
  }

  SharedKey(Secret key, boolean sm3) {
    this.key = key;
    this.sm3 = sm3;
  }

  @Override
  public Optional<String> certId() {
    return Optional.empty();
  }

  @Override
  public Optional<PublicCertificate> own() {
    return Optional.empty();
  }

  @Override
  public boolean signHere() {
    return true;
  }

  @Override
  public String sign(String text, Charset charset) {
    return hash((text + "&" + hash(key.reveal())).getBytes(charset));
  }

  @Override
  public String proven(ReceivedMessage message, String text, Instant now) {
    byte[] expected = sign(text, message.charset()).getBytes(StandardCharsets.US_ASCII);
    byte[] received = message.fields().text("signature").getBytes(StandardCharsets.UTF_8);
    if (!MessageDigest.isEqual(expected, received)) {
      throw new InvalidNotificationException(
          Reason.SIGNATURE_WRONG,
          "the shared key (密钥) did not sign these bytes: it is another merchant's or of another"
              + " environment, the text was re-encoded on its way, or it is forged");
    }
    return "shared key";
  }

  @Override
  public Optional<byte[]> opened(byte[] encrypted) {
    return Optional.empty();
  }

  @Override
  public Optional<PublicCertificate> certificate(byte[] der) {
    return Optional.empty();
  }

  @Override
  public List<KeyExpiry> expiries() {
    return List.of();
  }

  private String hash(byte[] message) {
    return sm3 ? Sm3.hash(message) : RsaKeys.hash("SHA-256", message);
  }
}
