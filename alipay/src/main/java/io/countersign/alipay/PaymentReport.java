// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import io.countersign.Answer;
import io.countersign.Evidence;
import io.countersign.MismatchException;
import io.countersign.Money;
import io.countersign.Payment;
import io.countersign.PaymentId;
import io.countersign.PaymentRef;
import io.countersign.PaymentState;
import io.countersign.ProviderFields;
import io.countersign.Refunds;
import java.time.Instant;
import java.util.Optional;

/**
 * Reads what Alipay says about an order: in the answer to a query, in the answer to a charge by
 * payment code, and in a notification. (支付宝开放平台, 统一收单交易查询, 统一收单交易支付, 异步通知说明.)
 */
final class PaymentReport {

  private static final String CLOSED = "TRADE_CLOSED";

  private final Merchant merchant;
  private final ProviderFields fields;
  private final Evidence evidence;

  /** Alipay's own word for the state; empty if there is none. */
  private final String word;

  private final PaymentState state;

  /** Whether the report would say so if something had been refunded. */
  private final boolean tellsRefunds;

  private PaymentReport(
      Merchant merchant,
      ProviderFields fields,
      Evidence evidence,
      String word,
      PaymentState state,
      boolean tellsRefunds) {
    this.merchant = merchant;
    this.fields = fields;
    this.evidence = evidence;
    this.word = word;
    this.state = state;
    this.tellsRefunds = tellsRefunds;
  }

  /** The answer to a query. It is silent about refunds until everything is refunded. */
  static PaymentReport ofQuery(Merchant merchant, ProviderFields fields, Evidence evidence) {
    String word = fields.text("trade_status").orElse("");
    return new PaymentReport(merchant, fields, evidence, word, state(word, fields), false);
  }

  /** A notification, whose merchant and account are checked already. */
  static PaymentReport ofNotification(Merchant merchant, ProviderFields fields, Evidence evidence) {
    String word = fields.text("trade_status").orElse("");
    return new PaymentReport(
        merchant, fields, evidence, word, state(word, fields), word.equals("TRADE_SUCCESS"));
  }

  /**
   * The answer to a charge by payment code, which has no state but a code: done (10000) or in
   * progress (10003; HTTP 202 of OpenAPI v3). A charge that Alipay takes later by itself (异步支付) is
   * done only when a query says so, and so is one without a moment of payment: the signature covers
   * neither method nor time, and what is signed of an unpaid order says 10000, too.
   */
  static PaymentReport ofCharge(Merchant merchant, Answer answer) {
    String code = answer.fields().text("code").orElse(Integer.toString(answer.status()));
    boolean inProgress = code.equals("10003") || answer.status() == 202;
    String mode = answer.fields().text("async_payment_mode").orElse("");
    boolean paid =
        !inProgress
            && (mode.isEmpty() || mode.equals("SYNC_DIRECT_PAY"))
            && isTold(answer.fields(), "gmt_payment");
    return new PaymentReport(
        merchant,
        answer.fields(),
        answer.evidence(),
        code,
        paid ? PaymentState.PAID : PaymentState.PROCESSING,
        true);
  }

  private static PaymentState state(String word, ProviderFields fields) {
    return switch (word) {
      case "WAIT_BUYER_PAY" -> PaymentState.AWAITING_PAYER;
      case "TRADE_SUCCESS", "TRADE_FINISHED" -> PaymentState.PAID;
      // An order that was paid is closed by giving everything back.
      case CLOSED -> wasPaid(fields) ? PaymentState.PAID : PaymentState.CLOSED;
      default -> PaymentState.UNRECOGNIZED;
    };
  }

  private static boolean wasPaid(ProviderFields fields) {
    return isTold(fields, "send_pay_date")
        || isTold(fields, "gmt_payment")
        || isTold(fields, "gmt_refund")
        || Yuan.of(fields.text("refund_fee").orElse("")).filter(Money::isPositive).isPresent();
  }

  private static boolean isTold(ProviderFields fields, String name) {
    return !fields.text(name).orElse("").isBlank();
  }

  /** Whether a payment's order is closed: everything was given back, or nothing was ever taken. */
  static boolean keepsNoMoney(Payment payment) {
    return payment.state() == PaymentState.CLOSED
        || (payment.isPaid() && payment.providerState().equals(CLOSED));
  }

  /** A payment whose money went back by a reversal, in the words of one: closed, not paid. */
  static Payment reversed(Payment payment) {
    if (payment.state() == PaymentState.CLOSED) {
      return payment;
    }
    Payment.Builder closed =
        Payment.of(
                payment.ref(),
                PaymentState.CLOSED,
                payment.providerState(),
                payment.fields(),
                payment.evidence())
            .refunds(payment.refunds());
    payment.orderTotal().ifPresent(closed::orderTotal);
    payment.refundedTotal().ifPresent(closed::refundedTotal);
    return closed.build();
  }

