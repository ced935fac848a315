// SPDX-License-Identifier: Apache-2.0
package io.countersign.unionpay;

import io.countersign.InvalidRequestException;
import io.countersign.spi.FormFields;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The text that a signature covers: all fields but the signature, sorted by name, {@code
 * name=value} joined by ampersands, nothing escaped. (全渠道, 签名.)
 *
 * <p>It does not tell where a value ends: whoever holds signed fields can move the border between
 * two of them and keep the signature. So there is one way to read such a text, {@link AnswerText},
 * and fields count, sent or received, only if their text read that way gives these very fields: of
 * all that one signature covers, at most one is believed. What others may write into a value must
 * besides have no character that could end it ({@link #hasStructure}).
 */
final class SignedText {

  /** What ends or opens a value, here or in an answer. */
  private static final String STRUCTURE = "&={}[]\"'";

  private static final String SIGNATURE = "signature";

  private SignedText() {}

  /** The text of these fields. */
  static String of(FormFields fields) {
    StringBuilder text = new StringBuilder();
    for (Map.Entry<String, String> field : new TreeMap<>(fields.asMap()).entrySet()) {
      if (!field.getKey().equals(SIGNATURE)) {
        text.append(text.length() == 0 ? "" : "&")
            .append(field.getKey())
            .append('=')
            .append(field.getValue());
      }
    }
    return text.toString();
  }

  /**
   * The fields without those that are empty, which some senders sign and others do not. A blank is
   * not empty: it would be a value that nobody signed.
   */
  static FormFields filled(FormFields fields) {
    FormFields filled = new FormFields();
    for (Map.Entry<String, String> field : fields.entries()) {
      if (!field.getValue().isEmpty()) {
        filled.put(field.getKey(), field.getValue());
      }
    }
    return filled;
  }

  /** Whether the text of these fields can be read as these fields only. */
  static boolean isReadInOneWay(FormFields fields) {
    Map<String, String> signed = new TreeMap<>(fields.asMap());
    signed.remove(SIGNATURE);
    Optional<FormFields> again = AnswerText.fields(of(fields) + "&" + SIGNATURE + "=");
    return again.isPresent() && again.get().without(SIGNATURE).asMap().equals(signed);
  }

  /**
   * Checks what is about to be signed.
   *
   * @throws InvalidRequestException if a value could be taken for further fields; it names which
   */
  static void requireOneReading(FormFields fields) {
    if (isReadInOneWay(fields)) {
      return;
    }
    String which = "fields";
    for (Map.Entry<String, String> field : fields.entries()) {
      if (!isReadInOneWay(new FormFields().put(field.getKey(), field.getValue()))) {
        which = field.getKey();
      }
    }
    throw new InvalidRequestException(
        which,
        "a name of letters and digits, and text in which nothing looks like a further field, such"
            + " as &name=value outside of braces: the signature does not tell where a value ends");
  }

  /** Whether a text has a character that could end a value. */
  static boolean hasStructure(String value) {
    for (int i = 0; i < value.length(); i++) {
      if (STRUCTURE.indexOf(value.charAt(i)) >= 0) {
        return true;
      }
    }
    return false;
  }

  /** Whether a text is one value wherever it stands: brackets in pairs, ampersands within only. */
  static boolean isOneValue(String value) {
    StringBuilder open = new StringBuilder();
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      int last = open.length() - 1;
      if (c == '{' || c == '[') {
        open.append(c == '{' ? '}' : ']');
      } else if (c == '}' || c == ']') {
        if (last < 0 || open.charAt(last) != c) {
          return false;
        }
        open.setLength(last);
      } else if (c == '&' && last < 0) {
        return false;
      }
    }
    return open.length() == 0;
  }
}
