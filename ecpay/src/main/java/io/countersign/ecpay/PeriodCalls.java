// SPDX-License-Identifier: Apache-2.0
package io.countersign.ecpay;

import io.countersign.Evidence;
import io.countersign.MismatchException;
import io.countersign.Outcome;
import io.countersign.PaymentRef;
import io.countersign.ProviderFields;
import io.countersign.Rejection;
import io.countersign.http.HttpAnswer;
import io.countersign.spi.FormFields;
import io.countersign.spi.JsonFormatException;
import io.countersign.spi.JsonText;
import io.countersign.spi.Verdict;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Period orders: find, cancel, repeat a charge; by form, or by envelope for the embedded form. */
final class PeriodCalls {

  private static final String FIND = "/Cashier/QueryCreditCardPeriodInfo";
  private static final String ACT = "/Cashier/CreditCardPeriodAction";
  private static final String SEALED_FIND = "/1.0.0/Cashier/QueryTrade";
  private static final String SEALED_ACT = "/1.0.0/Cashier/CreditCardPeriodAction";

  /** What can be done to a period order. */
  private enum Action {
    CANCEL("Cancel", EcpayPeriodState.CANCELLED),
    RETRY("ReAuth", EcpayPeriodState.RUNNING);

    private final String wire;

    /** How it stands once it was done: ECPay repeats charges of running orders only. */
    private final EcpayPeriodState done;

    Action(String wire, EcpayPeriodState done) {
      this.wire = wire;
      this.done = done;
    }
  }

  private final GatewayCalls gateway;

  PeriodCalls(GatewayCalls gateway) {
    this.gateway = gateway;
  }

  Optional<EcpayPeriodOrder> find(PaymentRef payment) {
    gateway.merchant().mustOwn(payment);
    if (isEmbedded(payment)) {
      return gateway
          .envelopes()
          .read(
              Operation.PERIOD,
              new SealedExchange.Envelope(Service.BACK_OFFICE, SEALED_FIND, data(payment)),
              opened ->
                  opened.isDone() || opened.code().isEmpty() || isUnknown(opened.code())
                      ? found(payment, opened.data(), opened.evidence())
                      : Refusal.of(Operation.PERIOD, opened.code(), opened.message(), true)
                          .verdict());
    }
    return gateway
        .forms()
        .read(
            Operation.PERIOD,
            FormExchange.Form.of(Service.PAYMENT, FIND, form(payment)).stampedWithItsTime(),
            answer -> read(payment, answer));
  }

  private Verdict<Optional<EcpayPeriodOrder>> read(PaymentRef payment, HttpAnswer answer) {
    try {
      return found(
          payment,
          JsonText.fields(answer.body()),
          Evidence.of(Evidence.Kind.TRANSPORT_ONLY, gateway.loop().now()));
    } catch (JsonFormatException unreadable) {
      return Verdict.open("the answer cannot be read: " + unreadable.getMessage());
    }
  }

  private Verdict<Optional<EcpayPeriodOrder>> found(
      PaymentRef payment, ProviderFields fields, Evidence evidence) {
    PeriodReport report = new PeriodReport(gateway.merchant(), fields, evidence);
    if (report.isOfUnknownOrder()) {
      return Verdict.accepted(Optional.empty());
    }
    if (report.isComplete()) {
      return Verdict.accepted(Optional.of(report.about(payment)));
    }
    return report.isRefusal()
        ? Refusal.of(Operation.PERIOD, report.code(), fields.text("RtnMsg").orElse(""), false)
            .verdict()
        : Verdict.open("the answer lacks number, state, amount or a paid charge's number");
  }

  Outcome<EcpayPeriodState> cancel(PaymentRef payment) {
    return act(payment, Action.CANCEL);
  }

  Outcome<EcpayPeriodState> retryLastCharge(PaymentRef payment) {
    return act(payment, Action.RETRY);
  }

