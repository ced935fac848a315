// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import io.countersign.ProviderFields;
import io.countersign.Rejection;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a refusal says: its code, its text, and our words for it. */
final class Refusal {

  private static final int MOST_CODE_CHARACTERS = 128;

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

  /** Such as 40004; the code of OpenAPI v3 itself. */
  String gatewayCode() {
    return gatewayCode;
  }

  /** The refusal in our words. */
  Rejection rejection(@Nullable ErrorCode known) {
    Rejection.Builder rejection =
        Rejection.of(
                Merchant.PROVIDER,
                known == null ? Rejection.Reason.NOT_ALLOWED : known.reason(),
                code)
            .message(message)
            .remedy(known == null ? "" : known.remedy())
            .verified(reading.evidence().isPresent());
    if (known != null) {
      rejection.payerAdvice(known.advice());
    }
    Optional<String> requestId = reading.requestId();
    if (requestId.isPresent() && requestId.get().length() <= 128) {
      rejection.requestId(requestId.get());
    }
    return rejection.build();
  }
}
