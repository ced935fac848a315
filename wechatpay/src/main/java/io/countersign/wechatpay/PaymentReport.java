// SPDX-License-Identifier: Apache-2.0
package io.countersign.wechatpay;

import io.countersign.Evidence;
import io.countersign.InvalidRequestException;
import io.countersign.MismatchException;
import io.countersign.Money;
import io.countersign.Payment;
import io.countersign.PaymentId;
import io.countersign.PaymentRef;
import io.countersign.PaymentState;
import io.countersign.ProviderFields;
import io.countersign.Refunds;
import io.countersign.spi.Rfc3339;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/** Reads what WeChat Pay says about an order: the same fields in answers and notifications. */
final class PaymentReport {

  private final Merchant merchant;
  private final ProviderFields fields;
  private final Evidence evidence;
  private final String totalPath;
  private final String payerPaidPath;

  PaymentReport(Merchant merchant, ProviderFields fields, Evidence evidence) {
    this(merchant, fields, evidence, "amount/total", "amount/payer_total");
  }

  private PaymentReport(
      Merchant merchant,
      ProviderFields fields,
      Evidence evidence,
      String totalPath,
      String payerPaidPath) {
    this.merchant = merchant;
    this.fields = fields;
    this.evidence = evidence;
    this.totalPath = totalPath;
    this.payerPaidPath = payerPaidPath;
  }

  /** One element of {@code sub_orders}, which names its amounts in its own way. */
  static PaymentReport ofSubOrder(Merchant merchant, ProviderFields fields, Evidence evidence) {
    return new PaymentReport(
        merchant, fields, evidence, "amount/total_amount", "amount/payer_amount");
  }

  /** Whether everything is there that a report must have; a paid one must name its amount. */
  boolean isComplete() {
    return fields.text("out_trade_no").isPresent()
        && fields.text("trade_state").isPresent()
        && (state() != PaymentState.PAID || total().isPresent());
  }

  /**
   * The payment that was asked about.
   *
   * @throws MismatchException if the report is about another merchant, order or amount
   */
  Payment about(PaymentRef asked) {
    merchant.mustBeNamedBy(fields);
    return agreeingWith(asked);
  }

  /**
   * The payment, where its merchant is checked already.
   *
   * @throws MismatchException if the report is about another order or amount
   */
  Payment agreeingWith(PaymentRef asked) {
    String number = fields.text("out_trade_no").orElse("none");
    if (!number.equals(asked.number())) {
      throw new MismatchException("out_trade_no", asked.number(), number);
    }
    Optional<Money> total = total();
    if (total.isPresent() && !total.get().equals(asked.total())) {
      throw new MismatchException("amount", asked.total().toString(), total.get().toString());
    }
    return payment(asked);
  }

  /**
   * The payment, when only its merchant is known.
   *
   * @param fallbackCreatedAt stands for the attempt's time, which WeChat Pay does not report
   * @throws MismatchException if the report is about another merchant
   */
  Payment unasked(Instant fallbackCreatedAt) {
    merchant.mustBeNamedBy(fields);
    PaymentRef ref =
        merchant.own(
            PaymentRef.of(
                WeChatPayClient.PROVIDER,
                new PaymentId(fields.text("out_trade_no").orElse("none"), fallbackCreatedAt),
                total().orElse(Money.ofMinor(0, "CNY"))));
    return payment(ref);
  }

  private Payment payment(PaymentRef ref) {
    Optional<String> transactionId = fields.text("transaction_id");
    PaymentRef known = transactionId.isPresent() ? ref.withTransactionId(transactionId.get()) : ref;
    String word = fields.text("trade_state").orElse("");
    Payment.Builder payment = Payment.of(known, state(), word, fields, evidence);
    Optional<Money> total = total();
    if (total.isPresent()) {
      payment.orderTotal(total.get());
    }
    Optional<Money> payerPaid = money(payerPaidPath, "amount/payer_currency");
    if (payerPaid.isPresent()) {
      payment.payerPaid(payerPaid.get());
    }
    Optional<String> successTime = fields.text("success_time");
    Optional<Instant> paidAt =
        successTime.isPresent() ? Rfc3339.parse(successTime.get()) : Optional.empty();
    if (paidAt.isPresent()) {
      payment.paidAt(paidAt.get());
    }
    if (word.equals("REFUND")) {
      payment.refunds(Refunds.SOME);
    } else if (word.equals("SUCCESS")) {
      payment.refunds(Refunds.NONE);
    }
    return payment.build();
  }

  PaymentState state() {
    return switch (fields.text("trade_state").orElse("")) {
      case "NOTPAY" -> PaymentState.AWAITING_PAYER;
      case "SUCCESS", "REFUND" -> PaymentState.PAID;
      case "CLOSED", "REVOKED" -> PaymentState.CLOSED;
      case "USERPAYING", "ACCEPT" -> PaymentState.PROCESSING;
      case "PAYERROR" -> PaymentState.FAILED;
      default -> PaymentState.UNRECOGNIZED;
    };
  }

  private Optional<Money> total() {
    return money(totalPath, "amount/currency");
  }

  private Optional<Money> money(String amountPath, String currencyPath) {
    OptionalLong fen = fields.number(amountPath);
    return fen.isPresent() && fen.getAsLong() >= 0
        ? reported(fen.getAsLong(), fields.text(currencyPath).orElse("CNY"))
        : Optional.empty();
  }

  /** An amount as reported; empty if the currency is not one. */
  static Optional<Money> reported(long fen, String currency) {
    try {
      return Optional.of(Money.ofMinor(fen, currency));
    } catch (InvalidRequestException unknownCurrency) {
      return Optional.empty();
    }
  }
}
