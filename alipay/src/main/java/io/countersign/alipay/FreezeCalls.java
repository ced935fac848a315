// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import io.countersign.Answer;
import io.countersign.FollowUp;
import io.countersign.InvalidRequestException;
import io.countersign.InvokeWallet;
import io.countersign.Money;
import io.countersign.Outcome;
import io.countersign.PersonalText;
import io.countersign.Rejection;
import io.countersign.ShowQrCode;
import io.countersign.spi.FormFields;
import io.countersign.spi.JsonText;
import io.countersign.spi.Verdict;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Function;

/** Pre-authorisations: freeze, let go, cancel, find, and how conflicts are settled by asking. */
final class FreezeCalls {

  private static final String FREEZE = "alipay.fund.auth.order.freeze";
  private static final String VOUCHER = "alipay.fund.auth.order.voucher.create";
  private static final String APP = "alipay.fund.auth.order.app.freeze";
  private static final String UNFREEZE = "alipay.fund.auth.order.unfreeze";
  private static final String FIND = "alipay.fund.auth.operation.detail.query";
  private static final String CANCEL = "alipay.fund.auth.operation.cancel";

  private static final String SYNC = "alipay.trade.orderinfo.sync";

  private static final String AT_THE_TILL = "PRE_AUTH";
  private static final String ONLINE = "PREAUTH_PAY";

  private final GatewayCalls gateway;

  FreezeCalls(GatewayCalls gateway) {
    this.gateway = gateway;
  }

  Outcome<FreezeOperation> freeze(FreezeRequest request, PersonalText paymentCode) {
    String code = OrderRules.paymentCode(paymentCode.reveal());
    Map<String, Object> content = request.content(AT_THE_TILL);
    content.put("auth_code", code);
    content.put("auth_code_type", OrderRules.isFaceCode(code) ? "security_code" : "bar_code");
    return operation(
        Operation.FREEZE,
        notified(Call.of(FREEZE, content), request.notifyUrl()),
        FreezeOperation.Kind.FREEZE,
        new Asked(request.orderNumber(), request.number(), request.amount()));
  }

  Outcome<ShowQrCode> showQrCode(FreezeRequest request) {
    Asked asked = new Asked(request.orderNumber(), request.number(), request.amount());
    return gateway
        .exchange()
        .write(
            Operation.FREEZE_CODE,
            request.orderNumber(),
            notified(Call.of(VOUCHER, request.content(AT_THE_TILL)), request.notifyUrl()),
            answer -> {
              FreezeReport report = report(answer);
              String code = answer.fields().text("code_value").orElse("");
              if (!report.isNumbered() || code.isBlank()) {
                return Verdict.open("the answer lacks numbers or code");
              }
              report.mustBeAbout(request.orderNumber(), request.number());
              return Verdict.accepted(
                  new ShowQrCode(code, gateway.loop().now().plus(request.validity())));
            },
            rejection -> codeRefused(asked, rejection),
            () -> new FollowUp.RepeatSame(gateway.soon()));
  }

  InvokeWallet invokeWallet(FreezeRequest request) {
    Map<String, Object> content = request.content(ONLINE);
    if (SignedText.holdsParameter(JsonText.write(content))) {
      throw new InvalidRequestException(
          "field", "text without \"&name=\" of a parameter of Alipay's; the payer holds this text");
    }
    Call call = notified(Call.of(APP, content), request.notifyUrl());
    FormFields signed = gateway.parameters().signed(call, gateway.loop().now());
    return new InvokeWallet(
        new String(signed.encoded(), StandardCharsets.US_ASCII), signed.asMap());
  }

  Outcome<FreezeOperation> unfreeze(UnfreezeRequest request) {
    return operation(
        Operation.UNFREEZE,
        notified(Call.of(UNFREEZE, request.content()), request.notifyUrl()),
        FreezeOperation.Kind.UNFREEZE,
        new Asked(request.orderNumber(), request.number(), request.amount()));
  }

  Optional<FreezeOperation> find(
      FreezeOperation.Kind kind, String orderNumber, String number, Money amount) {
    FundRules.amount("amount", amount, 1);
    return found(
        byNumbers(kind, orderNumber, number),
        report -> report.operation(kind, orderNumber, number, amount),
        (code, signed) -> true);
  }

  Optional<FreezeOperation> findOperation(
      FreezeOperation.Kind kind, String authNo, String operationId) {
    Map<String, Object> content = new LinkedHashMap<>();
    content.put("auth_no", FundRules.alipayNumber("auth_no", authNo));
    content.put("operation_id", FundRules.alipayNumber("operation_id", operationId));
    content.put("operation_type", kind.name());
    return found(
        content,
        report -> {
          report.same("auth_no", authNo);
          report.same("operation_id", operationId);
          report.same("operation_type", kind.name());
          return report.told(kind);
        },
        (code, signed) -> true);
  }

  Outcome<FreezeCancellation> cancel(String orderNumber, String number, String remark) {
    Map<String, Object> content = new LinkedHashMap<>();
    content.put("out_order_no", FundRules.number("out_order_no", orderNumber, 64));
    content.put("out_request_no", FundRules.number("out_request_no", number, 64));
    content.put("remark", OrderRules.text("remark", remark, 100));
    return gateway
        .exchange()
        .write(
            Operation.FREEZE_CANCEL,
            orderNumber,
            Call.of(CANCEL, content),
            answer -> {
              FreezeReport report = report(answer);
              if (!report.isNumbered()) {
                return Verdict.open("the answer lacks the numbers");
              }
              report.mustBeAbout(orderNumber, number);
              Optional<FreezeCancellation> done =
                  FreezeCancellation.of(answer.fields().text("action").orElse(""));
              return done.isPresent()
                  ? Verdict.accepted(done.get())
                  : Verdict.open("the answer does not say what was cancelled");
            },
            this::doubt,
            () -> new FollowUp.Reverse(gateway.soon()));
  }

