// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import io.countersign.ProviderFields;
import io.countersign.Rejection;
import io.countersign.alipay.ErrorCode.Effect;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What a refusal says: its code, its text, and our words for it. */
final class Refusal {

  private static final int MOST_CODE_CHARACTERS = 128;

  /** The gateway's codes of calls that did not come to the method. */
  private static final String NOT_REACHED = " 20001 40001 40002 40003 40006 ";

  private final String gatewayCode;
  private final String code;
  private final String message;
  private final Reading reading;

  private Refusal(String gatewayCode, String code, String message, Reading reading) {
    this.gatewayCode = gatewayCode;
    this.code = code;
    this.message = message;
    this.reading = reading;
  }

  /** Empty if it has no code. */
  static Optional<Refusal> of(Reading reading) {
    ProviderFields fields = reading.fields();
    String gatewayCode = fields.text("code").orElse("");
    String sub = fields.text("sub_code").orElse("");
    String code = sub.isBlank() ? gatewayCode : sub;
    if (code.isBlank() || code.length() > MOST_CODE_CHARACTERS) {
      return Optional.empty();
    }
    String message =
        fields
            .text("sub_msg")
            .or(() -> fields.text("message"))
            .or(() -> fields.text("msg"))
            .orElse("");
    return Optional.of(new Refusal(gatewayCode, code, message, reading));
  }

  /** The business code, or the gateway's where there is none. */
  String code() {
    return code;
  }

  /**
   * What is known of it; empty if it is not listed. Of a question, the gateway's own code is enough
   * to know whether to ask again.
   */
  Optional<ErrorCode> known(Operation operation) {
    Optional<ErrorCode> known = ErrorCode.of(operation, code);
    return known.isPresent() || !operation.isRead() ? known : ErrorCode.of(operation, gatewayCode);
  }

  /** What its code proves, as far as the rest of the answer agrees with it. */
  Effect effect(ErrorCode known) {
    boolean openApi = gatewayCode.equals(code) && gatewayCode.length() != 5;
    if (reading.status() >= 500
        || !(openApi || NOT_REACHED.contains(" " + gatewayCode + " ") || saysWhatHappened())) {
      return Effect.OPEN;
    }
    // A code of the gateway's, told as the method's word, is no more than that.
    return known.effect() == Effect.BEFORE_PROCESSING && gatewayCode.equals("40004")
        ? Effect.NOTHING_HAPPENED
        : known.effect();
  }

  /** Whether it is the method's or the gateway's last word, not "later" and not "unknown". */
  boolean settles() {
    return reading.status() < 429
        && !gatewayCode.equals("40005")
        && !gatewayCode.startsWith("1")
        && !gatewayCode.equals("20000");
  }

  private boolean saysWhatHappened() {
    return gatewayCode.equals("40004") || gatewayCode.equals("40005");
  }

  /** The refusal in our words. */
  Rejection rejection(
      Call call, @Nullable ErrorCode known, Supplier<SignatureDiagnosis> diagnosis) {
    boolean signature = code.endsWith("invalid-signature");
    Rejection.Builder rejection =
        Rejection.of(
                Merchant.PROVIDER,
                known == null ? Rejection.Reason.NOT_ALLOWED : known.reason(),
                code)
            .message(signature ? SignatureDiagnosis.withoutText(message) : message)
            .remedy(
                (known == null ? "" : known.remedy())
                    + (signature ? diagnosis.get().of(message) : ""))
            .verified(reading.evidence().isPresent());
    if (known != null) {
      rejection.payerAdvice(known.advice());
      if (known.reason() == Rejection.Reason.INVALID_FIELD) {
        field(call).ifPresent(rejection::field);
      }
    }
    Optional<String> requestId = reading.requestId();
    if (requestId.isPresent() && requestId.get().length() <= 128) {
      rejection.requestId(requestId.get());
    }
    return rejection.build();
  }

  /** The field that it names: one that was sent, or one that is spelled as Alipay spells names. */
  private Optional<String> field(Call call) {
    Optional<String> told = reading.fields().text("details/0/field");
    if (told.isPresent() && isName(told.get())) {
      return told;
    }
    String missing = "";
    for (String word : message.split("[^a-z0-9_]+", -1)) {
      if (call.parameters().containsKey(word)
          || (call.content().isPresent() && call.content().get().containsKey(word))) {
        return Optional.of(word);
      }
      if (missing.isEmpty() && word.indexOf('_') > 0 && isName(word)) {
        missing = word;
      }
    }
    return missing.isEmpty() ? Optional.empty() : Optional.of(missing);
  }

  private static boolean isName(String word) {
    return word.length() <= 64 && word.matches("[a-z][a-z0-9_.]*[a-z0-9]");
  }
}
