// SPDX-License-Identifier: Apache-2.0
package io.countersign;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/**
 * A symmetric key or password. It never prints its value, is not serialisable, and compares in
 * constant time.
 */
public final class Secret {

  private final byte[] value;

  private Secret(byte[] value) {
    this.value = value;
  }

  /** The UTF-8 bytes of a text. */
  public static Secret of(String text) {
    return new Secret(text.getBytes(StandardCharsets.UTF_8));
  }

  /** A copy of the bytes. */
  public static Secret of(byte[] bytes) {
    return new Secret(bytes.clone());
  }

  /** The number of bytes; safe to show. */
  public int length() {
    return value.length;
  }

  /** A copy of the bytes, for the code that computes with them. */
  public byte[] reveal() {
    return value.clone();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Secret that && MessageDigest.isEqual(value, that.value);
  }

  @Override
  public int hashCode() {
    return Secret.class.hashCode();
  }

  @Override
  public String toString() {
    return "(secret, " + value.length + " bytes)";
  }
}
