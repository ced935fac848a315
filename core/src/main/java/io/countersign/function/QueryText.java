// SPDX-License-Identifier: Apache-2.0
package io.countersign.function;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A query's parameters. A broken escape stands for itself: strangers type what they like. */
final class QueryText {

  private final Map<String, List<String>> parameters = new LinkedHashMap<>();

  static Map<String, List<String>> of(String query) {
    QueryText read = new QueryText();
    for (String pair : query.split("&", -1)) {
      if (!pair.isEmpty()) {
        int equals = pair.indexOf('=');
        read.add(
            equals < 0 ? pair : pair.substring(0, equals),
            equals < 0 ? "" : pair.substring(equals + 1),
            true);
      }
    }
    return read.parameters();
  }

  void add(String name, String value, boolean encoded) {
    String plain = encoded ? decoded(name) : name;
    List<String> values = parameters.get(plain);
    if (values == null) {
      values = new ArrayList<>(1);
      parameters.put(plain, values);
    }
    values.add(encoded ? decoded(value) : value);
  }

  Map<String, List<String>> parameters() {
    parameters.replaceAll((name, values) -> List.copyOf(values));
    return Collections.unmodifiableMap(parameters);
  }

  private static String decoded(String text) {
    if (text.indexOf('%') < 0 && text.indexOf('+') < 0) {
      return text;
    }
    byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(encoded.length);
    for (int i = 0; i < encoded.length; i++) {
      int high = i + 2 < encoded.length ? Character.digit(encoded[i + 1], 16) : -1;
      int low = i + 2 < encoded.length ? Character.digit(encoded[i + 2], 16) : -1;
      if (encoded[i] == '%' && high >= 0 && low >= 0) {
        bytes.write(high << 4 | low);
        i += 2;
      } else {
        bytes.write(encoded[i] == '+' ? ' ' : encoded[i]);
      }
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
