// SPDX-License-Identifier: Apache-2.0
package io.countersign.unionpay;

import io.countersign.spi.FormFields;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The text that a signature covers: all fields but the signature, sorted by name, {@code
 * name=value} joined by ampersands, nothing escaped. (全渠道, 签名.)
 *
 * <p>It does not tell where a value ends: whoever holds signed fields can move the border between
 * two of them and keep the signature. So what others may write into a value must never be able to
 * stand for a field of its own, and a received message counts only if its text can be read in no
 * other way.
 */
final class SignedText {

  /** What ends or opens a value, here or in an answer. */
  private static final String STRUCTURE = "&={}[]\"'";

  private SignedText() {}

  /** The text of these fields. */
  static String of(FormFields fields) {
    return of(fields, false);
  }

  /** The text of these fields without those that are blank. */
  static String ofFilled(FormFields fields) {
    return of(fields, true);
  }

  /** Whether the text of these fields can be read as these fields only. */
  static boolean isReadInOneWay(FormFields fields) {
    FormFields signed = new FormFields();
    for (Map.Entry<String, String> field : fields.entries()) {
      if (!AnswerText.isName(field.getKey())) {
        return false;
      }
      if (!field.getKey().equals("signature")) {
        signed.put(field.getKey(), field.getValue());
      }
    }
    Optional<FormFields> again = AnswerText.fields(of(signed) + "&signature=");
    return again.isPresent() && again.get().without("signature").asMap().equals(signed.asMap());
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

  private static String of(FormFields fields, boolean filledOnly) {
    StringBuilder text = new StringBuilder();
    for (Map.Entry<String, String> field : new TreeMap<>(fields.asMap()).entrySet()) {
      if (!field.getKey().equals("signature") && !(filledOnly && field.getValue().isBlank())) {
        text.append(text.length() == 0 ? "" : "&")
            .append(field.getKey())
            .append('=')
            .append(field.getValue());
      }
    }
    return text.toString();
  }
}
