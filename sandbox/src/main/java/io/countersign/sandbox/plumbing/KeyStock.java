// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.plumbing;

import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * RSA-2048 key pairs of this JVM. Making one takes a noticeable part of a second, so the pairs of a
 * closed gateway are used again; no two living merchants ever share one.
 */
public final class KeyStock {
  private static final ConcurrentLinkedQueue<KeyPair> SPARE = new ConcurrentLinkedQueue<>();

  private KeyStock() {}

  /** A pair that nobody else has. */
  public static KeyPair take() {
    KeyPair spare = SPARE.poll();
    if (spare != null) {
      return spare;
    }
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(2048);
      return generator.generateKeyPair();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Lets others have pairs that their owner uses no longer. */
  public static void giveBack(Collection<KeyPair> pairs) {
    SPARE.addAll(pairs);
  }
}
