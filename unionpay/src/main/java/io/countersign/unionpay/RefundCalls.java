// SPDX-License-Identifier: Apache-2.0
package io.countersign.unionpay;

import io.countersign.InvalidRequestException;
import io.countersign.MismatchException;
import io.countersign.Money;
import io.countersign.Outcome;
import io.countersign.PaymentRef;
import io.countersign.PaymentState;
import io.countersign.Refund;
import io.countersign.RefundRequest;
import io.countersign.RefundState;
import io.countersign.Rejection;
import java.util.Optional;

/** Refunds and undos: ask for one, look one up. (全渠道, 退货 04, 消费撤销 31.) */
final class RefundCalls {

  private final GatewayCalls gateway;
  private final Merchant merchant;
  private final BackCalls calls;

  RefundCalls(GatewayCalls gateway) {
    this.gateway = gateway;
    this.merchant = gateway.merchant();
    this.calls = new BackCalls(gateway);
  }

  Outcome<Refund> refund(RefundRequest request) {
    return send(BackStep.REFUND, request);
  }

  Outcome<Refund> undo(RefundRequest request) {
    if (!request.amount().equals(request.payment().total())) {
      throw new InvalidRequestException(
          "refund amount", "the whole " + request.payment().total() + ": an undo gives back all");
    }
    return send(BackStep.UNDO, request);
  }

  Optional<Refund> findRefund(PaymentRef payment, String refundId) {
    Optional<BackReport> report =
        calls.ask(
            Operation.FIND_REFUND,
            payment,
            TimedNumber.of("refund id", refundId),
            BackStep.REFUND,
            BackStep.UNDO);
    if (report.isEmpty()) {
      return Optional.empty();
    }
    calls.mustBeDoneTo(report.get(), payment);
    // Of a refund that failed, nothing was given back.
    Money none = Money.ofMinor(0, payment.total().currency().getCurrencyCode());
    return Optional.of(refund(report.get(), payment, refundId, none));
  }

  private Outcome<Refund> send(BackStep step, RefundRequest request) {
    BackFields.Draft draft =
        new BackFields(merchant)
            .draft(
                step,
                request.payment(),
                "refund id",
                request.refundId(),
                request.amount(),
                request.notifyUrl(),
                request.options(),
                gateway.loop().now());
    BackCalls.Original original = calls.original(request.payment(), PaymentState.PAID);
    if (original.rejection().isPresent()) {
      return new Outcome.Rejected<>(original.rejection().get());
    }
    PaymentRef paid = original.ref().orElse(request.payment());
    return calls.send(
        draft,
        paid,
        paid.transactionId().orElseThrow(),
        report -> refund(report, paid, request.refundId(), request.amount()),
        rejection -> askedAfter(request, paid, rejection));
  }

  /**
   * After "this number exists" or "refunded before": the one that has the number, if it is the
   * same. Where none has it, the money went back under another one.
   */
  private Outcome<Refund> askedAfter(RefundRequest request, PaymentRef paid, Rejection rejection) {
    Refund found = findRefund(paid, request.refundId()).orElse(null);
    if (found == null && rejection.reason() == Rejection.Reason.ALREADY_DONE) {
      return new Outcome.Rejected<>(rejection);
    }
    if (found == null || found.state() == RefundState.UNRECOGNIZED) {
      return new Outcome.Unknown<>(
          rejection.code() + ", and asking does not settle it", gateway.askSoon());
    }
    return found.state() != RefundState.FAILED && found.amount().equals(request.amount())
        ? new Outcome.Accepted<>(found, Optional.of(paid))
        : new Outcome.Rejected<>(rejection.about(found));
  }

  private Refund refund(BackReport report, PaymentRef payment, String refundId, Money unlessTold) {
    Money amount = report.amount().orElse(unlessTold);
    if (amount.compareTo(payment.total()) > 0) {
      throw new MismatchException("txnAmt", "at most " + payment.total(), amount.toString());
    }
    Refund.Builder refund =
        Refund.of(payment.number(), refundId, state(report.state()), amount, payment.total())
            .reported(report.word(), report.fields(), report.evidence());
    if (report.queryId().isPresent()) {
      refund.providerRefundId(report.queryId().get());
    }
    if (merchant.onBehalfOf().isPresent()) {
      refund.onBehalfOf(merchant.onBehalfOf().get());
    }
    return refund.build();
  }

  private static RefundState state(BackReport.State state) {
    return switch (state) {
      case SUCCEEDED -> RefundState.REFUNDED;
      case PROCESSING -> RefundState.PROCESSING;
      case FAILED -> RefundState.FAILED;
      case UNRECOGNIZED -> RefundState.UNRECOGNIZED;
    };
  }
}