  private Outcome<EcpayPeriodState> act(PaymentRef payment, Action action) {
    gateway.merchant().mustOwn(payment);
    if (isEmbedded(payment)) {
      Map<String, Object> data = data(payment);
      data.put("Action", action.wire);
      return gateway
          .envelopes()
          .write(
              Operation.PERIOD_ACTION,
              payment.number(),
              new SealedExchange.Envelope(Service.BACK_OFFICE, SEALED_ACT, data),
              opened -> acted(payment, action, opened.code(), opened.data()),
              rejection -> stopped(payment, action, rejection),
              gateway::askSoon);
    }
    return gateway
        .forms()
        .write(
            Operation.PERIOD_ACTION,
            payment.number(),
            FormExchange.Form.of(Service.PAYMENT, ACT, form(payment).put("Action", action.wire))
                .stampedWithItsTime(),
            answer -> signed(payment, action, answer),
            rejection -> stopped(payment, action, rejection),
            gateway::askSoon);
  }

  private Verdict<EcpayPeriodState> signed(PaymentRef payment, Action action, HttpAnswer answer) {
    return SignedAnswer.of(answer.body(), gateway.config().keysOf(Service.PAYMENT))
        .verdict(
            fields ->
                acted(payment, action, fields.text("RtnCode"), SignedAnswer.reported(fields)));
  }

  private Verdict<EcpayPeriodState> acted(
      PaymentRef payment, Action action, String code, ProviderFields fields) {
    if (code.isEmpty()) {
      return Verdict.open("the answer has no RtnCode");
    }
    // A request that could not be verified is answered with neither merchant nor number.
    boolean done = code.equals("1");
    mustNotDiffer("MerchantTradeNo", payment.number(), fields, done);
    mustNotDiffer("MerchantID", gateway.merchant().merchantId(), fields, done);
    return done
        ? new Verdict.Accepted<>(action.done, Optional.of(payment))
        : Refusal.of(Operation.PERIOD_ACTION, code, fields.text("RtnMsg").orElse(""), true)
            .verdict();
  }

  private static void mustNotDiffer(
      String field, String expected, ProviderFields fields, boolean required) {
    String named = fields.text(field).orElse("");
    if (!named.equals(expected) && (required || !named.isEmpty())) {
      throw new MismatchException(field, expected, named.isEmpty() ? "none" : named);
    }
  }

  /** ECPay says that it had stopped before: the order itself tells whether that was wanted. */
  private Outcome<EcpayPeriodState> stopped(
      PaymentRef payment, Action action, Rejection rejection) {
    Optional<EcpayPeriodOrder> asked = find(payment);
    EcpayPeriodState state =
        asked.isPresent() ? asked.get().state() : EcpayPeriodState.UNRECOGNIZED;
    if (state == action.done && action == Action.CANCEL) {
      return new Outcome.Accepted<>(state, Optional.of(asked.orElseThrow().ref()));
    }
    if (state.hasStopped()) {
      return new Outcome.Rejected<>(
          Rejection.of(Merchant.PROVIDER, Rejection.Reason.CLOSED, rejection.code())
              .message(rejection.message())
              .verified(rejection.verified())
              .remedy("the order is " + state + ": it charges no more, and nothing was changed")
              .build());
    }
    return new Outcome.Unknown<>(
        rejection.code() + ", but asking does not show that the order has stopped",
        gateway.askSoon());
  }

  private FormFields form(PaymentRef payment) {
    FormFields fields = new FormFields();
    gateway.merchant().name(fields);
    return fields.put("MerchantTradeNo", OrderCalls.number(payment));
  }

  private Map<String, Object> data(PaymentRef payment) {
    Map<String, Object> data = new LinkedHashMap<>();
    gateway.merchant().name(data);
    data.put("MerchantTradeNo", OrderCalls.number(payment));
    return data;
  }

  private static boolean isUnknown(String code) {
    return code.equals(ReturnCode.ORDER_UNKNOWN.code());
  }

  private static boolean isEmbedded(PaymentRef payment) {
    return payment.product().equals(Optional.of(Product.EMBEDDED));
  }
}
