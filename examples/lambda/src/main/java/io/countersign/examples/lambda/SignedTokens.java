// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.lambda;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Texts that the shop gives away and believes when they come back: signed by HMAC-SHA256, for one
 * purpose, until a moment. They are not encrypted: who holds one can read its subject.
 */
final class SignedTokens {

  private static final int LONGEST = 1_024;

  private final byte[] key;
  private final String purpose;
  private final Duration life;
  private final Clock clock;

  /**
   * Tokens of one purpose.
   *
   * @param key a secret of the shop's
   * @param purpose what they are good for; one of another purpose is refused
   * @param life from signing to expiry
   */
  SignedTokens(byte[] key, String purpose, Duration life, Clock clock) {
    this.key = key.clone();
    this.purpose = purpose;
    this.life = life;
    this.clock = clock;
  }

  /** A token and when it ends. */
  record Signed(String token, Instant expiresAt) {}

  Signed sign(String subject) {
    Instant end = clock.instant().plus(life);
    String content = encode(utf8(subject)) + "." + end.getEpochSecond();
    return new Signed(
        content + "." + encode(mac(content)), Instant.ofEpochSecond(end.getEpochSecond()));
  }

  /** The subject of a token that is whole and not over; empty for anything else. */
  Optional<String> subject(String token) {
    int last = token.lastIndexOf('.');
    int middle = token.indexOf('.');
    if (token.length() > LONGEST || middle < 1 || middle == last) {
      return Optional.empty();
    }
    String content = token.substring(0, last);
    try {
      byte[] signature = Base64.getUrlDecoder().decode(token.substring(last + 1));
      if (!MessageDigest.isEqual(mac(content), signature)) {
        return Optional.empty();
      }
      long end = Long.parseLong(content.substring(middle + 1));
      return clock.instant().getEpochSecond() < end
          ? Optional.of(
              new String(
                  Base64.getUrlDecoder().decode(content.substring(0, middle)),
                  StandardCharsets.UTF_8))
          : Optional.empty();
    } catch (IllegalArgumentException malformed) {
      return Optional.empty();
    }
  }

  private byte[] mac(String content) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(utf8(purpose + "\n" + content));
    } catch (GeneralSecurityException everyJvmHasIt) {
      throw new IllegalStateException(everyJvmHasIt);
    }
  }

  private static String encode(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
