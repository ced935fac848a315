// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.wechatpay;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Cipher;

/** SHA256withRSA signatures and RSA-OAEP (SHA-1) fields, both as Base64. */
final class Rsa {
  private static final String OAEP = "RSA/ECB/OAEPWithSHA-1AndMGF1Padding";

  private Rsa() {}

  static String sign(PrivateKey key, byte[]... parts) {
    try {
      Signature signature = Signature.getInstance("SHA256withRSA");
      signature.initSign(key);
      for (byte[] part : parts) {
        signature.update(part);
      }
      return Base64.getEncoder().encodeToString(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  static boolean verify(PublicKey key, byte[] message, byte[] given) {
    try {
      Signature signature = Signature.getInstance("SHA256withRSA");
      signature.initVerify(key);
      signature.update(message);
      return signature.verify(given);
    } catch (GeneralSecurityException e) {
      // A signature of the wrong length is an exception for the JDK, and simply wrong for us.
      return false;
    }
  }

  static String encrypt(PublicKey key, String plain) {
    try {
      Cipher cipher = Cipher.getInstance(OAEP);
      cipher.init(Cipher.ENCRYPT_MODE, key);
      return Base64.getEncoder()
          .encodeToString(cipher.doFinal(plain.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("cannot be encrypted: longer than 214 bytes?", e);
    }
  }

  static Optional<String> decrypt(PrivateKey key, String encrypted) {
    try {
      Cipher cipher = Cipher.getInstance(OAEP);
      cipher.init(Cipher.DECRYPT_MODE, key);
      byte[] plain = cipher.doFinal(Base64.getDecoder().decode(encrypted));
      return Optional.of(new String(plain, StandardCharsets.UTF_8));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
