// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.unionpay;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.Charset;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Fields as they are signed, and as they travel. */
final class Pairs {
  static final String SIGNATURE = "signature";

  private Pairs() {}

  /** What is signed: everything but the signature, sorted, nothing encoded. */
  static String signed(Map<String, String> fields) {
    Map<String, String> sorted = new TreeMap<>(fields);
    sorted.remove(SIGNATURE);
    return raw(sorted);
  }

  /** As an answer travels: nothing encoded. */
  static String raw(Map<String, String> fields) {
    return fields.entrySet().stream()
        .map(field -> field.getKey() + "=" + field.getValue())
        .collect(Collectors.joining("&"));
  }

  /** As a form travels: values encoded, names as they are. */
  static String encoded(Map<String, String> fields, Charset charset) {
    return fields.entrySet().stream()
        .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), charset))
        .collect(Collectors.joining("&"));
  }

  /** In braces, as values within a value are written. */
  static String braced(Map<String, String> fields) {
    return "{" + raw(fields) + "}";
  }

  /** What stands in braces; what is no {@code name=value} there is left out. */
  static Map<String, String> unbraced(String text) {
    Map<String, String> fields = new TreeMap<>();
    String inner =
        text.startsWith("{") && text.endsWith("}") ? text.substring(1, text.length() - 1) : text;
    for (String pair : inner.split("&", -1)) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        fields.put(pair.substring(0, equals), pair.substring(equals + 1));
      }
    }
    return fields;
  }

  /**
   * Adds what a form holds.
   *
   * @throws IllegalArgumentException if it is broken, or names a field twice
   */
  static void read(String form, Charset charset, Map<String, String> into) {
    for (String pair : form.split("&", -1)) {
      int equals = pair.indexOf('=');
      if (equals < 1) {
        if (pair.isEmpty()) {
          continue;
        }
        throw new IllegalArgumentException("a field has no name or no value");
      }
      String name = URLDecoder.decode(pair.substring(0, equals), charset);
      if (into.containsKey(name)) {
        throw new IllegalArgumentException("the field " + name + " comes twice");
      }
      into.put(name, URLDecoder.decode(pair.substring(equals + 1), charset));
    }
  }
}
