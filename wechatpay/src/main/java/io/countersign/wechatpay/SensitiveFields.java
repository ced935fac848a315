// SPDX-License-Identifier: Apache-2.0
package io.countersign.wechatpay;

import io.countersign.InvalidRequestException;
import io.countersign.PersonalText;
import io.countersign.spi.JsonText;
import io.countersign.spi.RsaOaep;
import java.security.interfaces.RSAPrivateKey;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Encrypts sensitive fields under WeChat Pay's key and decrypts them with the merchant's. Every
 * call names a key of WeChat Pay's; with sensitive fields it is the one they are encrypted under.
 * (WeChat Pay API v3, "敏感信息加解密".)
 */
final class SensitiveFields {

  private final RsaOaep oaep;
  private final PlatformKeys keys;
  private final PlatformKeys.Source source;
  private final @Nullable RSAPrivateKey merchantKey;

  SensitiveFields(
      RsaOaep oaep,
      PlatformKeys keys,
      PlatformKeys.Source source,
      @Nullable RSAPrivateKey merchantKey) {
    this.oaep = oaep;
    this.keys = keys;
    this.source = source;
    this.merchantKey = merchantKey;
  }

  /** A body whose sensitive fields are placed and encrypted. */
  SealedBody seal(@Nullable Map<String, Object> body, Map<String, PersonalText> encrypted) {
    if (encrypted.isEmpty()) {
      // Money is not sent while no answer could be verified: a missing key is fetched first.
      String keyId = keys.preferredId().orElseGet(() -> keys.forEncryption(source).id());
      return new SealedBody(body == null ? null : JsonText.write(body), keyId);
    }
    if (body == null) {
      throw new InvalidRequestException("body", "a JSON object that holds the encrypted fields");
    }
    PlatformKey key = keys.forEncryption(source);
    for (Map.Entry<String, PersonalText> field : encrypted.entrySet()) {
      JsonPointers.put(
          body, field.getKey(), oaep.encrypt(key.key(), field.getValue().reveal(), field.getKey()));
    }
    return new SealedBody(JsonText.write(body), key.id());
  }

  /** A question without a body; the key that its answer needs is fetched when it comes. */
  SealedBody question() {
    return new SealedBody(null, keys.preferredId().orElse(null));
  }

  /** The text of an encrypted field of an answer. */
  PersonalText open(String ciphertext) {
    if (merchantKey == null) {
      throw new InvalidRequestException(
          "ciphertext", "a client whose merchant key is held here, not by a signer elsewhere");
    }
    Optional<String> text = oaep.decrypt(merchantKey, ciphertext);
    return PersonalText.of(
        text.orElseThrow(
            () ->
                new InvalidRequestException(
                    "ciphertext", "a field that WeChat Pay encrypted for this merchant's key")));
  }
}
