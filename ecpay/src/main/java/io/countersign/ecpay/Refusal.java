// SPDX-License-Identifier: Apache-2.0
package io.countersign.ecpay;

import io.countersign.Rejection;
import io.countersign.spi.Verdict;
import java.util.Optional;

/**
 * ECPay's no: the code of an answer that is not the one for success, and its message.
 *
 * @param service who said it
 * @param operation to what
 * @param code as received
 * @param message ECPay's sentence
 * @param proven whether CheckMacValue or an envelope that opened proves that ECPay said it
 */
record Refusal(Service service, Operation operation, String code, String message, boolean proven) {

  /** An answer of the payment services. */
  static Refusal of(Operation operation, String code, String message, boolean proven) {
    return new Refusal(Service.PAYMENT, operation, code, message, proven);
  }

  /** Of an answer by envelope. */
  static Refusal inEnvelope(Service service, Operation operation, SealedExchange.Opened opened) {
    return new Refusal(service, operation, opened.code(), opened.message(), true);
  }

  /** Whether it is no refusal yet: what was asked for may still be done. */
  boolean isPerhapsUnderWay() {
    Optional<ReturnCode> known = ReturnCode.of(code, service);
    return known.isPresent()
        && (known.get() == ReturnCode.PERHAPS_TIMEOUT
            || known.get().effectOn(operation) == ReturnCode.Effect.PENDING);
  }

  /** In our words. */
  Rejection rejection() {
    Optional<ReturnCode> known = ReturnCode.of(code, service);
    Rejection.Builder rejection =
        Rejection.of(
                Merchant.PROVIDER,
                known.isPresent() ? known.get().reason() : Rejection.Reason.NOT_ALLOWED,
                code.isEmpty() ? "no RtnCode" : code)
            .message(message)
            .verified(proven)
            .remedy(
                known.isPresent()
                    ? known.get().meaning() + ": " + known.get().remedy()
                    : EcpayReturnCode.UNLISTED_REMEDY);
    if (known.isPresent()) {
      rejection.payerAdvice(known.get().advice());
    }
    return rejection.build();
  }

  /**
   * What it proves. A refused question harms nobody, so it is a refusal even where the code is not
   * listed; a refused write with such a code has perhaps been done.
   */
  <T> Verdict<T> verdict() {
    if (code.isEmpty()) {
      return Verdict.open("the answer has no RtnCode");
    }
    Rejection rejection = rejection();
    if (operation.isRead()) {
      return new Verdict.Refused<>(rejection);
    }
    ReturnCode.Effect effect =
        ReturnCode.of(code, service)
            .map(known -> known.effectOn(operation))
            .orElse(ReturnCode.Effect.OPEN);
    return switch (effect) {
      case BEFORE_PROCESSING -> new Verdict.Refused<>(rejection);
      case NOTHING_HAPPENED ->
          proven ? new Verdict.Refused<>(rejection) : Verdict.open(rejection.toString());
      case CONFLICT -> new Verdict.Conflict<>(rejection);
      case DONE, PENDING, OPEN -> Verdict.open(rejection.toString());
    };
  }
}