  Outcome<Answer> sync(String tradeNo, String number, AlipayOrderSync sync) {
    return gateway
        .exchange()
        .write(
            Operation.SYNC,
            number,
            Call.of(SYNC, sync.content(tradeNo, number)),
            answer -> {
              if (!answer.fields().has("trade_no")) {
                return Verdict.open("the answer does not name the payment");
              }
              report(answer).same("trade_no", tradeNo);
              return Verdict.accepted(answer);
            },
            this::doubt,
            () -> new FollowUp.RepeatSame(gateway.soon()));
  }

  /** Numbers and amount that a write was about. */
  private record Asked(String orderNumber, String number, Money amount) {}

  private Outcome<FreezeOperation> operation(
      Operation operation, Call call, FreezeOperation.Kind kind, Asked asked) {
    return gateway
        .exchange()
        .write(
            operation,
            asked.number(),
            call,
            answer -> {
              FreezeReport report = report(answer);
              boolean waits = kind == FreezeOperation.Kind.FREEZE && report.isInProgress();
              return waits || report.isComplete()
                  ? Verdict.accepted(
                      report.operation(kind, asked.orderNumber(), asked.number(), asked.amount()))
                  : Verdict.open("the answer lacks numbers, amount or state");
            },
            rejection -> settled(kind, asked, rejection),
            gateway::askSoon);
  }

  /** The numbers may be in use by this very operation, whose first answer was lost. */
  private Outcome<FreezeOperation> settled(
      FreezeOperation.Kind kind, Asked asked, Rejection rejection) {
    Optional<FreezeOperation> found = asked(kind, asked);
    if (found.isPresent()) {
      return found.get().amount().equals(asked.amount())
          ? new Outcome.Accepted<>(found.get(), Optional.empty())
          : new Outcome.Rejected<>(rejection.ofTakenNumber());
    }
    // Both said so, signed: the refusal is about this request, and nothing is under its number.
    return isAboutTheRequest(kind, rejection.reason())
        ? new Outcome.Rejected<>(rejection)
        : doubt(rejection);
  }

  private static boolean isAboutTheRequest(FreezeOperation.Kind kind, Rejection.Reason reason) {
    // What is not frozen any more cannot be let go by an operation that nobody knows; a number that
    // is in use is known to somebody.
    return kind == FreezeOperation.Kind.UNFREEZE
        ? reason != Rejection.Reason.NUMBER_IN_USE
        : reason == Rejection.Reason.PAYER;
  }

  private Outcome<ShowQrCode> codeRefused(Asked asked, Rejection rejection) {
    Optional<FreezeOperation> found = asked(FreezeOperation.Kind.FREEZE, asked);
    if (found.isEmpty()) {
      return doubt(rejection);
    }
    if (!found.get().amount().equals(asked.amount())) {
      return new Outcome.Rejected<>(rejection.ofTakenNumber());
    }
    return found.get().state().isFinal() ? new Outcome.Rejected<>(rejection) : doubt(rejection);
  }

  /** As it stands under its numbers, of whatever amount. */
  private Optional<FreezeOperation> asked(FreezeOperation.Kind kind, Asked asked) {
    return found(
        byNumbers(kind, asked.orderNumber(), asked.number()),
        report -> {
          report.mustBeAbout(asked.orderNumber(), asked.number());
          report.same("operation_type", kind.name());
          return report.told(kind);
        },
        // What is not signed settles nothing. An unfreeze names the pre-authorisation by Alipay's
        // number, the question by the shop's: if that is not known, nothing was asked about it.
        (code, signed) ->
            signed
                && (kind == FreezeOperation.Kind.FREEZE
                    || code.equals("AUTH_OPERATION_NOT_EXIST")));
  }

  /**
   * Asks.
   *
   * @param isAnswer whether a "not known", by its code and whether it is signed, is an answer
   */
  private Optional<FreezeOperation> found(
      Map<String, Object> content,
      Function<FreezeReport, FreezeOperation> reading,
      BiPredicate<String, Boolean> isAnswer) {
    return gateway
        .exchange()
        .read(
            Operation.FIND_FREEZE,
            Call.of(FIND, content),
            answer -> {
              FreezeReport report = report(answer);
              return report.isComplete()
                  ? Verdict.accepted(Optional.of(reading.apply(report)))
                  : Verdict.open("the answer lacks numbers, amount or state");
            },
            (code, signed) ->
                (code.equals("AUTH_ORDER_NOT_EXIST") || code.equals("AUTH_OPERATION_NOT_EXIST"))
                        && isAnswer.test(code, signed)
                    ? Optional.of(Optional.empty())
                    : Optional.empty());
  }

  private <T> Outcome<T> doubt(Rejection rejection) {
    return new Outcome.Unknown<>(
        rejection.code() + ", and asking does not settle it", gateway.askSoon());
  }

  /** With the address that its notifications go to. */
  private Call notified(Call call, Optional<URI> own) {
    Optional<URI> address = own.isPresent() ? own : gateway.merchant().notifyUrl();
    return address.isPresent() ? call.with("notify_url", address.get().toASCIIString()) : call;
  }

  private static Map<String, Object> byNumbers(
      FreezeOperation.Kind kind, String orderNumber, String number) {
    Map<String, Object> content = new LinkedHashMap<>();
    content.put("out_order_no", FundRules.number("out_order_no", orderNumber, 64));
    content.put("out_request_no", FundRules.number("out_request_no", number, 64));
    content.put("operation_type", kind.name());
    return content;
  }

  private static FreezeReport report(Answer answer) {
    return FreezeReport.of(answer);
  }
}
