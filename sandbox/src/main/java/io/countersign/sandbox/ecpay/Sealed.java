// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.ecpay;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** The encrypted {@code Data} of an envelope: AES-128-CBC over form-encoded JSON. */
final class Sealed {
  private static final HexFormat UPPER = HexFormat.of().withUpperCase();

  private Sealed() {}

  static String seal(String json, Keys keys) {
    try {
      byte[] plain = encoded(json).getBytes(StandardCharsets.US_ASCII);
      return Base64.getEncoder().encodeToString(cipher(Cipher.ENCRYPT_MODE, keys).doFinal(plain));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Opens what a merchant sent.
   *
   * @throws IllegalArgumentException if it was not sealed with these keys; in words that are the
   *     same whatever was wrong
   */
  static String open(String base64, Keys keys) {
    try {
      byte[] plain = cipher(Cipher.DECRYPT_MODE, keys).doFinal(Base64.getDecoder().decode(base64));
      return decoded(plain);
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new IllegalArgumentException("Data was not encrypted with this merchant's keys", e);
    }
  }

  /** Everything but letters, digits and {@code - _ .} becomes upper-case hex, a blank a plus. */
  static String encoded(String text) {
    StringBuilder encoded = new StringBuilder();
    for (byte octet : text.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (octet & 0xff);
      boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
      if (letter || c == '-' || c == '_' || c == '.') {
        encoded.append(c);
      } else if (c == ' ') {
        encoded.append('+');
      } else {
        encoded.append('%');
        UPPER.toHexDigits(encoded, octet);
      }
    }
    return encoded.toString();
  }

  private static String decoded(byte[] plain) {
    return FormText.decoded(new String(plain, StandardCharsets.UTF_8));
  }

  private static Cipher cipher(int mode, Keys keys) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/CBC/PKCS5Padding");
    cipher.init(
        mode,
        new SecretKeySpec(keys.hashKey().getBytes(StandardCharsets.UTF_8), "AES"),
        new IvParameterSpec(keys.hashIv().getBytes(StandardCharsets.UTF_8)));
    return cipher;
  }
}
