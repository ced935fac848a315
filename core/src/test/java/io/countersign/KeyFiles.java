// SPDX-License-Identifier: Apache-2.0
package io.countersign;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Throw-away keys and certificates, all of one RSA key pair unless their names say otherwise. */
public final class KeyFiles {

  private KeyFiles() {}

  /** The PEM text of a file in {@code keys}. */
  public static String pem(String name) {
    try (InputStream file = KeyFiles.class.getResourceAsStream("keys/" + name + ".pem")) {
      return new String(file.readAllBytes(), StandardCharsets.US_ASCII);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /** The same without its BEGIN and END lines, on one line. */
  public static String bare(String name) {
    return pem(name).replaceAll("-----[A-Z0-9 ]+-----", "").replaceAll("\\s", "");
  }

  /** The same, decoded. */
  public static byte[] der(String name) {
    return Base64.getDecoder().decode(bare(name));
  }
}
