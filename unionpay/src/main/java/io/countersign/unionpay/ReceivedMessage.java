// SPDX-License-Identifier: Apache-2.0
package io.countersign.unionpay;

import io.countersign.spi.FormFields;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/**
 * A message as UnionPay wrote it: not trimmed, not re-encoded, its fields in the order received.
 *
 * @param fields the decoded fields
 * @param charset in which it is written, and signed
 */
record ReceivedMessage(FormFields fields, Charset charset) {

  /** Far more than any message has but a settlement file's, which is read apart. */
  static final int MOST_BYTES = 256 * 1024;

  /** Of one with a settlement file, which is proven as a whole before a row of it is read. */
  static final int MOST_FILE_BYTES = 32 * 1024 * 1024;

  private static final String GBK = "GBK";

  /** What is posted to the shop: a form, in the charset that its field {@code encoding} names. */
  static Optional<ReceivedMessage> ofForm(byte[] body) {
    if (body.length > MOST_BYTES) {
      return Optional.empty();
    }
    Optional<FormFields> raw =
        FormFields.parse(body, StandardCharsets.ISO_8859_1, FormFields.Writing.FORM);
    // No lambdas on the way of a notification: the first one costs a hundred classes.
    Optional<Charset> charset = raw.isEmpty() ? Optional.empty() : charset(raw.get());
    Optional<FormFields> fields =
        charset.isEmpty()
            ? Optional.empty()
            : FormFields.parse(body, charset.get(), FormFields.Writing.FORM);
    return fields.isEmpty()
        ? Optional.empty()
        : Optional.of(new ReceivedMessage(fields.get(), charset.get()));
  }

  /** What answers a call: not encoded at all, in UTF-8 as the call was. */
  static Optional<ReceivedMessage> ofAnswer(byte[] body) {
    return AnswerText.fields(body)
        .map(fields -> new ReceivedMessage(fields, StandardCharsets.UTF_8));
  }

  /** The value, if it is there and not empty. */
  Optional<String> text(String name) {
    return fields.filled(name);
  }

  private static Optional<Charset> charset(FormFields fields) {
    return switch (fields.filled("encoding").orElse("UTF-8").toUpperCase(Locale.ROOT)) {
      case "UTF-8" -> Optional.of(StandardCharsets.UTF_8);
      case GBK -> Optional.of(Charset.forName(GBK));
      default -> Optional.empty();
    };
  }

  /** Names only; values may be personal. */
  @Override
  public String toString() {
    return "ReceivedMessage" + fields.asMap().keySet();
  }
}
