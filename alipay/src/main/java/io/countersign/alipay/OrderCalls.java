// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import io.countersign.Answer;
import io.countersign.FollowUp;
import io.countersign.InvalidRequestException;
import io.countersign.InvokeWallet;
import io.countersign.MismatchException;
import io.countersign.Outcome;
import io.countersign.Payment;
import io.countersign.PaymentRef;
import io.countersign.PaymentRequest;
import io.countersign.PaymentState;
import io.countersign.RejectedException;
import io.countersign.Rejection;
import io.countersign.ShowQrCode;
import io.countersign.Signal;
import io.countersign.UnavailableException;
import io.countersign.spi.FieldRules;
import io.countersign.spi.JsonText;
import io.countersign.spi.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** Orders: create, find and close, and how conflicts about them are settled by asking. */
final class OrderCalls {

  private static final String CODE_OF_NO_USE = "PAYMENT_AUTH_CODE_INVALID";

  private final GatewayCalls gateway;
  private final Merchant merchant;

  OrderCalls(GatewayCalls gateway) {
    this.gateway = gateway;
    this.merchant = gateway.merchant();
  }

  /** Makes an order by a call: for a QR code, in the wallet, or the charge of a payment code. */
  <R> Outcome<R> create(PaymentRequest<R> request) {
    OrderFields.Draft draft = new OrderFields(merchant).order(request);
    for (String doubt : draft.doubts()) {
      gateway
          .signals()
          .warn(new Signal.RequestInDoubt(Merchant.PROVIDER, draft.ref().number(), doubt));
    }
    boolean byCode = draft.product() == Product.PAY;
    return gateway
        .exchange()
        .write(
            byCode ? Operation.PAYMENT_CODE : Operation.ORDER,
            draft.ref().number(),
            draft.call(),
            answer -> typed(byCode ? charged(draft.ref(), answer) : payable(draft, answer)),
            rejection -> alreadyThere(byCode, draft.ref(), rejection),
            () -> byCode ? gateway.askSoon() : new FollowUp.RepeatSame(gateway.soon()));
  }

  /** Charges without a scene, and without the payer's doing. */
  Outcome<Payment> charge(PaymentRef ref, Call call) {
    return gateway
        .exchange()
        .write(
            Operation.PAYMENT_CODE,
            ref.number(),
            call,
            answer -> charged(ref, answer),
            rejection -> alreadyThere(true, ref, rejection),
            gateway::askSoon);
  }

  Optional<Payment> find(PaymentRef payment) {
    merchant.mustOwn(payment);
    String number = OrderRules.number(payment.number());
    Optional<Payment> found =
        asked(
            Map.of("out_trade_no", number),
            report -> report.isComplete() ? Verdict.accepted(report.about(payment)) : incomplete());
    Instant now = gateway.loop().now();
    gateway
        .signals()
        .tell(
            new Signal.PaymentAsked(
                Merchant.PROVIDER,
                number,
                found.map(Payment::state),
                Duration.between(payment.id().createdAt(), now)));
    return found;
  }

  Optional<Payment> findTransaction(String transactionId) {
    String id = FieldRules.token("transaction id", transactionId, 1, 64, "");
    return asked(
        Map.of("trade_no", id),
        report -> {
          if (!report.isComplete()) {
            return incomplete();
          }
          return report.tradeNo().equals(Optional.of(id))
              ? Verdict.accepted(report.unasked(gateway.loop().now()))
              : Verdict.open("the answer is about another transaction");
        });
  }

  Outcome<PaymentState> close(PaymentRef payment) {
    merchant.mustOwn(payment);
    if (Product.isPaymentCode(payment)) {
      throw new InvalidRequestException(
          "payment", "one that is not by payment code; that kind is reversed");
    }
    String number = OrderRules.number(payment.number());
    return gateway
        .exchange()
        .write(
            Operation.CLOSE,
            number,
            Call.of("alipay.trade.close", Map.of("out_trade_no", number)),
            answer -> closed(payment, answer),
            rejection -> closedAlready(payment, rejection),
            () -> new FollowUp.Close(gateway.soon()));
  }

  /** The payment as it stands; empty also if that cannot be asked now. */
  Optional<Payment> seen(PaymentRef payment) {
    try {
      return find(payment);
    } catch (UnavailableException | RejectedException notNow) {
      return Optional.empty();
    }
  }

  /**
   * Checks that an answer names the order it is about, so that another order's answer cannot stand
   * for it.
   *
   * @return false if it names none
   * @throws MismatchException if it names another
   */
  static boolean names(PaymentRef payment, Answer answer) {
    String named = answer.fields().text("out_trade_no").orElse("");
    if (!named.isEmpty() && !named.equals(payment.number())) {
      throw new MismatchException("out_trade_no", payment.number(), named);
    }
    return !named.isEmpty();
  }

  /** Asks; "there is no such trade" makes an empty answer, signed or not: it licenses nothing. */
  private Optional<Payment> asked(Map<String, Object> which, ReportReader reader) {
    return gateway
        .exchange()
        .read(
            Operation.FIND,
            Call.of("alipay.trade.query", which),
            answer -> {
              Verdict<Payment> verdict =
                  reader.read(PaymentReport.ofQuery(merchant, answer.fields(), answer.evidence()));
              return verdict instanceof Verdict.Accepted<Payment> accepted
                  ? Verdict.accepted(Optional.of(accepted.value()))
                  : Verdict.open(((Verdict.Open<Payment>) verdict).why());
            },
            (code, signed) ->
                isNotExist(code) ? Optional.of(Optional.<Payment>empty()) : Optional.empty());
  }

