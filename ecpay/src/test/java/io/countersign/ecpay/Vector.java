// SPDX-License-Identifier: Apache-2.0
package io.countersign.ecpay;

import io.countersign.Secret;
import io.countersign.spi.FormFields;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A form whose CheckMacValue is known.
 *
 * @param name what it is
 * @param keys with what it is signed
 * @param hash how
 * @param fields without CheckMacValue
 * @param value CheckMacValue
 */
record Vector(String name, KeyPair keys, CheckMacValue.Hash hash, FormFields fields, String value) {

  /** The public pairs of ECPay's stage. */
  private static final Map<String, KeyPair> PAIRS =
      Map.of(
          "K1", pair("pwFHCqoQZGmho4w6", "EkRm7iFT261dpevs"),
          "K2", pair("5294y06JbISpM5x9", "v77hoKGq4kWxNNIS"),
          "K3", pair("ejCk326UnaZWKisg", "q9jcZX8Ib9LM8wYk"),
          "K4", pair("XBERn1YOvpM9nfZc", "h1ONHk4P4yqbl5LK"),
          "K5", pair("7b53896b742849d3", "37a0ad3c6ffa428b"));

  /** One of ECPay's public pairs. */
  static KeyPair key(String name) {
    return Objects.requireNonNull(PAIRS.get(name));
  }

  static KeyPair pair(String hashKey, String hashIv) {
    return new KeyPair(Secret.of(hashKey), Secret.of(hashIv));
  }

  static List<Vector> all() {
    List<Vector> all = new ArrayList<>();
    for (List<String> lines : groups("check-mac-values.txt")) {
      String[] head = lines.get(1).split(" ", -1);
      FormFields fields = new FormFields();
      for (String line : lines.subList(2, lines.size())) {
        int equals = line.indexOf('=');
        fields.put(line.substring(0, equals), line.substring(equals + 1).replace("\\n", "\n"));
      }
      all.add(
          new Vector(
              lines.get(0).substring(2),
              key(head[0]),
              CheckMacValue.Hash.valueOf(head[1]),
              fields,
              head[2]));
    }
    return all;
  }

  /** The groups of lines of a file, after its opening words; blank lines stand between. */
  static List<List<String>> groups(String file) {
    try (InputStream in = Objects.requireNonNull(Vector.class.getResourceAsStream(file))) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      List<List<String>> groups = new ArrayList<>();
      for (String group : text.split("\n\n", -1)) {
        groups.add(group.lines().toList());
      }
      return groups.subList(1, groups.size());
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /** A copy that may be changed. */
  static FormFields copy(FormFields fields) {
    FormFields copy = new FormFields();
    fields.asMap().forEach((name, value) -> copy.put(name, value));
    return copy;
  }

  /** The form with its value. */
  FormFields signed() {
    return copy(fields).put(CheckMacValue.FIELD, value);
  }

  @Override
  public String toString() {
    return name;
  }
}
