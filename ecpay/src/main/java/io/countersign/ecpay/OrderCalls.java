// SPDX-License-Identifier: Apache-2.0
package io.countersign.ecpay;

import io.countersign.Evidence;
import io.countersign.Payment;
import io.countersign.PaymentRef;
import io.countersign.RejectedException;
import io.countersign.Signal;
import io.countersign.spi.FieldRules;
import io.countersign.spi.FormFields;
import io.countersign.spi.Verdict;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * How orders stand, bound to the order that was asked about: by form (查詢訂單), and by envelope for
 * what was made by envelope.
 */
final class OrderCalls {

  private static final String QUERY = "/Cashier/QueryTradeInfo/V5";
  private static final String SEALED_QUERY = "/1.0.0/Cashier/QueryTrade";

  private final GatewayCalls gateway;
  private final Merchant merchant;

  OrderCalls(GatewayCalls gateway) {
    this.gateway = gateway;
    this.merchant = gateway.merchant();
  }

  /** How an attempt stands; empty if ECPay does not know it now. */
  Optional<Payment> find(PaymentRef payment) {
    merchant.mustOwn(payment);
    String number = number(payment);
    Function<PaymentReport, Payment> bound = report -> report.about(payment);
    Optional<Payment> found;
    if (Product.isSealed(payment)) {
      found = byEnvelope(number, bound);
    } else {
      found = byForm(number, bound);
      if (found.isEmpty() && payment.product().isEmpty()) {
        found = perhapsByEnvelope(number, bound);
      }
    }
    gateway
        .signals()
        .tell(
            new Signal.PaymentAsked(
                Merchant.PROVIDER,
                number,
                found.map(Payment::state),
                Duration.between(payment.id().createdAt(), gateway.loop().now())));
    return found;
  }

  /**
   * What ECPay answers by envelope about a number, for the reader of a notification by envelope,
   * which proves nothing by itself. The report is complete and this merchant's; whose payment it is
   * and of how much, is still to be compared.
   */
  Optional<PaymentReport> trade(String number) {
    return byEnvelope(FieldRules.token("MerchantTradeNo", number, 1, 20, ""), report -> report);
  }

  /** The number as it is sent, which is one that ECPay takes. */
  static String number(PaymentRef payment) {
    return FieldRules.token("payment number", payment.number(), 1, 20, "");
  }

  private <T> Optional<T> byForm(String number, Function<PaymentReport, T> mapper) {
    FormFields fields = new FormFields();
    merchant.name(fields);
    fields.put("MerchantTradeNo", number);
    FormExchange.Form form =
        FormExchange.Form.of(Service.PAYMENT, QUERY, fields).stampedWithItsTime();
    return gateway
        .forms()
        .read(
            Operation.FIND,
            form,
            answer ->
                SignedAnswer.of(answer.body(), gateway.config().keysOf(Service.PAYMENT))
                    .verdict(proven -> judged(query(proven), number, mapper)));
  }

  private PaymentReport query(FormFields proven) {
    return PaymentReport.ofQuery(
        merchant, proven, Evidence.of(Evidence.Kind.SIGNED_ANSWER, gateway.loop().now()));
  }

  private <T> Verdict<Optional<T>> judged(
      PaymentReport report, String number, Function<PaymentReport, T> mapper) {
    if (report.saysUnknown()) {
      report.mustNameNoOtherThan(number);
      report.mustBeOf(number);
      return Verdict.accepted(Optional.empty());
    }
    if (report.isAboutNoOrder() && !report.word().isEmpty() && !report.word().equals("0")) {
      return Refusal.of(Operation.FIND, report.word(), "", true).verdict();
    }
    return mapped(report, number, mapper);
  }

  private <T> Verdict<Optional<T>> mapped(
      PaymentReport report, String number, Function<PaymentReport, T> mapper) {
    if (!report.isComplete()) {
      return Verdict.open("the answer lacks number, state or amount");
    }
    report.mustBeOfMerchant();
    report.mustBeOf(number);
    return Verdict.accepted(Optional.of(mapper.apply(report)));
  }

  /** What nobody knows by form may have been made by envelope. */
  private <T> Optional<T> perhapsByEnvelope(String number, Function<PaymentReport, T> mapper) {
    try {
      return byEnvelope(number, mapper);
    } catch (RejectedException notServed) {
      // A merchant without those products is refused, and has made nothing with them.
      return Optional.empty();
    }
  }

  private <T> Optional<T> byEnvelope(String number, Function<PaymentReport, T> mapper) {
    Map<String, Object> data = new LinkedHashMap<>();
    merchant.name(data);
    data.put("MerchantTradeNo", number);
    return gateway
        .envelopes()
        .read(
            Operation.FIND,
            new SealedExchange.Envelope(Service.BACK_OFFICE, SEALED_QUERY, data),
            opened -> {
              PaymentReport report =
                  PaymentReport.ofEnvelope(merchant, opened.data(), opened.evidence());
              if (!opened.isDone()) {
                report.mustNameNoOtherThan(number);
              }
              if (opened.code().equals(PaymentReport.UNKNOWN_ORDER)) {
                return Verdict.accepted(Optional.empty());
              }
              if (!opened.isDone()) {
                return opened.code().isEmpty()
                    ? Verdict.open("the answer has no RtnCode")
                    : Refusal.of(Operation.FIND, opened.code(), opened.message(), true).verdict();
              }
              return mapped(report, number, mapper);
            });
  }
}
