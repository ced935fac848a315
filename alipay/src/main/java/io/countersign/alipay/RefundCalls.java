// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import io.countersign.Answer;
import io.countersign.FollowUp;
import io.countersign.Money;
import io.countersign.Outcome;
import io.countersign.PaymentRef;
import io.countersign.ProviderFields;
import io.countersign.Refund;
import io.countersign.RefundRequest;
import io.countersign.RefundState;
import io.countersign.Rejection;
import io.countersign.spi.Verdict;
import java.time.Duration;
import java.util.Optional;

/**
 * Refunds: ask for one, look one up. An answer to the first tells whether money moved <em>by that
 * call</em>; for anything else the look-up decides. (支付宝开放平台, 统一收单交易退款接口, 统一收单交易退款查询.)
 */
final class RefundCalls {

  /** Earlier a refund that runs is not shown. (统一收单交易退款查询.) */
  private static final Duration SHOWN_AFTER = Duration.ofSeconds(10);

  private final GatewayCalls gateway;
  private final Merchant merchant;
  private final RefundFields requests;

  RefundCalls(GatewayCalls gateway) {
    this.gateway = gateway;
    this.merchant = gateway.merchant();
    this.requests = new RefundFields(merchant);
  }

  Outcome<Refund> refund(RefundRequest request) {
    Call call = Call.of("alipay.trade.refund", requests.refund(request));
    return gateway
        .exchange()
        .write(
            Operation.REFUND,
            request.payment().number(),
            call,
            answer -> refunded(request, answer),
            rejection -> askedAfter(request, rejection),
            this::askWhenShown);
  }

  Optional<Refund> findRefund(PaymentRef payment, String refundId) {
    Call call = Call.of("alipay.trade.fastpay.refund.query", requests.question(payment, refundId));
    return gateway
        .exchange()
        .read(
            Operation.FIND_REFUND,
            call,
            answer ->
                found(
                    new RefundReport(merchant, answer.fields(), answer.evidence()),
                    payment,
                    refundId),
            (code, signed) -> isNotFound(code) ? Optional.of(Optional.empty()) : Optional.empty());
  }

  private static Verdict<Optional<Refund>> found(
      RefundReport report, PaymentRef payment, String refundId) {
    if (report.isEmpty()) {
      return Verdict.accepted(Optional.empty());
    }
    return report.isComplete()
        ? Verdict.accepted(Optional.of(report.about(payment, refundId)))
        : Verdict.open("the answer lacks numbers or amounts");
  }

  /** Money moved by this call, or else it is a question. */
  private Verdict<Refund> refunded(RefundRequest request, Answer answer) {
    ProviderFields fields = answer.fields();
    PaymentRef payment = request.payment();
    if (fields.text("out_trade_no").isEmpty()) {
      return Verdict.open("the answer names no order");
    }
    RefundReport.mustBeAbout(fields, payment);
    String moved = fields.text("fund_change").orElse("");
    if (!moved.equals("Y")) {
      return new Verdict.Conflict<>(
          Rejection.of(Merchant.PROVIDER, Rejection.Reason.NUMBER_IN_USE, "fund_change=" + moved)
              .remedy("look the refund up, then ask for it again with the same refund id")
              .verified(true)
              .build());
    }
    // Cumulative over all refunds of the payment: a bound, never this refund's amount.
    Optional<Money> sum = fields.text("refund_fee").flatMap(Yuan::of);
    if (sum.isEmpty()
        || sum.get().compareTo(request.amount()) < 0
        || sum.get().compareTo(payment.total()) > 0) {
      return Verdict.open(
          "money moved, but refund_fee does not fit a refund of "
              + request.amount()
              + ": "
              + sum.map(Money::toString).orElse("none"));
    }
    Refund.Builder refund =
        Refund.of(
                payment.number(),
                request.refundId(),
                RefundState.REFUNDED,
                request.amount(),
                payment.total())
            .reported("fund_change=Y", fields, answer.evidence());
    if (merchant.appAuthToken().isPresent()) {
      refund.onBehalfOf(merchant.authAppId());
    }
    fields.text("gmt_refund_pay").flatMap(BeijingTime::parse).ifPresent(refund::refundedAt);
    return new Verdict.Accepted<>(refund.build(), Optional.of(complete(payment, fields)));
  }

  /**
   * After "no money moved by this call", "number in use" or "ended already": says how it stands.
   */
  private Outcome<Refund> askedAfter(RefundRequest request, Rejection rejection) {
    Refund found = findRefund(request.payment(), request.refundId()).orElse(null);
    if (found == null || found.state() != RefundState.REFUNDED) {
      return new Outcome.Unknown<>(
          rejection.code()
              + ", and Alipay shows no such refund as done"
              + (found == null ? "" : " (" + found.providerState() + ")")
              + ": it failed, runs, or never came; look it up later, then ask for it again with the"
              + " same refund id",
          askWhenShown());
    }
    return found.amount().equals(request.amount())
        ? new Outcome.Accepted<>(found, Optional.of(complete(request.payment(), found.fields())))
        : new Outcome.Rejected<>(rejection.about(found));
  }

  private static PaymentRef complete(PaymentRef payment, ProviderFields fields) {
    Optional<String> tradeNo = fields.text("trade_no");
    return tradeNo.isPresent() ? payment.withTransactionId(tradeNo.get()) : payment;
  }

  private static boolean isNotFound(String code) {
    Optional<ErrorCode> known = ErrorCode.of(Operation.FIND_REFUND, code);
    return known.isPresent() && known.get().isNotFound();
  }

  private FollowUp askWhenShown() {
    return new FollowUp.Ask(gateway.loop().now().plus(SHOWN_AFTER));
  }
}
