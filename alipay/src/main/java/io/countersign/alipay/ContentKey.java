// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import io.countersign.InvalidRequestException;
import io.countersign.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Provider;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.random.RandomGenerator;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * The key under which an application and Alipay hide content from whoever reads what TLS protected.
 * It proves nothing: whoever wants to believe content verifies its signature first.
 */
final class ContentKey {

  private static final int BLOCK = 16;
  private static final int MOST_CHARACTERS = 2 * 1024 * 1024;

  private final AlipayContentCipher cipher;
  private final Secret key;
  private final @Nullable Provider provider;

  private ContentKey(AlipayContentCipher cipher, Secret key, @Nullable Provider provider) {
    this.cipher = cipher;
    this.key = key;
    this.provider = provider;
  }

  /**
   * Reads the key as the console shows it.
   *
   * @throws InvalidRequestException if it is not Base64 of 16 bytes, or BouncyCastle is missing
   */
  static ContentKey of(AlipayContentCipher cipher, Secret base64, @Nullable Provider provider) {
    byte[] bytes = new byte[0];
    try {
      bytes = Base64.getDecoder().decode(base64.reveal());
    } catch (IllegalArgumentException notBase64) {
      // Said below; the decoder's own message would show a piece of the key.
    }
    if (bytes.length != BLOCK) {
      throw new InvalidRequestException(
          "content key", "AES密钥 as the console shows it: Base64 of 16 bytes");
    }
    if (cipher == AlipayContentCipher.SM4) {
      try {
        Sm4.mustBeThere();
      } catch (NoClassDefFoundError absent) {
        throw KeyFamily.missingBouncyCastle("encrypt_type SM4");
      }
    }
    return new ContentKey(cipher, Secret.of(bytes), provider);
  }

  /** What calls name as {@code encrypt_type}. */
  String wireName() {
    return cipher.name();
  }

  /** The Base64 of encrypted text. */
  String seal(String text, RandomGenerator random) {
    byte[] iv = new byte[BLOCK];
    if (cipher != AlipayContentCipher.AES) {
      random.nextBytes(iv);
    }
    byte[] hidden;
    try {
      hidden = run(true, iv, text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException unfit) {
      throw new InvalidRequestException(
          "content key", "a security provider with AES/CBC/PKCS5Padding");
    }
    if (cipher == AlipayContentCipher.AES) {
      return Base64.getEncoder().encodeToString(hidden);
    }
    byte[] all = Arrays.copyOf(iv, BLOCK + hidden.length);
    System.arraycopy(hidden, 0, all, BLOCK, hidden.length);
    return Base64.getEncoder().encodeToString(all);
  }

  /** The bytes that were encrypted; empty if they were not, by this key, without saying why. */
  Optional<byte[]> open(String base64) {
    if (base64.length() > MOST_CHARACTERS) {
      return Optional.empty();
    }
    try {
      byte[] all = Base64.getDecoder().decode(base64);
      int from = cipher == AlipayContentCipher.AES ? 0 : BLOCK;
      if (all.length <= from) {
        return Optional.empty();
      }
      byte[] iv = from == 0 ? new byte[BLOCK] : Arrays.copyOf(all, BLOCK);
      return Optional.of(run(false, iv, Arrays.copyOfRange(all, from, all.length)));
    } catch (GeneralSecurityException | IllegalArgumentException wrong) {
      return Optional.empty();
    }
  }

  private byte[] run(boolean seal, byte[] iv, byte[] content) throws GeneralSecurityException {
    if (cipher == AlipayContentCipher.SM4) {
      return Sm4.run(seal, key.reveal(), iv, content);
    }
    String name = "AES/CBC/PKCS5Padding";
    Cipher aes = provider == null ? Cipher.getInstance(name) : Cipher.getInstance(name, provider);
    aes.init(
        seal ? Cipher.ENCRYPT_MODE : Cipher.DECRYPT_MODE,
        new SecretKeySpec(key.reveal(), "AES"),
        new IvParameterSpec(iv));
    return aes.doFinal(content);
  }

  @Override
  public String toString() {
    return "(content key, " + cipher + ")";
  }
}
