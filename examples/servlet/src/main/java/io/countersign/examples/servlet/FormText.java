// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.servlet;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Pairs of a form, read for people; believing them is the library's business. */
final class FormText {

  private FormText() {}

  static String encoded(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8);
  }

  /**
   * Names and values in their order; empty if the text is no form. One with blanks in it is not
   * encoded: UnionPay's answers are not.
   */
  static Optional<Map<String, String>> read(String text) {
    Map<String, String> fields = new LinkedHashMap<>();
    boolean encoded = text.chars().noneMatch(c -> c <= ' ');
    for (String pair : text.split("&", -1)) {
      int equals = pair.indexOf('=');
      if (equals < 1 || !pair.substring(0, equals).matches("[A-Za-z0-9_]+")) {
        return Optional.empty();
      }
      try {
        String value = pair.substring(equals + 1);
        fields.put(
            pair.substring(0, equals),
            encoded ? URLDecoder.decode(value, StandardCharsets.UTF_8) : value);
      } catch (IllegalArgumentException notEncoded) {
        return Optional.empty();
      }
    }
    return Optional.of(fields);
  }
}
