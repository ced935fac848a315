// SPDX-License-Identifier: Apache-2.0
package io.countersign.unionpay;

import io.countersign.Answer;
import io.countersign.Rejection;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a signed refusal says: its code, its text, and our words for it. */
final class Refusal {

  private static final int MOST_CODE_CHARACTERS = 8;
  private static final int MOST_ID_CHARACTERS = 64;

  private final String code;
  private final String message;
  private final Optional<String> requestId;

  Refusal(String code, String message) {
    this(code, message, Optional.empty());
  }

  private Refusal(String code, String message, Optional<String> requestId) {
    this.code = code;
    this.message = message;
    this.requestId = requestId;
  }

  /** What the answer's own code says; empty if it has none. */
  static Optional<Refusal> of(Answer answer) {
    String code = answer.fields().text("respCode").orElse("");
    Optional<String> id = answer.fields().text("queryId").or(() -> answer.fields().text("traceNo"));
    return code.isBlank() || code.length() > MOST_CODE_CHARACTERS
        ? Optional.empty()
        : Optional.of(
            new Refusal(
                code,
                answer.fields().text("respMsg").orElse(""),
                id.filter(text -> !text.isBlank() && text.length() <= MOST_ID_CHARACTERS)));
  }

  /** {@code respCode}. */
  String code() {
    return code;
  }

  /** What is known of it; empty if it is not listed. */
  Optional<RespCode> known() {
    return RespCode.of(code);
  }

  /** Whether it says that the signature is wrong. */
  boolean isOfSignature() {
    return SignatureDiagnosis.isAbout(code, message);
  }

  /** The refusal in our words. */
  Rejection rejection(@Nullable RespCode known) {
    return rejection(known, "");
  }

  /**
   * The same.
   *
   * @param more what is added to the remedy
   */
  Rejection rejection(@Nullable RespCode known, String more) {
    String general = known == null ? "" : known.remedy();
    String special = remedyOfDetail();
    Rejection.Builder rejection =
        Rejection.of(
                Merchant.PROVIDER,
                known == null ? Rejection.Reason.NOT_ALLOWED : known.reason(),
                code)
            .message(message)
            .remedy((special.isEmpty() ? general : special) + more)
            .verified(true);
    if (known != null) {
      rejection.payerAdvice(known.advice());
      if (known.reason() == Rejection.Reason.INVALID_FIELD) {
        field().ifPresent(rejection::field);
      }
    }
    requestId.ifPresent(rejection::requestId);
    return rejection.build();
  }

  /** What the seven digits at the end of the text ask for, where they are known. (应答码, respMsg.) */
  private String remedyOfDetail() {
    int open = message.lastIndexOf('[');
    int close = message.lastIndexOf(']');
    if (open < 0 || close != open + 8) {
      return "";
    }
    return switch (message.substring(open + 1, close)) {
      case "9100004" ->
          "the signature was not right: the certificate is another merchant's or environment's, or"
              + " a value changed after it was signed";
      case "2010002" -> "this orderId was used today; ask how it stands";
      case "6100030" ->
          "the format of a field is wrong: the one that the message names, or txnTime";
      case "2600000" ->
          "no such transaction, or not yet; ask again, with the original's txnTime and bizType";
      case "3900002" -> "the token is not valid: it expired, was deleted, or is another merchant's";
      case "7101201" -> "this batchNo was used today; ask how the batch stands";
      case "2040004", "2040006", "2050001", "2050002", "2050004" ->
          "the original does not fit: it does not exist, did not succeed, was undone, or this"
              + " merchant may not do this with it; ask about the original";
      // Codes that say more than these digits: too late (39), or no money to give back (90).
      case "2011000", "4040007" ->
          code.equals("39") || code.equals("90")
              ? ""
              : "UnionPay does not take this refund: too late for it, or the product has none";
      default -> "";
    };
  }

  /** The first word of the text that is spelled as UnionPay spells its fields. */
  private Optional<String> field() {
    for (String word : message.split("[^A-Za-z0-9]+", -1)) {
      if (word.matches("[a-z]{2,}([A-Z][a-z]+)+[0-9]?|version|encoding|signature|reserved|tn")
          && word.length() <= 32) {
        return Optional.of(word);
      }
    }
    return Optional.empty();
  }
}
