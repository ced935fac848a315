// SPDX-License-Identifier: Apache-2.0
package io.countersign.wechatpay;

import io.countersign.Answer;
import io.countersign.FollowUp;
import io.countersign.Money;
import io.countersign.Outcome;
import io.countersign.PersonalText;
import io.countersign.Rejection;
import io.countersign.spi.FieldRules;
import io.countersign.spi.Verdict;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Payments to users: send, find, cancel, and how conflicts are settled by asking. */
final class TransferCalls {

  private final GatewayCalls gateway;
  private final PayingMerchant merchant;

  TransferCalls(GatewayCalls gateway) {
    this.gateway = gateway;
    this.merchant = new PayingMerchant(gateway.merchant());
  }

  Outcome<Transfer> send(TransferRequest request) {
    Map<String, PersonalText> encrypted = new LinkedHashMap<>();
    Map<String, Object> body = new TransferFields(merchant).body(request, encrypted);
    return gateway
        .exchange()
        .write(
            Operation.TRANSFER,
            request.number(),
            "POST",
            merchant.transferPath(),
            gateway.sensitive().seal(body, encrypted),
            answer -> {
              TransferReport report = report(answer);
              return report.isNumbered() ? Verdict.accepted(report.sent(request)) : incomplete();
            },
            rejection -> numberUsed(request, rejection),
            this::askSoon);
  }

  Optional<Transfer> find(String number, Money amount) {
    return found(
        merchant.transferPath(number(number)),
        report -> Verdict.accepted(report.asked(number, amount)));
  }

  Optional<Transfer> findBill(String transferBillNo) {
    String id = FieldRules.token("transfer bill number", transferBillNo, 1, 64, "_-");
    return found(
        merchant.transferBillPath(id),
        report -> {
          Transfer transfer = report.asked();
          return transfer.transferBillNo().equals(id)
              ? Verdict.accepted(transfer)
              : Verdict.open("the answer is about another transfer");
        });
  }

  Outcome<TransferState> cancel(String transferNumber) {
    String number = number(transferNumber);
    return gateway
        .exchange()
        .write(
            Operation.CANCEL_TRANSFER,
            number,
            "POST",
            merchant.cancelPath(number),
            gateway.sensitive().seal(merchant.cancelBody(), Map.of()),
            answer -> {
              TransferReport report = report(answer);
              if (!report.isNumbered()) {
                return incomplete();
              }
              report.mustBeAbout(number);
              return isCancelled(report.state())
                  ? Verdict.accepted(report.state())
                  : Verdict.open("the answer shows no cancellation: " + report.state());
            },
            rejection -> cancelledAlready(number, rejection),
            this::askSoon);
  }

  private Optional<Transfer> found(
      String path, Function<TransferReport, Verdict<Transfer>> reading) {
    return gateway
        .exchange()
        .find(
            Operation.FIND_TRANSFER,
            path,
            gateway.preferredKeyId(),
            answer -> {
              TransferReport report = report(answer);
              return report.isComplete() ? reading.apply(report) : incomplete();
            });
  }

  /** The number may be in use by this very payment, whose first answer was lost. */
  private Outcome<Transfer> numberUsed(TransferRequest request, Rejection rejection) {
    Optional<Transfer> asked = asked(request.number());
    if (asked.isEmpty()) {
      // Signed, and nothing under the number: the refusal is about the request itself.
      return rejection.verified() && rejection.reason() == Rejection.Reason.INVALID_FIELD
          ? new Outcome.Rejected<>(rejection)
          : new Outcome.Unknown<>(rejection.code() + ", and asking does not settle it", askSoon());
    }
    Transfer found = asked.get();
    Optional<PersonalText> payee = found.payee();
    if (!found.amount().equals(request.amount())
        || !found.fields().text("appid").orElse("").equals(request.appId())
        || (payee.isPresent() && !payee.get().equals(request.payee()))) {
      return new Outcome.Rejected<>(rejection.ofTakenNumber());
    }
    return payee.isPresent()
        ? new Outcome.Accepted<>(found, Optional.empty())
        : new Outcome.Unknown<>(
            rejection.code() + ", and asking does not show whose payment it is", askSoon());
  }

  private Outcome<TransferState> cancelledAlready(String number, Rejection rejection) {
    TransferState state = asked(number).map(Transfer::state).orElse(TransferState.UNRECOGNIZED);
    return isCancelled(state)
        ? new Outcome.Accepted<>(state, Optional.empty())
        : new Outcome.Unknown<>(rejection.code() + ", and asking shows no cancellation", askSoon());
  }

  /** Empty is "not known"; that it cannot be asked is thrown, and leaves the write unknown. */
  private Optional<Transfer> asked(String number) {
    return found(
        merchant.transferPath(number),
        report -> {
          report.mustBeAbout(number);
          return Verdict.accepted(report.asked());
        });
  }

  private static boolean isCancelled(TransferState state) {
    return state == TransferState.CANCELLING || state == TransferState.CANCELLED;
  }

  private TransferReport report(Answer answer) {
    return new TransferReport(merchant, answer.fields(), answer.evidence());
  }

  private static <T> Verdict<T> incomplete() {
    return Verdict.open("the answer lacks number, state or amount");
  }

  private static String number(String number) {
    return FieldRules.token("transfer number", number, 1, 32, "");
  }

  private FollowUp askSoon() {
    return new FollowUp.Ask(gateway.soon());
  }
}
