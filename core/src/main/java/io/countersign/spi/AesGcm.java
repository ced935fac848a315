// SPDX-License-Identifier: Apache-2.0
package io.countersign.spi;

import io.countersign.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Provider;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** Opens AES-GCM with a 12-byte nonce and the full 128-bit tag. One answer for every failure. */
public final class AesGcm {

  private static final int TAG_BYTES = 16;
  private static final int NONCE_BYTES = 12;

  private final @Nullable Provider provider;

  /** By the JVM's own provider, or the one given. */
  public AesGcm(@Nullable Provider provider) {
    this.provider = provider;
  }

  /**
   * The plain bytes; empty if nonce, Base64, length or tag are wrong, without saying which.
   *
   * @param key 16, 24 or 32 bytes
   * @param nonce 12 ASCII characters
   * @param associatedData authenticated text; empty for none
   * @param base64Ciphertext ciphertext with its tag at the end
   */
  public Optional<byte[]> open(
      Secret key, String nonce, String associatedData, String base64Ciphertext) {
    byte[] iv = nonce.getBytes(StandardCharsets.UTF_8);
    byte[] sealed;
    try {
      sealed = Base64.getDecoder().decode(base64Ciphertext);
    } catch (IllegalArgumentException notBase64) {
      return Optional.empty();
    }
    if (iv.length != NONCE_BYTES || sealed.length < TAG_BYTES) {
      return Optional.empty();
    }
    try {
      Cipher cipher =
          provider == null
              ? Cipher.getInstance("AES/GCM/NoPadding")
              : Cipher.getInstance("AES/GCM/NoPadding", provider);
      cipher.init(
          Cipher.DECRYPT_MODE,
          new SecretKeySpec(key.reveal(), "AES"),
          new GCMParameterSpec(TAG_BYTES * 8, iv));
      if (!associatedData.isEmpty()) {
        cipher.updateAAD(associatedData.getBytes(StandardCharsets.UTF_8));
      }
      return Optional.of(cipher.doFinal(sealed));
    } catch (GeneralSecurityException | IllegalArgumentException wrong) {
      return Optional.empty();
    }
  }
}
