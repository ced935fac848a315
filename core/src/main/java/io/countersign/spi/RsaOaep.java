// SPDX-License-Identifier: Apache-2.0
package io.countersign.spi;

import io.countersign.InvalidRequestException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.interfaces.RSAPublicKey;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Cipher;
import org.jspecify.annotations.Nullable;

/** RSA-OAEP with SHA-1 and MGF1-SHA-1, one {@link Cipher} per call: a shared one mixes callers. */
public final class RsaOaep {

  private static final String ALGORITHM = "RSA/ECB/OAEPWithSHA-1AndMGF1Padding";
  private static final int PADDING = 42;

  private final @Nullable Provider provider;

  /** By the JVM's own provider, or the one given. */
  public RsaOaep(@Nullable Provider provider) {
    this.provider = provider;
  }

  /**
   * The Base64 ciphertext of a text's UTF-8 bytes.
   *
   * @param field how the caller names the text, for the error
   * @throws InvalidRequestException if the text is too long (214 bytes for a 2048-bit key)
   */
  public String encrypt(RSAPublicKey key, String text, String field) {
    byte[] plain = text.getBytes(StandardCharsets.UTF_8);
    int most = (key.getModulus().bitLength() + 7) / 8 - PADDING;
    if (plain.length > most) {
      throw new InvalidRequestException(field, "at most " + most + " bytes in UTF-8");
    }
    try {
      Cipher cipher = instance();
      cipher.init(Cipher.ENCRYPT_MODE, key);
      return Base64.getEncoder().encodeToString(cipher.doFinal(plain));
    } catch (GeneralSecurityException unfit) {
      throw new InvalidRequestException(field, "a key that the security provider accepts");
    }
  }

  /** The text of a Base64 ciphertext; empty if it is malformed or for another key. */
  public Optional<String> decrypt(PrivateKey key, String base64) {
    try {
      Cipher cipher = instance();
      cipher.init(Cipher.DECRYPT_MODE, key);
      byte[] plain = cipher.doFinal(Base64.getDecoder().decode(base64));
      return Optional.of(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(plain)).toString());
    } catch (GeneralSecurityException | IllegalArgumentException | CharacterCodingException bad) {
      return Optional.empty();
    }
  }

  private Cipher instance() throws GeneralSecurityException {
    return provider == null
        ? Cipher.getInstance(ALGORITHM)
        : Cipher.getInstance(ALGORITHM, provider);
  }
}