  /** Where the order stands. */
  PaymentState state() {
    return state;
  }

  /** The merchant's number of the order; empty if none that could be one. */
  Optional<String> number() {
    return token("out_trade_no", 64);
  }

  /** Alipay's number of the trade. */
  Optional<String> tradeNo() {
    return token("trade_no", 64);
  }

  /** The order's total; empty if it is no amount in yuan. */
  Optional<Money> total() {
    return Yuan.of(fields.text("total_amount").orElse(""));
  }

  /** Whether everything is there that a report must have; a paid one must name its amount. */
  boolean isComplete() {
    return number().isPresent()
        && !word.isEmpty()
        && (state != PaymentState.PAID || total().isPresent());
  }

  /**
   * The payment that was asked about.
   *
   * @throws MismatchException if the report is about another order, trade or amount
   */
  Payment about(PaymentRef asked) {
    String number = number().orElse("none");
    if (!number.equals(asked.number())) {
      throw new MismatchException("out_trade_no", asked.number(), number);
    }
    Optional<String> tradeNo = tradeNo();
    if (tradeNo.isPresent()
        && asked.transactionId().isPresent()
        && !tradeNo.get().equals(asked.transactionId().get())) {
      throw new MismatchException("trade_no", asked.transactionId().get(), tradeNo.get());
    }
    mustBeIn(asked.total().currency().getCurrencyCode());
    Optional<Money> total = total();
    if (total.isPresent() && !total.get().equals(asked.total())) {
      throw new MismatchException("total_amount", asked.total().toString(), total.get().toString());
    }
    return payment(asked);
  }

  /**
   * The payment of a complete report, when only its merchant is known.
   *
   * @param fallbackCreatedAt the attempt's time if the report does not tell the order's own
   * @throws MismatchException if its total is in another currency than yuan
   */
  Payment unasked(Instant fallbackCreatedAt) {
    mustBeIn("CNY");
    Instant made = time("gmt_create").orElse(fallbackCreatedAt);
    return payment(
        merchant.own(
            PaymentRef.of(
                Merchant.PROVIDER,
                new PaymentId(number().orElse("none"), made),
                total().orElse(Money.ofMinor(0, "CNY")))));
  }

  private void mustBeIn(String expected) {
    String currency = fields.text("trans_currency").orElse("");
    if (!currency.isEmpty() && !currency.equals(expected)) {
      throw new MismatchException("trans_currency", expected, currency);
    }
  }

  private Payment payment(PaymentRef ref) {
    Optional<String> tradeNo = tradeNo();
    PaymentRef known = tradeNo.isPresent() ? ref.withTransactionId(tradeNo.get()) : ref;
    Payment.Builder payment = Payment.of(known, state, word, fields, evidence);
    Optional<Money> total = total();
    if (total.isPresent()) {
      payment.orderTotal(total.get());
    }
    if (state != PaymentState.PAID) {
      return payment.build();
    }
    Optional<Money> payerPaid = Yuan.of(fields.text("buyer_pay_amount").orElse(""));
    if (payerPaid.isPresent()) {
      payment.payerPaid(payerPaid.get());
    }
    Optional<Instant> paidAt = time("gmt_payment");
    Optional<Instant> sentAt = paidAt.isPresent() ? paidAt : time("send_pay_date");
    if (sentAt.isPresent()) {
      payment.paidAt(sentAt.get());
    }
    Optional<Money> refunded = Yuan.of(fields.text("refund_fee").orElse(""));
    if (word.equals(CLOSED)) {
      payment.refunds(Refunds.SOME);
      Optional<Money> all = refunded.isPresent() ? refunded : total;
      if (all.isPresent()) {
        payment.refundedTotal(all.get());
      }
    } else if (refunded.isPresent() && refunded.get().isPositive()) {
      payment.refunds(Refunds.SOME).refundedTotal(refunded.get());
    } else if (tellsRefunds && !isTold(fields, "gmt_refund")) {
      payment.refunds(Refunds.NONE);
    }
    return payment.build();
  }

  private Optional<Instant> time(String name) {
    return BeijingTime.parse(fields.text(name).orElse(""));
  }

  /** Printable ASCII without blanks. */
  private Optional<String> token(String name, int most) {
    String text = fields.text(name).orElse("");
    if (text.isEmpty() || text.length() > most) {
      return Optional.empty();
    }
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) <= ' ' || text.charAt(i) > '~') {
        return Optional.empty();
      }
    }
    return Optional.of(text);
  }
}
