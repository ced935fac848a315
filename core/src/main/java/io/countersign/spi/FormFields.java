// SPDX-License-Identifier: Apache-2.0
package io.countersign.spi;

import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The fields of one form, in order, each name once; empty values count. At most 500 fields are
 * read. Not safe for use by several threads while it is filled.
 */
public final class FormFields {

  /** More than any message of a provider's has; what has more is not read. */
  private static final int MOST_FIELDS = 500;

  private final Map<String, String> values = new LinkedHashMap<>();

  /** An empty form. */
  public FormFields() {}

  /** How a received text writes its values. */
  public enum Writing {
    /** As they are. */
    RAW,
    /** Percent-encoded, a plus sign being a plus sign. */
    PERCENT,
    /** As browsers post forms: percent-encoded, a plus sign being a blank. */
    FORM
  }

  /** Sets one. */
  public FormFields put(String name, String value) {
    values.put(name, value);
    return this;
  }

  /** Sets one that is there. */
  public FormFields put(String name, Optional<String> value) {
    if (value.isPresent()) {
      values.put(name, value.get());
    }
    return this;
  }

  /** Removes one. */
  public FormFields without(String name) {
    values.remove(name);
    return this;
  }

  /** The value; empty text where it is absent. */
  public String text(String name) {
    return values.getOrDefault(name, "");
  }

  /** The value, if it is there and not empty. */
  public Optional<String> filled(String name) {
    String value = text(name);
    return value.isEmpty() ? Optional.empty() : Optional.of(value);
  }

  /** Whether it is there, be it empty. */
  public boolean has(String name) {
    return values.containsKey(name);
  }

  /** A view, in order. */
  public Map<String, String> asMap() {
    return Collections.unmodifiableMap(values);
  }

  /** A copy, in order. */
  public List<Map.Entry<String, String>> entries() {
    return new ArrayList<>(values.entrySet());
  }

  /** As a browser posts them, UTF-8. */
  public byte[] encoded() {
    return encoded(StandardCharsets.UTF_8);
  }

  /** As a browser posts them. */
  public byte[] encoded(Charset charset) {
    StringBuilder body = new StringBuilder();
    for (Map.Entry<String, String> field : values.entrySet()) {
      body.append(body.length() == 0 ? "" : "&")
          .append(URLEncoder.encode(field.getKey(), charset))
          .append('=')
          .append(URLEncoder.encode(field.getValue(), charset));
    }
    return body.toString().getBytes(StandardCharsets.US_ASCII);
  }

  /**
   * Reads a text of pairs, split at the ampersands and each at its first equals sign.
   *
   * @return empty if it is not UTF-8, a name comes twice or is empty, an escape is broken, or there
   *     are far too many
   */
  public static Optional<FormFields> parse(byte[] body, Writing writing) {
    return parse(body, StandardCharsets.UTF_8, writing, false);
  }

  /** Reads the same in another charset. */
  public static Optional<FormFields> parse(byte[] body, Charset charset, Writing writing) {
    return parse(body, charset, writing, false);
  }

  /**
   * Reads a text of pairs whose values may hold ampersands as they are: what has no equals sign of
   * its own belongs to the value before it.
   */
  public static Optional<FormFields> parseWithBareAmpersands(byte[] body, Writing writing) {
    return parse(body, StandardCharsets.UTF_8, writing, true);
  }

  private static Optional<FormFields> parse(
      byte[] body, Charset charset, Writing writing, boolean bareAmpersands) {
    Optional<String> text = text(body, charset);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    FormFields fields = new FormFields();
    String all = text.get();
    int from = 0;
    int nextEquals = -1;
    while (from <= all.length() && !all.isEmpty()) {
      int end = all.indexOf('&', from);
      while (bareAmpersands && end >= 0) {
        // Remembered, so that a text of ampersands is not searched anew for each.
        nextEquals = nextEquals > end ? nextEquals : indexOrLength(all, '=', end + 1);
        if (nextEquals > end + 1 && nextEquals < indexOrLength(all, '&', end + 1)) {
          break;
        }
        end = all.indexOf('&', end + 1);
      }
      String pair = all.substring(from, end < 0 ? all.length() : end);
      int equals = pair.indexOf('=');
      Optional<String> name =
          decoded(equals < 0 ? pair : pair.substring(0, equals), charset, writing);
      Optional<String> value =
          decoded(equals < 0 ? "" : pair.substring(equals + 1), charset, writing);
      if (name.isEmpty()
          || value.isEmpty()
          || name.get().isEmpty()
          || fields.values.size() >= MOST_FIELDS
          || fields.values.putIfAbsent(name.get(), value.get()) != null) {
        return Optional.empty();
      }
      if (end < 0) {
        break;
      }
      from = end + 1;
    }
    return Optional.of(fields);
  }

  private static int indexOrLength(String all, char c, int from) {
    int index = all.indexOf(c, from);
    return index < 0 ? all.length() : index;
  }

  /** Names only; values may be personal. */
  @Override
  public String toString() {
    return "FormFields" + values.keySet();
  }

  /** Undoes the encoding of one name or value; empty if an escape is broken or it is not UTF-8. */
  public static Optional<String> decoded(String text, Writing writing) {
    return decoded(text, StandardCharsets.UTF_8, writing);
  }

  private static Optional<String> decoded(String text, Charset charset, Writing writing) {
    if (writing == Writing.RAW || (text.indexOf('%') < 0 && text.indexOf('+') < 0)) {
      return Optional.of(text);
    }
    // The JDK's decoder takes %+1 for an escape, and puts a mark for what is not UTF-8.
    byte[] encoded = text.getBytes(charset);
    byte[] plain = new byte[encoded.length];
    int length = 0;
    for (int i = 0; i < encoded.length; i++) {
      byte b = encoded[i];
      if (b == '%') {
        int high = i + 2 < encoded.length ? Character.digit(encoded[i + 1], 16) : -1;
        int low = i + 2 < encoded.length ? Character.digit(encoded[i + 2], 16) : -1;
        if (high < 0 || low < 0) {
          return Optional.empty();
        }
        b = (byte) (high * 16 + low);
        i += 2;
      } else if (b == '+' && writing == Writing.FORM) {
        b = ' ';
      }
      plain[length++] = b;
    }
    return text(Arrays.copyOf(plain, length), charset);
  }

  /** The text; empty if it is not UTF-8. */
  public static Optional<String> utf8(byte[] body) {
    return text(body, StandardCharsets.UTF_8);
  }

  private static Optional<String> text(byte[] body, Charset charset) {
    try {
      return Optional.of(charset.newDecoder().decode(ByteBuffer.wrap(body)).toString());
    } catch (CharacterCodingException broken) {
      return Optional.empty();
    }
  }
}
