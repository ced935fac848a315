// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import io.countersign.Evidence;
import io.countersign.MismatchException;
import io.countersign.Money;
import io.countersign.PaymentRef;
import io.countersign.ProviderFields;
import io.countersign.Refund;
import io.countersign.RefundState;
import java.time.Instant;
import java.util.Optional;

/**
 * Reads what Alipay answers to the question about one refund. Of a refund that failed, that runs or
 * that never came the answer says nothing at all. (支付宝开放平台, 统一收单交易退款查询.)
 */
final class RefundReport {

  private static final String SUCCESS = "REFUND_SUCCESS";

  private final Merchant merchant;
  private final ProviderFields fields;
  private final Evidence evidence;

  RefundReport(Merchant merchant, ProviderFields fields, Evidence evidence) {
    this.merchant = merchant;
    this.fields = fields;
    this.evidence = evidence;
  }

  /** Whether it says nothing of a refund. */
  boolean isEmpty() {
    return !fields.has("refund_status")
        && !fields.has("refund_amount")
        && !fields.has("error_code")
        && !fields.has("refund_channel_status");
  }

  /** Whether everything is there that a report must have. */
  boolean isComplete() {
    return fields.text("out_trade_no").isPresent()
        && fields.text("out_request_no").isPresent()
        && amount("refund_amount").isPresent()
        && amount("total_amount").isPresent();
  }

  /**
   * The refund that was asked about; only for a complete report.
   *
   * @throws MismatchException if the report is about another refund or payment
   */
  Refund about(PaymentRef payment, String refundId) {
    mustBeAbout(fields, payment);
    same("out_request_no", refundId, fields.text("out_request_no"));
    Money total = amount("total_amount").orElse(payment.total());
    if (!total.equals(payment.total())) {
      throw new MismatchException("total_amount", payment.total().toString(), total.toString());
    }
    return refund();
  }

  /** The refund; only for a complete report. */
  Refund refund() {
    String word = word();
    Refund.Builder refund =
        Refund.of(
                fields.text("out_trade_no").orElse(""),
                fields.text("out_request_no").orElse(""),
                state(word),
                amount("refund_amount").orElse(Money.ofMinor(0, "CNY")),
                amount("total_amount").orElse(Money.ofMinor(0, "CNY")))
            .reported(word, fields, evidence);
    if (merchant.appAuthToken().isPresent()) {
      refund.onBehalfOf(merchant.authAppId());
    }
    Optional<Instant> refundedAt = fields.text("gmt_refund_pay").flatMap(BeijingTime::parse);
    if (refundedAt.isPresent()) {
      refund.refundedAt(refundedAt.get());
    }
    return refund.build();
  }

  /**
   * Checks that an answer is about a payment.
   *
   * @throws MismatchException if it is about another
   */
  static void mustBeAbout(ProviderFields fields, PaymentRef payment) {
    same("out_trade_no", payment.number(), fields.text("out_trade_no"));
    Optional<String> tradeNo = fields.text("trade_no");
    if (payment.transactionId().isPresent() && tradeNo.isPresent()) {
      same("trade_no", payment.transactionId().get(), tradeNo);
    }
  }

  /** The state's word; of a refund that ended with a failure, its code. */
  private String word() {
    return fields.text("refund_status").or(() -> fields.text("error_code")).orElse("");
  }

  private RefundState state(String word) {
    if (word.equals(SUCCESS)) {
      return RefundState.REFUNDED;
    }
    // A failure is told of asynchronous refunds only, whose number stays in use. Without a word it
    // may run or have failed.
    return fields.has("error_code") && !fields.has("refund_status")
        ? RefundState.NEEDS_ACTION
        : RefundState.UNRECOGNIZED;
  }

  private Optional<Money> amount(String field) {
    return fields.text(field).flatMap(Yuan::of);
  }

  private static void same(String field, String expected, Optional<String> actual) {
    if (!actual.equals(Optional.of(expected))) {
      throw new MismatchException(field, expected, actual.orElse("none"));
    }
  }
}
