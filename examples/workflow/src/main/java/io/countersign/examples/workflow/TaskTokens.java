// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.workflow;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Task tokens: who has the token of a state may report to it. A token is a MAC of the execution's
 * name and the state, so it is the same after a restart, and nothing has to be kept for it.
 */
final class TaskTokens {

  private static final String ALGORITHM = "HmacSHA256";
  private static final int LEAST_BYTES = 32;

  private final SecretKeySpec key;

  /**
   * Tokens under a key.
   *
   * @param key at least 32 random bytes, the same in every process of the platform
   */
  TaskTokens(byte[] key) {
    if (key.length < LEAST_BYTES) {
      throw new IllegalArgumentException("key: at least 32 random bytes expected");
    }
    this.key = new SecretKeySpec(key, ALGORITHM);
  }

  /** The token of a state of an execution. */
  String token(String execution, String state) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      // A state's name has no line break, so no two pairs are one text.
      byte[] proof = mac.doFinal((state + "\n" + execution).getBytes(StandardCharsets.UTF_8));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(proof);
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException("every JDK has " + ALGORITHM, missing);
    }
  }

  /** Whether a token is this state's; takes as long for a wrong one. */
  boolean isToken(String shown, String execution, String state) {
    return MessageDigest.isEqual(
        shown.getBytes(StandardCharsets.UTF_8),
        token(execution, state).getBytes(StandardCharsets.UTF_8));
  }
}
