// SPDX-License-Identifier: Apache-2.0
package io.countersign.ecpay;

import io.countersign.spi.FormFields;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The {@code Data} of ECPay's envelopes: JSON, form-encoded, AES-128-CBC under HashKey and HashIV,
 * Base64. It has no signature: what decrypts was made by somebody with the key, or altered by
 * somebody lucky. (綠界科技 ECPay, 站內付 2.0, 參數加密方式說明.)
 */
final class SealedData {

  private SealedData() {}

  /** The text, encrypted. */
  static String seal(String json, KeyPair keys) {
    byte[] encoded = encoded(json).getBytes(StandardCharsets.US_ASCII);
    try {
      return Base64.getEncoder().encodeToString(cipher(Cipher.ENCRYPT_MODE, keys).doFinal(encoded));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("any bytes can be encrypted", impossible);
    }
  }

  /** The text, decrypted by the first pair that fits; empty if none does, for whatever reason. */
  static Optional<String> open(String data, List<KeyPair> pairs) {
    byte[] ciphertext;
    try {
      ciphertext = Base64.getDecoder().decode(data);
    } catch (IllegalArgumentException notBase64) {
      return Optional.empty();
    }
    for (KeyPair keys : pairs) {
      Optional<String> text = opened(ciphertext, keys);
      if (text.isPresent()) {
        return text;
      }
    }
    return Optional.empty();
  }

  private static Optional<String> opened(byte[] ciphertext, KeyPair keys) {
    try {
      byte[] plain = cipher(Cipher.DECRYPT_MODE, keys).doFinal(ciphertext);
      if (plain.length == 0) {
        // The JDK decrypts nothing to nothing, whatever the key.
        return Optional.empty();
      }
      // A block that was tampered with decrypts to noise, which is not form-encoded text.
      for (byte b : plain) {
        if (!isOfFormEncoding(b)) {
          return Optional.empty();
        }
      }
      return FormFields.decoded(
          new String(plain, StandardCharsets.US_ASCII), FormFields.Writing.FORM);
    } catch (GeneralSecurityException unreadable) {
      return Optional.empty();
    }
  }

  private static boolean isOfFormEncoding(byte b) {
    return (b >= '0' && b <= '9')
        || (b >= 'A' && b <= 'Z')
        || (b >= 'a' && b <= 'z')
        || "%+-_.*!'()~".indexOf(b) >= 0;
  }

  /** Everything but letters, digits and {@code - _ .} is escaped, in upper case. */
  static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("*", "%2A");
  }

  /** A cipher is not safe for several threads, so each message has its own. */
  private static Cipher cipher(int mode, KeyPair keys) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/CBC/PKCS5Padding");
    cipher.init(
        mode,
        new SecretKeySpec(keys.hashKey().reveal(), "AES"),
        new IvParameterSpec(keys.hashIv().reveal()));
    return cipher;
  }
}
