// SPDX-License-Identifier: Apache-2.0
package io.countersign.ecpay;

import io.countersign.ProviderFields;
import io.countersign.spi.FormFields;
import io.countersign.spi.Verdict;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An answer made of pairs, {@code k=v&…}. ECPay is not consistent in how it encodes them: blanks
 * and plus signs come as they are, or as browsers write them. So every way of reading is tried, and
 * the one whose CheckMacValue proves it is right. (綠界科技 ECPay, 全方位金流, 查詢訂單.)
 */
final class SignedAnswer {

  /** More than any answer has: names, numbers, and 400 characters of goods. */
  private static final int MOST_BYTES = 64 * 1024;

  private static final Pattern CODE = Pattern.compile("(?<![0-9])[0-9]{7,8}(?![0-9])");

  private final @Nullable FormFields fields;
  private final String failure;

  private SignedAnswer(@Nullable FormFields fields, String failure) {
    this.fields = fields;
    this.failure = failure;
  }

  /** Reads an answer about payments, which one of the pairs must prove. */
  static SignedAnswer of(byte[] body, List<KeyPair> pairs) {
    return of(body, pairs, CheckMacValue.Hash.SHA256);
  }

  /** Reads an answer that one of the pairs must prove. */
  static SignedAnswer of(byte[] body, List<KeyPair> pairs, CheckMacValue.Hash hash) {
    if (body.length > MOST_BYTES) {
      return failed("the answer is too long to be one of ECPay's");
    }
    boolean read = false;
    boolean signed = false;
    for (FormFields.Writing writing : FormFields.Writing.values()) {
      // Goods are named as the shop named them, so an ampersand may stand there as it is.
      for (Optional<FormFields> fields :
          List.of(
              FormFields.parse(body, writing), FormFields.parseWithBareAmpersands(body, writing))) {
        if (fields.isPresent()) {
          read = true;
          signed |= fields.get().has(CheckMacValue.FIELD);
          if (CheckMacValue.proves(fields.get(), pairs, hash)) {
            return new SignedAnswer(fields.get(), "");
          }
        }
      }
    }
    Optional<String> other = notPairs(body);
    if (other.isPresent()) {
      return failed(other.get());
    }
    if (!read) {
      return failed("the answer cannot be read as pairs");
    }
    return failed(
        signed
            ? "the answer's CheckMacValue fits none of this merchant's key pairs"
            : "the answer has no CheckMacValue");
  }

  /**
   * Reads an answer that ECPay never signs; it is worth no more than the connection it came over.
   * Some come without names: {@code 1|OK}, or {@code 0|} and a message.
   */
  static SignedAnswer unsigned(byte[] body) {
    if (body.length > MOST_BYTES) {
      return failed("the answer is too long to be one of ECPay's");
    }
    Optional<String> other = notPairs(body);
    if (other.isPresent()) {
      return failed(other.get());
    }
    if (body.length > 1 && (body[0] == '0' || body[0] == '1') && body[1] == '|') {
      return barred(body);
    }
    // What is encoded cannot be told from what is not, so it is taken as it is written.
    Optional<FormFields> fields = FormFields.parse(body, FormFields.Writing.RAW);
    return fields.isPresent() && !fields.get().asMap().isEmpty()
        ? new SignedAnswer(fields.get(), "")
        : failed("the answer cannot be read as pairs");
  }

  private static SignedAnswer barred(byte[] body) {
    Optional<String> text = FormFields.utf8(body);
    if (text.isEmpty()) {
      return failed("the answer is not UTF-8");
    }
    return text.get().equals("1|")
        ? failed("the answer breaks off")
        : new SignedAnswer(
            new FormFields()
                .put("RtnCode", text.get().substring(0, 1))
                .put("RtnMsg", text.get().substring(2)),
            "");
  }

  /** What the answer is instead; a page may name the reason, which proves nothing but helps. */
  private static Optional<String> notPairs(byte[] body) {
    String text = new String(body, StandardCharsets.UTF_8);
    if (text.isBlank()) {
      return Optional.of("the answer is empty");
    }
    if (text.stripLeading().charAt(0) != '<') {
      return Optional.empty();
    }
    Matcher codes = CODE.matcher(text);
    while (codes.find()) {
      Optional<ReturnCode> known = ReturnCode.of(codes.group());
      if (known.isPresent()) {
        return Optional.of(
            "the answer is a page that says "
                + codes.group()
                + ", "
                + known.get().meaning()
                + ": "
                + known.get().remedy());
      }
    }
    return Optional.of("the answer is a page, not pairs");
  }

  private static SignedAnswer failed(String why) {
    return new SignedAnswer(null, why);
  }

  /** What it says, if it could be read and, unless read as unsigned, is proven. */
  Optional<FormFields> fields() {
    return Optional.ofNullable(fields);
  }

  /** Why there are no fields, without secrets; empty if there are. */
  String failure() {
    return failure;
  }

  /** What the fields prove; nothing, if there are none. */
  <T> Verdict<T> verdict(Function<FormFields, Verdict<T>> mapper) {
    return fields == null ? Verdict.open(failure) : mapper.apply(fields);
  }

  /** A form's fields as reported. */
  static ProviderFields reported(FormFields fields) {
    return ProviderFields.of("", fields.asMap());
  }
}
