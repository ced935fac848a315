// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import io.countersign.PayerAdvice;
import io.countersign.Rejection.Reason;
import java.util.Locale;
import java.util.Optional;

/**
 * Alipay's codes and what each proves. Classic codes carry a prefix ({@code ACQ.}, {@code isv.}),
 * the same of OpenAPI v3 do not, so they are compared without. A code that is not listed proves
 * nothing. (支付宝开放平台, 公共错误码, each method's 业务错误码.)
 */
enum ErrorCode {
  SYSTEM_ERROR(Effect.OPEN, Reason.NOT_ALLOWED, "ask how it stands, then the same number again"),
  TRADE_NOT_EXIST(Effect.NOTHING_HAPPENED, Reason.NOT_FOUND, "check number and application"),
  INVALID_SIGNATURE(
      Effect.BEFORE_PROCESSING,
      Reason.CONFIGURATION,
      "check application, private key and sign type; they must belong together");

  /** What a refusal with a code proves. */
  enum Effect {
    /** The gateway refused before the method was reached; believed unsigned, too. */
    BEFORE_PROCESSING,
    /** Nothing happened, if it is signed. */
    NOTHING_HAPPENED,
    /** Done or taken already: only a question tells. */
    CONFLICT,
    /** Not now. */
    NOT_ACCEPTED_NOW,
    /** Nobody knows. */
    OPEN
  }

  private final Effect effect;
  private final Reason reason;
  private final String remedy;

  ErrorCode(Effect effect, Reason reason, String remedy) {
    this.effect = effect;
    this.reason = reason;
    this.remedy = remedy;
  }

  /** The listed code; empty if it is not listed. */
  static Optional<ErrorCode> of(String code) {
    String bare = bare(code);
    for (ErrorCode known : values()) {
      if (known.name().equals(bare)) {
        return Optional.of(known);
      }
    }
    return Optional.empty();
  }

  Effect effectOn(Operation operation) {
    return effect;
  }

  Reason reasonOn(Operation operation) {
    return reason;
  }

  String remedyOn(Operation operation) {
    return remedy;
  }

  PayerAdvice advice() {
    return PayerAdvice.CONTACT_SHOP;
  }

  private static String bare(String code) {
    int dot = code.indexOf('.');
    return code.substring(dot + 1).toUpperCase(Locale.ROOT).replace('-', '_');
  }
}
