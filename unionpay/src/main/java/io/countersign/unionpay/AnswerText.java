// SPDX-License-Identifier: Apache-2.0
package io.countersign.unionpay;

import io.countersign.spi.FormFields;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * The text of an answer: {@code name=value} joined by ampersands, nothing escaped. Within braces
 * and brackets ampersands belong to the value. (全渠道, 同步应答报文.)
 */
final class AnswerText {

  private static final int MOST_FIELDS = 200;
  private static final int DEEPEST = 16;
  private static final int LONGEST_NAME = 64;

  private AnswerText() {}

  /** The fields; empty if it is no such text, or a name stands there twice. */
  static Optional<FormFields> fields(byte[] body) {
    Optional<String> text = FormFields.utf8(body);
    return text.isEmpty() ? Optional.empty() : fields(text.get());
  }

  /** The fields; empty if it is no such text, or a name stands there twice. */
  static Optional<FormFields> fields(String text) {
    Optional<FormFields> nested = split(text, true);
    // A text that was cut may open a brace and never close it, and so swallow what follows.
    return nested.isPresent() && nested.get().has("signature") ? nested : split(text, false);
  }

  private static Optional<FormFields> split(String text, boolean nested) {
    FormFields fields = new FormFields();
    int from = 0;
    int count = 0;
    while (from < text.length()) {
      int equals = endOfName(text, from);
      if (equals < 0 || ++count > MOST_FIELDS) {
        return Optional.empty();
      }
      String name = text.substring(from, equals);
      int end = nested ? endOfNested(text, equals + 1) : endOfPlain(text, equals + 1);
      if (end < 0 || fields.has(name)) {
        return Optional.empty();
      }
      fields.put(name, text.substring(equals + 1, end));
      from = end + 1;
    }
    return count == 0 ? Optional.empty() : Optional.of(fields);
  }

  /** The next ampersand that a name and an equals sign follow. */
  private static int endOfPlain(String text, int from) {
    int end = text.indexOf('&', from);
    while (end >= 0 && endOfName(text, end + 1) < 0) {
      end = text.indexOf('&', end + 1);
    }
    return end < 0 ? text.length() : end;
  }

  /** The same, outside of braces and brackets; negative if one of them stays open. */
  private static int endOfNested(String text, int from) {
    Deque<Character> open = new ArrayDeque<>();
    for (int i = from; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '&' && open.isEmpty() && endOfName(text, i + 1) >= 0) {
        return i;
      }
      if (c == '{' || c == '[') {
        if (open.size() >= DEEPEST) {
          return -1;
        }
        open.push(c == '{' ? '}' : ']');
      } else if (!open.isEmpty() && open.peek() == c) {
        open.pop();
      }
    }
    return open.isEmpty() ? text.length() : -1;
  }

  /**
   * Where the equals sign behind a name is; negative if there is no name. Names are of letters and
   * digits, the first a letter. No more is looked at than the longest name has, so that a text of
   * ampersands costs no more than others.
   */
  private static int endOfName(String text, int from) {
    int most = Math.min(text.length(), from + LONGEST_NAME + 1);
    for (int i = from; i < most; i++) {
      char c = text.charAt(i);
      if (c == '=') {
        return i == from ? -1 : i;
      }
      boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
      if (!letter && (i == from || c < '0' || c > '9')) {
        return -1;
      }
    }
    return -1;
  }
}
