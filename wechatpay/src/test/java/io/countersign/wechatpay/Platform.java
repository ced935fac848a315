// SPDX-License-Identifier: Apache-2.0
package io.countersign.wechatpay;

import io.countersign.Pem;
import io.countersign.ReceivedRequest;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** WeChat Pay's own side in a few lines of the JDK, for bytes that no gateway would send. */
final class Platform {
  static final String NONCE = "fdasflkja484";

  final String keyId;
  private final KeyPair pair;

  Platform(String keyId, KeyPair pair) {
    this.keyId = keyId;
    this.pair = pair;
  }

  static Platform withNewKey(String keyId) {
    return new Platform(keyId, newKey(2048));
  }

  static KeyPair newKey(int bits) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(bits);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  Pem publicKey() {
    return Pem.bytes(pair.getPublic().getEncoded());
  }

  String decrypt(String base64) {
    try {
      Cipher cipher = Cipher.getInstance("RSA/ECB/OAEPWithSHA-1AndMGF1Padding");
      cipher.init(Cipher.DECRYPT_MODE, pair.getPrivate());
      return new String(cipher.doFinal(Base64.getDecoder().decode(base64)), StandardCharsets.UTF_8);
    } catch (GeneralSecurityException e) {
      throw new AssertionError("not the ciphertext of this key", e);
    }
  }

  /** The four headers over exactly these bytes. */
  Map<String, List<String>> headers(byte[] body, Instant at) {
    String time = Long.toString(at.getEpochSecond());
    Map<String, List<String>> headers = new LinkedHashMap<>();
    headers.put("Wechatpay-Timestamp", List.of(time));
    headers.put("Wechatpay-Nonce", List.of("n0nce"));
    headers.put("Wechatpay-Serial", List.of(keyId));
    headers.put("Wechatpay-Signature", List.of(sign(time + "\nn0nce\n", body)));
    return headers;
  }

  ReceivedRequest sent(byte[] body, Instant at) {
    return ReceivedRequest.of(headers(body, at), body, at);
  }

  ReceivedRequest sent(String body, Instant at) {
    return sent(body.getBytes(StandardCharsets.UTF_8), at);
  }

  private String sign(String head, byte[] body) {
    try {
      Signature signature = Signature.getInstance("SHA256withRSA");
      signature.initSign(pair.getPrivate());
      signature.update(head.getBytes(StandardCharsets.UTF_8));
      signature.update(body);
      signature.update((byte) '\n');
      return Base64.getEncoder().encodeToString(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  /** A notification's JSON around sealed content. */
  static String envelope(String type, String originalType, String sealed) {
    return "{\"id\":\"EV-1\",\"create_time\":\"2026-11-21T13:00:00+08:00\",\"event_type\":\""
        + type
        + "\",\"resource_type\":\"encrypt-resource\",\"resource\":{\"original_type\":\""
        + originalType
        + "\",\"algorithm\":\"AEAD_AES_256_GCM\",\"associated_data\":\"transaction\",\"nonce\":\""
        + NONCE
        + "\",\"ciphertext\":\""
        + sealed
        + "\"}}";
  }

  static String envelope(String apiV3Key, String content) {
    return envelope(
        "TRANSACTION.SUCCESS",
        "transaction",
        seal(apiV3Key, content.getBytes(StandardCharsets.UTF_8)));
  }

  /** AES-256-GCM with {@link #NONCE} and the additional data {@code transaction}, as Base64. */
  static String seal(String apiV3Key, byte[] content) {
    try {
      Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
      cipher.init(
          Cipher.ENCRYPT_MODE,
          new SecretKeySpec(apiV3Key.getBytes(StandardCharsets.UTF_8), "AES"),
          new GCMParameterSpec(128, NONCE.getBytes(StandardCharsets.UTF_8)));
      cipher.updateAAD("transaction".getBytes(StandardCharsets.UTF_8));
      return Base64.getEncoder().encodeToString(cipher.doFinal(content));
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }
}
