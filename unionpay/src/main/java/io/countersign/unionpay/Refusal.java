// SPDX-License-Identifier: Apache-2.0
package io.countersign.unionpay;

import io.countersign.Answer;
import io.countersign.Rejection;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a signed refusal says: its code, its text, and our words for it. */
final class Refusal {

  private static final int MOST_CODE_CHARACTERS = 8;

  private final String code;
  private final String message;

  Refusal(String code, String message) {
    this.code = code;
    this.message = message;
  }

  /** What the answer's own code says; empty if it has none. */
  static Optional<Refusal> of(Answer answer) {
    String code = answer.fields().text("respCode").orElse("");
    return code.isBlank() || code.length() > MOST_CODE_CHARACTERS
        ? Optional.empty()
        : Optional.of(new Refusal(code, answer.fields().text("respMsg").orElse("")));
  }

  /** {@code respCode}. */
  String code() {
    return code;
  }

  /** What is known of it; empty if it is not listed. */
  Optional<RespCode> known() {
    return RespCode.of(code);
  }

  /** The refusal in our words. */
  Rejection rejection(@Nullable RespCode known) {
    Rejection.Builder rejection =
        Rejection.of(
                Merchant.PROVIDER,
                known == null ? Rejection.Reason.NOT_ALLOWED : known.reason(),
                code)
            .message(message)
            .remedy(known == null ? "" : known.remedy())
            .verified(true);
    if (known != null) {
      rejection.payerAdvice(known.advice());
    }
    return rejection.build();
  }
}
