// SPDX-License-Identifier: Apache-2.0
package io.countersign.wechatpay;

import io.countersign.Answer;
import io.countersign.FollowUp;
import io.countersign.MismatchException;
import io.countersign.Outcome;
import io.countersign.PaymentRef;
import io.countersign.PersonalText;
import io.countersign.Refund;
import io.countersign.RefundRequest;
import io.countersign.RejectedException;
import io.countersign.Rejection;
import io.countersign.UnavailableException;
import io.countersign.spi.Verdict;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Refunds: ask for one, look one up, name another card for one that got stuck. */
final class RefundCalls {

  private final GatewayCalls gateway;
  private final Merchant merchant;

  RefundCalls(GatewayCalls gateway) {
    this.gateway = gateway;
    this.merchant = gateway.merchant();
  }

  Outcome<Refund> refund(RefundRequest request) {
    Map<String, PersonalText> encrypted = new LinkedHashMap<>();
    Map<String, Object> body = new OrderFields(merchant).refund(request, encrypted);
    return gateway
        .exchange()
        .write(
            Operation.REFUND,
            request.payment().number(),
            "POST",
            merchant.refundPath(),
            gateway.sensitive().seal(body, encrypted),
            answer -> refunded(request, answer),
            rejection -> refundedAlready(request, rejection),
            this::askSoon);
  }

  Optional<Refund> findRefund(PaymentRef payment, String refundId) {
    merchant.mustOwn(payment);
    String id = OrderFields.refundId(refundId);
    return gateway
        .exchange()
        .find(
            Operation.FIND_REFUND,
            merchant.refundPath(id),
            gateway.preferredKeyId(),
            answer -> {
              RefundReport report =
                  RefundReport.answered(merchant, answer.fields(), answer.evidence());
              return report.isComplete()
                  ? Verdict.accepted(report.about(payment.number(), id, payment.total()))
                  : Verdict.open("the answer lacks number, state or amount");
            });
  }

  Outcome<Refund> applyAbnormalRefund(WeChatPayAbnormalRefund request) {
    PaymentRef payment = request.payment();
    merchant.mustOwn(payment);
    Map<String, Object> body = new LinkedHashMap<>();
    merchant.nameSubMerchant(body);
    body.put("out_refund_no", OrderFields.refundId(request.refund().refundId()));
    body.putAll(request.target());
    return gateway
        .exchange()
        .write(
            Operation.ABNORMAL_REFUND,
            payment.number(),
            "POST",
            merchant.abnormalRefundPath(request.wechatRefundId()),
            gateway.sensitive().seal(body, request.encrypted()),
            answer -> redirected(request, answer),
            rejection -> redirectedAlready(request, rejection),
            this::askSoon);
  }

  private Verdict<Refund> redirected(WeChatPayAbnormalRefund request, Answer answer) {
    RefundReport report = RefundReport.answered(merchant, answer.fields(), answer.evidence());
    if (!report.isComplete() || answer.fields().text("refund_id").isEmpty()) {
      return Verdict.open("the answer lacks number, state or amount");
    }
    return new Verdict.Accepted<>(
        sameRefund(
            request,
            report.about(
                request.payment().number(),
                request.refund().refundId(),
                request.payment().total())),
        Optional.of(request.payment()));
  }

  /** After "not in its state" or "with other parameters": says how the refund stands. */
  private Outcome<Refund> redirectedAlready(WeChatPayAbnormalRefund request, Rejection rejection) {
    Optional<Refund> found = asked(request.payment(), request.refund().refundId());
    if (found.isEmpty()) {
      return new Outcome.Unknown<>(rejection.code() + ", and asking does not settle it", askSoon());
    }
    Refund refund = sameRefund(request, found.get());
    // Unsigned, it may be anybody's word, and this very request may be what moved the refund.
    return rejection.verified()
        ? new Outcome.Rejected<>(rejection.about(refund))
        : new Outcome.Unknown<>(
            rejection.code() + " without a signature, and asking does not settle it", askSoon());
  }

  private static Refund sameRefund(WeChatPayAbnormalRefund request, Refund proven) {
    Refund known = request.refund();
    String named = proven.providerRefundId().orElse("none");
    if (!named.equals(request.wechatRefundId())) {
      throw new MismatchException("refund_id", request.wechatRefundId(), named);
    }
    if (!proven.amount().equals(known.amount())) {
      throw new MismatchException(
          "amount.refund", known.amount().toString(), proven.amount().toString());
    }
    return proven;
  }

  private Optional<Refund> asked(PaymentRef payment, String refundId) {
    try {
      return findRefund(payment, refundId);
    } catch (UnavailableException | RejectedException notNow) {
      return Optional.empty();
    }
  }

  private Verdict<Refund> refunded(RefundRequest request, Answer answer) {
    RefundReport report = RefundReport.answered(merchant, answer.fields(), answer.evidence());
    if (!report.isComplete()) {
      return Verdict.open("the answer lacks number, state or amount");
    }
    PaymentRef payment = request.payment();
    Refund refund = report.about(payment.number(), request.refundId(), payment.total());
    if (!refund.amount().equals(request.amount())) {
      return Verdict.open("the refund id is in use for another amount: " + refund.amount());
    }
    return new Verdict.Accepted<>(refund, Optional.of(payment));
  }

  private Outcome<Refund> refundedAlready(RefundRequest request, Rejection rejection) {
    Optional<Refund> found = asked(request.payment(), request.refundId());
    if (found.isEmpty()) {
      return new Outcome.Unknown<>(rejection.code() + ", and asking does not settle it", askSoon());
    }
    return found.get().amount().equals(request.amount())
        ? new Outcome.Accepted<>(found.get(), Optional.of(request.payment()))
        : new Outcome.Rejected<>(rejection.about(found.get()));
  }

  private FollowUp askSoon() {
    return new FollowUp.Ask(gateway.soon());
  }
}
