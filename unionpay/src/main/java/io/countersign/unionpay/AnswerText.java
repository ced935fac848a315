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

  private AnswerText() {}

  /** The fields; empty if it is no such text, or a name stands there twice. */
  static Optional<FormFields> fields(byte[] body) {
    return FormFields.utf8(body).flatMap(AnswerText::fields);
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
      int equals = text.indexOf('=', from);
      if (equals <= from || ++count > MOST_FIELDS) {
        return Optional.empty();
      }
      String name = text.substring(from, equals);
      int end = nested ? endOfNested(text, equals + 1) : endOfPlain(text, equals + 1);
      if (!isName(name) || fields.has(name)) {
        return Optional.empty();
      }
      fields.put(name, text.substring(equals + 1, end));
      from = end + 1;
    }
    return count == 0 ? Optional.empty() : Optional.of(fields);
  }

  private static int endOfNested(String text, int from) {
    Deque<Character> open = new ArrayDeque<>();
    for (int i = from; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '&' && open.isEmpty()) {
        return i;
      }
      if (c == '{' || c == '[') {
        if (open.size() >= DEEPEST) {
          return text.length();
        }
        open.push(c == '{' ? '}' : ']');
      } else if (!open.isEmpty() && open.peek() == c) {
        open.pop();
      }
    }
    return text.length();
  }

  /** The next ampersand that a name and an equals sign follow. */
  private static int endOfPlain(String text, int from) {
    for (int end = text.indexOf('&', from); end >= 0; end = text.indexOf('&', end + 1)) {
      int equals = text.indexOf('=', end);
      if (equals > end && isName(text.substring(end + 1, equals))) {
        return end;
      }
    }
    return text.length();
  }

  /** UnionPay's names are of letters and digits, the first a letter. */
  static boolean isName(String name) {
    if (name.isEmpty() || name.length() > 64) {
      return false;
    }
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
      if (!letter && (i == 0 || c < '0' || c > '9')) {
        return false;
      }
    }
    return true;
  }
}
