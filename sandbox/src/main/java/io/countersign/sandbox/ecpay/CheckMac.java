// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.ecpay;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The value that proves a form: {@code CheckMacValue}. */
final class CheckMac {
  /** The field that carries it and is never part of it. */
  static final String FIELD = "CheckMacValue";

  private static final String LEFT_ALONE = "-_.!*()";
  private static final HexFormat LOWER = HexFormat.of();

  /** With what the text is hashed: payments and logistics. */
  enum Hash {
    SHA256("SHA-256"),
    MD5("MD5");

    private final String algorithm;

    Hash(String algorithm) {
      this.algorithm = algorithm;
    }
  }

  private CheckMac() {}

  static String of(Map<String, String> fields, Keys keys) {
    return of(fields, keys, Hash.SHA256);
  }

  static String of(Map<String, String> fields, Keys keys, Hash hash) {
    return digest(hashed(joined(fields, keys), false), hash);
  }

  /** Tells whether the value among the fields proves them; letter case does not matter. */
  static boolean proves(Map<String, String> fields, Keys keys) {
    String given = fields.getOrDefault(FIELD, "").toUpperCase(Locale.ROOT);
    return MessageDigest.isEqual(
        given.getBytes(StandardCharsets.UTF_8),
        of(fields, keys).getBytes(StandardCharsets.US_ASCII));
  }

  /** The likely mistake in a value that does not prove its fields, without any secret. */
  static String mistake(Map<String, String> fields, Keys keys, Iterable<Keys> others) {
    String given = fields.getOrDefault(FIELD, "");
    if (given.isEmpty()) {
      return "CheckMacValue is missing";
    }
    if (given.length() != 64) {
      return given.equalsIgnoreCase(of(fields, keys, Hash.MD5))
          ? "CheckMacValue is MD5; this call needs SHA-256 and EncryptType=1"
          : "CheckMacValue has " + given.length() + " characters, SHA-256 has 64";
    }
    String text = joined(fields, keys);
    if (given.equalsIgnoreCase(digest(hashed(text, false).replace("+", "%20"), Hash.SHA256))) {
      return "a blank was hashed as %20; it is + here";
    }
    if (given.equalsIgnoreCase(digest(hashed(text, false).replace("%7e", "~"), Hash.SHA256))) {
      return "~ was hashed as itself; it is %7e here";
    }
    if (given.equalsIgnoreCase(digest(hashed(text, false).replace("%27", "'"), Hash.SHA256))) {
      return "an apostrophe was hashed as itself; it is %27 here";
    }
    if (given.equalsIgnoreCase(digest(hashed(text, true), Hash.SHA256))) {
      return "! ( ) were hashed percent-encoded; here they stay as they are";
    }
    for (Keys other : others) {
      if (given.equalsIgnoreCase(of(fields, other))) {
        return "signed with the keys of another merchant";
      }
    }
    return otherFields(fields, keys, given);
  }

  private static String otherFields(Map<String, String> fields, Keys keys, String given) {
    Map<String, String> filled = new LinkedHashMap<>(fields);
    filled.values().removeIf(String::isEmpty);
    if (given.equalsIgnoreCase(of(filled, keys))) {
      return "empty fields were posted, but not hashed";
    }
    Map<String, String> stripped = new LinkedHashMap<>();
    fields.forEach((name, value) -> stripped.put(name, value.strip()));
    return given.equalsIgnoreCase(of(stripped, keys))
        ? "a value was posted with blanks around it, but hashed without them"
        : "the posted fields and the hashed text differ, or a key is wrong";
  }

  /** The whole text before it is encoded; holds the keys. */
  static String joined(Map<String, String> fields, Keys keys) {
    List<Map.Entry<String, String>> sorted = new ArrayList<>(fields.entrySet());
    sorted.removeIf(field -> field.getKey().equalsIgnoreCase(FIELD));
    // By each character's upper or lower case alike; in a TreeMap two names would fall together.
    sorted.sort((a, b) -> String.CASE_INSENSITIVE_ORDER.compare(a.getKey(), b.getKey()));
    StringBuilder text = new StringBuilder("HashKey=").append(keys.hashKey());
    for (Map.Entry<String, String> field : sorted) {
      text.append('&').append(field.getKey()).append('=').append(field.getValue());
    }
    return text.append("&HashIV=").append(keys.hashIv()).toString();
  }

  /** Encoded byte by byte as the gateway's platform does it, then in lower case. */
  static String hashed(String text, boolean plainFormStyle) {
    StringBuilder encoded = new StringBuilder();
    for (byte octet : text.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (octet & 0xff);
      boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
      boolean alone = LEFT_ALONE.indexOf(c) >= 0 && !(plainFormStyle && "!()".indexOf(c) >= 0);
      if (letter || alone) {
        encoded.append(c >= 'A' && c <= 'Z' ? (char) (c + 32) : c);
      } else if (c == ' ') {
        encoded.append('+');
      } else {
        encoded.append('%');
        LOWER.toHexDigits(encoded, octet);
      }
    }
    return encoded.toString();
  }

  private static String digest(String text, Hash hash) {
    try {
      byte[] bytes =
          MessageDigest.getInstance(hash.algorithm).digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().withUpperCase().formatHex(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
