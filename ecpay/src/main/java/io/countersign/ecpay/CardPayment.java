// SPDX-License-Identifier: Apache-2.0
package io.countersign.ecpay;

import io.countersign.InvalidRequestException;
import io.countersign.MismatchException;
import io.countersign.Payment;
import io.countersign.PaymentRef;
import io.countersign.ProviderFields;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * What a proven payment says about its card: which authorisation it is, and what may be done with
 * it.
 */
final class CardPayment {

  private final Payment payment;
  private final ProviderFields fields;
  private final boolean sealed;

  private CardPayment(Payment payment) {
    this.payment = payment;
    this.fields = payment.fields();
    this.sealed = fields.has("OrderInfo");
  }

  /**
   * The payment that was found.
   *
   * @throws MismatchException if the reference names another number of ECPay's
   */
  static CardPayment of(PaymentRef asked, Payment found) {
    Optional<String> named = asked.transactionId();
    if (named.isPresent() && !named.equals(found.ref().transactionId())) {
      throw new MismatchException(
          "TradeNo", named.get(), found.ref().transactionId().orElse("none"));
    }
    return new CardPayment(found);
  }

  /** Why nothing can be done about it by this library; empty if something can. */
  Optional<String> obstacle() {
    String method = method();
    if (!payment.isPaid()) {
      return Optional.of("it is not paid: ECPay says " + payment.providerState());
    }
    if (!isCard(method)) {
      return Optional.of(
          (method.isEmpty() ? "a payment without PaymentType" : "a payment by " + method)
              + " has no interface for it: use ECPay's back office or a bank transfer");
    }
    if (payment.ref().transactionId().isEmpty()) {
      return Optional.of("ECPay reports no TradeNo for it");
    }
    if (!sealed && authorisation().isEmpty()) {
      return Optional.of(
          "ECPay reports no authorisation number (gwsr): the order was made without"
              + " NeedExtraPaidInfo=Y, or its payment was simulated");
    }
    if (Dollars.signed(text("TotalSuccessTimes", "TotalSuccessTimes")).orElse(0) > 1) {
      return Optional.of(
          "a periodic order with more than one charge does not say which charge is meant");
    }
    return Optional.empty();
  }

  private static boolean isCard(String method) {
    return switch (method) {
      case "credit", "flexible", "flexibleinstallment", "applepay", "unionpay" -> true;
      default -> false;
    };
  }

  /** Whether it was made by envelope, so that its card is asked about and moved by envelope. */
  boolean isSealed() {
    return sealed;
  }

  /** With ECPay's number. */
  PaymentRef ref() {
    return payment.ref();
  }

  String tradeNo() {
    return payment
        .ref()
        .transactionId()
        .orElseThrow(() -> new InvalidRequestException("payment", "one that ECPay has numbered"));
  }

  /** The authorisation number (gwsr); empty text if it is not reported. */
  String authorisation() {
    String given = text("gwsr", "Gwsr");
    return given.equals("0") ? "" : given;
  }

  /** Whether the payer pays in instalments or with bonus points: then it is all or nothing. */
  boolean isWholeOnly() {
    return method().startsWith("flexible")
        || counts(text("stage", "Stage"))
        || counts(text("red_dan", "RedDan"))
        || counts(text("red_de_amt", "RedDeAmt"));
  }

  Optional<Instant> paidAt() {
    return payment.paidAt();
  }

  private String method() {
    String type = fields.text(sealed ? "OrderInfo/PaymentType" : "PaymentType").orElse("").trim();
    int end = type.indexOf('_');
    return (end < 0 ? type : type.substring(0, end)).toLowerCase(Locale.ROOT);
  }

  private String text(String inForm, String inEnvelope) {
    return fields.text(sealed ? "CardInfo/" + inEnvelope : inForm).orElse("").trim();
  }

  private static boolean counts(String number) {
    return !number.isEmpty() && !number.equals("0");
  }
}
