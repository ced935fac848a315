// SPDX-License-Identifier: Apache-2.0
package io.countersign.wechatpay;

import io.countersign.Evidence;
import io.countersign.MismatchException;
import io.countersign.Money;
import io.countersign.ProviderFields;
import io.countersign.Refund;
import io.countersign.RefundState;
import io.countersign.spi.Rfc3339;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/** Reads what WeChat Pay says about a refund. */
final class RefundReport {

  private final Merchant merchant;
  private final ProviderFields fields;
  private final Evidence evidence;
  private final String stateField;

  private RefundReport(
      Merchant merchant, ProviderFields fields, Evidence evidence, String stateField) {
    this.merchant = merchant;
    this.fields = fields;
    this.evidence = evidence;
    this.stateField = stateField;
  }

  /** From an answer, whose state is called {@code status}. */
  static RefundReport answered(Merchant merchant, ProviderFields fields, Evidence evidence) {
    return new RefundReport(merchant, fields, evidence, "status");
  }

  /** From a notification, whose state is called {@code refund_status}. */
  static RefundReport notified(Merchant merchant, ProviderFields fields, Evidence evidence) {
    return new RefundReport(merchant, fields, evidence, "refund_status");
  }

  /** Whether everything is there that a report must have. */
  boolean isComplete() {
    return fields.text("out_trade_no").isPresent()
        && fields.text("out_refund_no").isPresent()
        && fields.text(stateField).isPresent()
        && amount("amount/refund").isPresent()
        && amount("amount/total").isPresent();
  }

  /**
   * The refund that was asked about or for.
   *
   * @throws MismatchException if the report is about another refund, payment or merchant
   */
  Refund about(String paymentNumber, String refundId, Money paymentTotal) {
    // Answers about refunds leave the merchant out; the question named it.
    merchant.mustBeAnsweredBy(fields);
    Refund refund = refund();
    same("out_refund_no", refundId, refund.refundId());
    same("out_trade_no", paymentNumber, refund.paymentNumber());
    if (!refund.orderTotal().equals(paymentTotal)) {
      throw new MismatchException(
          "amount.total", paymentTotal.toString(), refund.orderTotal().toString());
    }
    return refund;
  }

  /** The refund; only for a complete report. */
  Refund refund() {
    String word = fields.text(stateField).orElse("");
    Refund.Builder refund =
        Refund.of(
                fields.text("out_trade_no").orElse(""),
                fields.text("out_refund_no").orElse(""),
                state(word),
                amount("amount/refund").orElse(Money.ofMinor(0, "CNY")),
                amount("amount/total").orElse(Money.ofMinor(0, "CNY")))
            .reported(word, fields, evidence);
    Optional<String> subMchid = merchant.subMchid();
    if (subMchid.isPresent()) {
      refund.onBehalfOf(subMchid.get());
    }
    Optional<String> providerId = fields.text("refund_id");
    if (providerId.isPresent()) {
      refund.providerRefundId(providerId.get());
    }
    Optional<String> successTime = fields.text("success_time");
    Optional<Instant> refundedAt =
        successTime.isPresent() ? Rfc3339.parse(successTime.get()) : Optional.empty();
    if (refundedAt.isPresent()) {
      refund.refundedAt(refundedAt.get());
    }
    return refund.build();
  }

  private Optional<Money> amount(String path) {
    OptionalLong fen = fields.number(path);
    // Refund notifications name no currency; only CNY is refunded here.
    return fen.isPresent() && fen.getAsLong() >= 0
        ? PaymentReport.reported(fen.getAsLong(), fields.text("amount/currency").orElse("CNY"))
        : Optional.empty();
  }

  private static RefundState state(String word) {
    return switch (word) {
      case "PROCESSING" -> RefundState.PROCESSING;
      case "SUCCESS" -> RefundState.REFUNDED;
      case "CLOSED" -> RefundState.FAILED;
      case "ABNORMAL" -> RefundState.NEEDS_ACTION;
      default -> RefundState.UNRECOGNIZED;
    };
  }

  private static void same(String field, String expected, String actual) {
    if (!expected.equals(actual)) {
      throw new MismatchException(field, expected, actual);
    }
  }
}
