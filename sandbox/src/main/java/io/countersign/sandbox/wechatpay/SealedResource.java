// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.wechatpay;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** AEAD_AES_256_GCM under a merchant's APIv3 key. */
final class SealedResource {
  static final String ALGORITHM = "AEAD_AES_256_GCM";

  private SealedResource() {}

  static ObjectNode seal(String apiV3Key, String associatedData, String plain) {
    return seal(apiV3Key, associatedData, plain, Tokens.alphanumeric(12));
  }

  /** With a nonce of any length, of which only twelve is right. */
  static ObjectNode seal(String apiV3Key, String associatedData, String plain, String nonce) {
    try {
      Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
      cipher.init(
          Cipher.ENCRYPT_MODE,
          new SecretKeySpec(apiV3Key.getBytes(StandardCharsets.US_ASCII), "AES"),
          new GCMParameterSpec(128, nonce.getBytes(StandardCharsets.US_ASCII)));
      cipher.updateAAD(associatedData.getBytes(StandardCharsets.UTF_8));
      byte[] sealed = cipher.doFinal(plain.getBytes(StandardCharsets.UTF_8));
      ObjectNode node = StrictJson.object();
      node.put("algorithm", ALGORITHM);
      node.put("ciphertext", Base64.getEncoder().encodeToString(sealed));
      node.put("associated_data", associatedData);
      node.put("nonce", nonce);
      return node;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
