// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.ecpay;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.StringJoiner;

/** Forms as browsers and servers post them: UTF-8, an empty value is a value. */
final class FormText {
  private FormText() {}

  /**
   * Reads a form.
   *
   * @throws IllegalArgumentException if it is not one, or names a field twice
   */
  static Map<String, String> read(String text) {
    Map<String, String> fields = new LinkedHashMap<>();
    for (String pair : text.split("&", -1)) {
      if (pair.isEmpty()) {
        continue;
      }
      int equals = pair.indexOf('=');
      String name = decoded(equals < 0 ? pair : pair.substring(0, equals));
      String value = equals < 0 ? "" : decoded(pair.substring(equals + 1));
      if (fields.put(name, value) != null) {
        throw new IllegalArgumentException("the form has the field " + name + " twice");
      }
    }
    return fields;
  }

  static String write(Map<String, String> fields) {
    StringJoiner form = new StringJoiner("&");
    fields.forEach((name, value) -> form.add(encoded(name) + "=" + encoded(value)));
    return form.toString();
  }

  /** As the gateway's own answers are: pairs in which nothing is encoded. */
  static String raw(Map<String, String> fields) {
    StringJoiner pairs = new StringJoiner("&");
    fields.forEach((name, value) -> pairs.add(name + "=" + value));
    return pairs.toString();
  }

  static String decoded(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
