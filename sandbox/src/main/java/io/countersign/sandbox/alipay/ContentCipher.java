// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.alipay;

import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** How the business content of calls and answers is encrypted; the names are those on the wire. */
enum ContentCipher {
  /** CBC with sixteen zero bytes before it. */
  AES,
  /** CBC; the bytes before it are sent along. */
  AES_V2,
  /** GCM, of SM4. */
  SM4;

  private static final int BLOCK = 16;

  static Optional<ContentCipher> named(String name) {
    return Arrays.stream(values()).filter(cipher -> cipher.name().equals(name)).findFirst();
  }

  String seal(String plain, String key, Charset charset) {
    byte[] iv = this == AES ? new byte[BLOCK] : Numbers.bytes(BLOCK);
    try {
      byte[] secret = cipher(Cipher.ENCRYPT_MODE, key, iv).doFinal(plain.getBytes(charset));
      byte[] all =
          this == AES
              ? secret
              : ByteBuffer.allocate(BLOCK + secret.length).put(iv).put(secret).array();
      return Base64.getEncoder().encodeToString(all);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Empty for what was not encrypted so with this key. */
  Optional<String> open(String sealed, String key, Charset charset) {
    try {
      byte[] all = Base64.getDecoder().decode(sealed);
      int from = this == AES ? 0 : BLOCK;
      if (all.length < from) {
        return Optional.empty();
      }
      byte[] iv = this == AES ? new byte[BLOCK] : Arrays.copyOf(all, BLOCK);
      byte[] plain = cipher(Cipher.DECRYPT_MODE, key, iv).doFinal(all, from, all.length - from);
      return Optional.of(new String(plain, charset));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private Cipher cipher(int direction, String key, byte[] iv) throws GeneralSecurityException {
    byte[] secret = Base64.getDecoder().decode(key);
    if (this == SM4) {
      Cipher cipher = Cipher.getInstance("SM4/GCM/NoPadding", Bouncy.CASTLE);
      cipher.init(direction, new SecretKeySpec(secret, "SM4"), new GCMParameterSpec(128, iv));
      return cipher;
    }
    Cipher cipher = Cipher.getInstance("AES/CBC/PKCS5Padding");
    cipher.init(direction, new SecretKeySpec(secret, "AES"), new IvParameterSpec(iv));
    return cipher;
  }
}
