// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import io.countersign.Answer;
import io.countersign.InvalidRequestException;
import io.countersign.Money;
import io.countersign.Outcome;
import io.countersign.Rejection;
import io.countersign.spi.FieldRules;
import io.countersign.spi.Verdict;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Payments to users: send, find, and how conflicts are settled by asking. */
final class TransferCalls {

  private static final String SEND = "alipay.fund.trans.uni.transfer";
  private static final String FIND = "alipay.fund.trans.common.query";
  private static final String BALANCE = "alipay.fund.account.query";

  private final GatewayCalls gateway;

  TransferCalls(GatewayCalls gateway) {
    this.gateway = gateway;
  }

  Outcome<Transfer> send(TransferRequest request) {
    return gateway
        .exchange()
        .write(
            Operation.TRANSFER,
            request.number(),
            Call.of(SEND, request.content()),
            answer -> {
              TransferReport report = report(answer);
              return report.isNumbered()
                  ? Verdict.accepted(report.sent(request))
                  : Verdict.open("the answer lacks number or state");
            },
            rejection -> numberUsed(request, rejection),
            gateway::askSoon);
  }

  Optional<Transfer> find(String number, TransferKind kind, Money amount) {
    FundRules.amount("amount", amount, 1);
    return found(byNumber(number, kind), report -> Verdict.accepted(report.asked(number, amount)));
  }

  Optional<Transfer> findOrder(String orderId) {
    String id = FieldRules.token("order_id", orderId, 1, 32, "");
    Map<String, Object> content = new LinkedHashMap<>();
    content.put("order_id", id);
    return found(
        content,
        report -> {
          Transfer transfer = report.told();
          return transfer.orderId().equals(Optional.of(id))
              ? Verdict.accepted(transfer)
              : Verdict.open("the answer is about another transfer");
        });
  }

  AlipayBalance balance() {
    List<String> own = gateway.merchant().sellerIds();
    if (own.size() != 1) {
      throw new InvalidRequestException(
          "seller_id", "the merchant's one account in the configuration, to ask about its balance");
    }
    Map<String, Object> content = new LinkedHashMap<>();
    content.put("alipay_user_id", own.get(0));
    content.put("account_type", "ACCTRANS_ACCOUNT");
    return gateway
        .exchange()
        .read(
            Operation.BALANCE,
            Call.of(BALANCE, content),
            answer -> {
              Optional<Money> available = yuan(answer, "available_amount");
              return available.isPresent()
                  ? Verdict.accepted(
                      new AlipayBalance(
                          available.get(),
                          yuan(answer, "freeze_amount"),
                          answer.fields(),
                          answer.evidence()))
                  : Verdict.open("the answer lacks the amount");
            });
  }

  private Optional<Transfer> found(
      Map<String, Object> content, Function<TransferReport, Verdict<Transfer>> reading) {
    return gateway
        .exchange()
        .read(
            Operation.FIND_TRANSFER,
            Call.of(FIND, content),
            answer -> {
              TransferReport report = report(answer);
              if (!report.isComplete()) {
                return Verdict.open("the answer lacks number, state or amount");
              }
              return present(reading.apply(report));
            },
            // Also unsigned: "not known now" allows nothing.
            (code, signed) ->
                code.equals("ORDER_NOT_EXIST") ? Optional.of(Optional.empty()) : Optional.empty());
  }

  /** The number may be in use by this very payment, whose first answer was lost. */
  private Outcome<Transfer> numberUsed(TransferRequest request, Rejection rejection) {
    Optional<Transfer> asked =
        found(
            byNumber(request.number(), request.kind()),
            report ->
                report.number().equals(request.number())
                    ? Verdict.accepted(report.told())
                    : Verdict.open("the answer is about another transfer"));
    if (asked.isEmpty()) {
      return doubt(rejection, "and asking does not settle it");
    }
    Transfer found = asked.get();
    Optional<Boolean> samePayee =
        request
            .payee()
            .isNamedBy(
                found.fields().text("receiver_user_id"), found.fields().text("receiver_open_id"));
    if (!found.amount().equals(request.amount()) || samePayee.equals(Optional.of(false))) {
      return new Outcome.Rejected<>(rejection.ofTakenNumber());
    }
    return samePayee.isPresent()
        ? new Outcome.Accepted<>(found, Optional.empty())
        : doubt(rejection, "and asking does not show whose payment it is");
  }

  private Outcome<Transfer> doubt(Rejection rejection, String why) {
    return new Outcome.Unknown<>(rejection.code() + ", " + why, gateway.askSoon());
  }

  private static Map<String, Object> byNumber(String number, TransferKind kind) {
    Map<String, Object> content = new LinkedHashMap<>();
    content.put("out_biz_no", FundRules.number("out_biz_no", number, 64));
    content.put("product_code", kind.productCode());
    content.put("biz_scene", kind.bizScene());
    return content;
  }

  private static Verdict<Optional<Transfer>> present(Verdict<Transfer> verdict) {
    if (verdict instanceof Verdict.Accepted<Transfer> accepted) {
      return Verdict.accepted(Optional.of(accepted.value()));
    }
    return Verdict.open(verdict instanceof Verdict.Open<Transfer> open ? open.why() : "");
  }

  private static Optional<Money> yuan(Answer answer, String field) {
    return answer.fields().text(field).flatMap(Yuan::of);
  }

  private static TransferReport report(Answer answer) {
    return new TransferReport(answer.fields(), answer.evidence());
  }
}
