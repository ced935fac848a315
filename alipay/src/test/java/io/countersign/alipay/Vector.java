// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import io.countersign.Pem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** One published value and what belongs to it; each file says who published it. */
final class Vector {
  private final Map<String, String> values = new LinkedHashMap<>();

  private Vector(String text) {
    text.lines()
        .filter(line -> !line.startsWith("#"))
        .forEach(
            line -> {
              int equals = line.indexOf('=');
              values.put(line.substring(0, equals), line.substring(equals + 1));
            });
  }

  static Vector of(String name) {
    return new Vector(new String(bytes(name + ".txt"), StandardCharsets.UTF_8));
  }

  /** A certificate file. */
  static Pem certificates(String name) {
    return Pem.bytes(bytes(name + ".crt"));
  }

  String text(String name) {
    String value = values.get(name);
    if (value == null) {
      throw new AssertionError("no " + name);
    }
    return value;
  }

  boolean has(String name) {
    return values.containsKey(name);
  }

  byte[] bytesOf(String name) {
    return text(name).getBytes(StandardCharsets.UTF_8);
  }

  /** The fields of a notification. */
  Map<String, String> fields() {
    Map<String, String> fields = new LinkedHashMap<>();
    values.forEach(
        (name, value) -> {
          if (name.startsWith("field.")) {
            fields.put(name.substring(6), value);
          }
        });
    return fields;
  }

  private static byte[] bytes(String name) {
    try (InputStream stream = Vector.class.getResourceAsStream(name)) {
      if (stream == null) {
        throw new AssertionError("no resource " + name);
      }
      return stream.readAllBytes();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
