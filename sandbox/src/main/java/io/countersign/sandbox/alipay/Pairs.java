// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.alipay;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.Charset;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Parameters as they are signed, and as they travel. */
final class Pairs {
  static final String SIGN = "sign";
  static final String SIGN_TYPE = "sign_type";

  private Pairs() {}

  /** What is signed: neither {@code sign} nor anything blank, sorted, nothing encoded. */
  static String signed(Map<String, String> fields) {
    return new TreeMap<>(fields)
        .entrySet().stream()
            .filter(field -> !field.getKey().equals(SIGN) && !field.getValue().isBlank())
            .map(field -> field.getKey() + "=" + field.getValue())
            .collect(Collectors.joining("&"));
  }

  /** The same without {@code sign_type}, as notifications of products are signed. */
  static String signedWithoutType(Map<String, String> fields) {
    Map<String, String> fewer = new LinkedHashMap<>(fields);
    fewer.remove(SIGN_TYPE);
    return signed(fewer);
  }

  static String encoded(Map<String, String> fields, Charset charset) {
    return fields.entrySet().stream()
        .map(
            field ->
                URLEncoder.encode(field.getKey(), charset)
                    + "="
                    + URLEncoder.encode(field.getValue(), charset))
        .collect(Collectors.joining("&"));
  }

  /**
   * Adds what a query or a form holds.
   *
   * @throws IllegalArgumentException if it is broken, or names a parameter that is there already
   */
  static void read(String text, Charset charset, Map<String, String> into) {
    for (String pair : text.split("&", -1)) {
      if (pair.isEmpty()) {
        continue;
      }
      String[] sides = pair.split("=", 2);
      String name = URLDecoder.decode(sides[0], charset);
      String value = sides.length == 1 ? "" : URLDecoder.decode(sides[1], charset);
      if (into.putIfAbsent(name, value) != null) {
        throw new IllegalArgumentException("the parameter " + name + " comes twice");
      }
    }
  }
}
