// SPDX-License-Identifier: Apache-2.0
package io.countersign.spi;

import java.nio.charset.StandardCharsets;

/**
 * Percent-encodes path variables and query values: RFC 3986, UTF-8, never {@code +} for a blank.
 */
public final class PercentEncoding {

  private static final String HEX = "0123456789ABCDEF";

  private PercentEncoding() {}

  /** Everything but letters, digits and {@code - . _ ~} as {@code %XX}. */
  public static String encode(String text) {
    StringBuilder encoded = new StringBuilder(text.length() + 16);
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xff);
      if ((c >= 'a' && c <= 'z')
          || (c >= 'A' && c <= 'Z')
          || (c >= '0' && c <= '9')
          || c == '-'
          || c == '.'
          || c == '_'
          || c == '~') {
        encoded.append(c);
      } else {
        encoded.append('%').append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 0xf));
      }
    }
    return encoded.toString();
  }
}