  /** What lets the payer pay an order that was made. */
  private Verdict<?> payable(OrderFields.Draft draft, Answer answer) {
    PaymentRef ref = draft.ref();
    if (!names(ref, answer)) {
      return Verdict.open("the answer names no order");
    }
    String field = draft.product() == Product.CREATE ? "trade_no" : "qr_code";
    String told = answer.fields().text(field).orElse("");
    if (told.isBlank()) {
      return Verdict.open("the answer lacks " + field);
    }
    return draft.product() == Product.CREATE
        ? new Verdict.Accepted<>(inWallet(told), Optional.of(ref.withTransactionId(told)))
        : new Verdict.Accepted<>(
            new ShowQrCode(told, draft.codeEnd(gateway.loop().now())), Optional.of(ref));
  }

  /** For {@code my.tradePay}. (JSAPI 支付, 唤起收银台.) */
  private static InvokeWallet inWallet(String tradeNo) {
    Map<String, String> parameters = Map.of("tradeNO", tradeNo);
    return new InvokeWallet(JsonText.write(parameters), parameters);
  }

  private Verdict<Payment> charged(PaymentRef ref, Answer answer) {
    PaymentReport report = PaymentReport.ofCharge(merchant, answer);
    if (!report.isComplete()) {
      return incomplete();
    }
    Payment payment = report.about(ref);
    return new Verdict.Accepted<>(payment, Optional.of(payment.ref()));
  }

  /** After "paid", "closed" or "other data": how things stand tells whether it was us. */
  private <R> Outcome<R> alreadyThere(boolean byCode, PaymentRef ref, Rejection rejection) {
    Optional<Payment> found = seen(ref);
    if (found.isEmpty()) {
      return byCode && rejection.code().endsWith(CODE_OF_NO_USE) && hasNoOrder(ref)
          ? new Outcome.Rejected<>(rejection)
          : new Outcome.Unknown<>(
              rejection.code() + ", and asking does not settle it", gateway.askSoon());
    }
    Payment payment = found.get();
    if (byCode && payment.isPaid() && !PaymentReport.keepsNoMoney(payment)) {
      return typed(new Outcome.Accepted<>(payment, Optional.of(payment.ref())));
    }
    // An order that can still be paid may be this very one, so it licenses no new number.
    return payment.state().isFinal()
        ? new Outcome.Rejected<>(rejection.about(payment))
        : new Outcome.Unknown<>(
            rejection.code() + ", and asking shows no final state", gateway.askSoon());
  }

  /**
   * Whether Alipay says, signed, that it has no order of this number. A code that an earlier, lost
   * call has used looks like one that was misread.
   */
  private boolean hasNoOrder(PaymentRef ref) {
    return gateway
        .exchange()
        .read(
            Operation.FIND,
            Call.of("alipay.trade.query", Map.of("out_trade_no", ref.number())),
            answer -> Verdict.accepted(false),
            (code, signed) ->
                signed && isNotExist(code) ? Optional.of(true) : Optional.<Boolean>empty());
  }

  private static boolean isNotExist(String code) {
    return code.equals("ACQ.TRADE_NOT_EXIST") || code.equals("TRADE_NOT_EXIST");
  }

  private static Verdict<PaymentState> closed(PaymentRef payment, Answer answer) {
    if (!names(payment, answer)) {
      return Verdict.open("the answer names no order");
    }
    Optional<String> tradeNo = answer.fields().text("trade_no");
    PaymentRef known =
        tradeNo.isPresent() && !tradeNo.get().isEmpty()
            ? payment.withTransactionId(tradeNo.get())
            : payment;
    return new Verdict.Accepted<>(PaymentState.CLOSED, Optional.of(known));
  }

  private Outcome<PaymentState> closedAlready(PaymentRef payment, Rejection rejection) {
    Optional<Payment> found = seen(payment);
    if (found.isPresent() && found.get().state() == PaymentState.CLOSED) {
      return new Outcome.Accepted<>(PaymentState.CLOSED, Optional.of(found.get().ref()));
    }
    if (found.isPresent() && found.get().isPaid()) {
      return new Outcome.Rejected<>(rejection.about(found.get()));
    }
    return new Outcome.Unknown<>(
        rejection.code() + ", and asking does not settle it", gateway.askSoon());
  }

  /** The scene fixes the type; Java cannot see it. */
  @SuppressWarnings("unchecked")
  private static <R> Verdict<R> typed(Verdict<?> verdict) {
    return (Verdict<R>) verdict;
  }

  @SuppressWarnings("unchecked")
  private static <R> Outcome<R> typed(Outcome<?> outcome) {
    return (Outcome<R>) outcome;
  }

  private static <T> Verdict<T> incomplete() {
    return Verdict.open("the answer lacks number, state or amount");
  }

  /** What a report proves: accepted or open. */
  @FunctionalInterface
  private interface ReportReader {
    Verdict<Payment> read(PaymentReport report);
  }
}
