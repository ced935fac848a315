// SPDX-License-Identifier: Apache-2.0
package io.countersign.unionpay;

import io.countersign.MismatchException;
import io.countersign.Money;
import io.countersign.Notification;
import io.countersign.Refund;
import io.countersign.RefundChanged;
import io.countersign.RefundState;
import io.countersign.RejectedException;
import io.countersign.UnavailableException;
import io.countersign.spi.Verdict;
import java.util.Optional;

/**
 * A notification of a refund or an undo. It names the payment by UnionPay's own number; which
 * payment of the shop's that is tells the mark that went along, or a question where the payment's
 * orderId is told (codes). A refund made elsewhere may have neither. Loaded only when one comes.
 * (全渠道, 退货, 消费撤销, 后台通知.)
 */
final class NoticedRefund {

  private final UnionPayClient client;
  private final BackNotice notice;

  NoticedRefund(UnionPayClient client, BackNotice notice) {
    this.client = client;
    this.notice = notice;
  }

  Notification read() {
    Money amount = notice.amount();
    RefundState state = state();
    Optional<RefundMark> payment = notice.text("reqReserved").flatMap(RefundMark::read);
    if (payment.isEmpty()) {
      payment = asked();
    }
    if (payment.isEmpty()) {
      return new UnionPayUnmatchedRefund(
          notice.id(),
          notice.bookedAt(),
          notice.merchant().account(),
          notice.number(),
          notice.text("origQryId").orElse(""),
          amount,
          state,
          notice.fields(),
          notice.evidence());
    }
    if (amount.compareTo(payment.get().total()) > 0) {
      throw new MismatchException(
          "refund amount", "at most " + payment.get().total(), amount.toString());
    }
    Refund.Builder refund =
        Refund.of(
                payment.get().paymentNumber(),
                notice.number(),
                state,
                amount,
                payment.get().total())
            .reported(notice.respCode(), notice.fields(), notice.evidence());
    if (notice.text("queryId").isPresent()) {
      refund.providerRefundId(notice.text("queryId").get());
    }
    if (notice.merchant().onBehalfOf().isPresent()) {
      refund.onBehalfOf(notice.merchant().onBehalfOf().get());
    }
    if (state == RefundState.REFUNDED) {
      refund.refundedAt(notice.bookedAt());
    }
    return new RefundChanged(
        Merchant.PROVIDER,
        notice.id(),
        notice.bookedAt(),
        notice.merchant().account(),
        refund.build());
  }

  /** Nobody but UnionPay moves it, so a failure is one. */
  private RefundState state() {
    if (RespCode.isSuccess(notice.respCode())) {
      return RefundState.REFUNDED;
    }
    Optional<RespCode> known = RespCode.of(notice.respCode());
    if (known.isEmpty()) {
      return RefundState.UNRECOGNIZED;
    }
    return known.get().isFailure() && !known.get().isUnsettled()
        ? RefundState.FAILED
        : RefundState.PROCESSING;
  }

  private Optional<RefundMark> asked() {
    Optional<String> number = notice.text("origOrderId").filter(UnionPayPayerReturn::isNumber);
    Optional<String> txnTime = notice.text("origTxnTime");
    if (number.isEmpty() || txnTime.isEmpty() || BeijingTime.parse(txnTime.get()).isEmpty()) {
      return Optional.empty();
    }
    Call question =
        Call.of(Call.Path.QUERY, "00", "00", notice.text("bizType").orElse("000000"))
            .with("orderId", number.get())
            .with("txnTime", txnTime.get());
    try {
      return client
          .gateway()
          .exchange()
          .read(
              Operation.FIND,
              question,
              answer -> {
                Optional<Money> total = answer.fields().text("txnAmt").flatMap(Fen::of);
                Optional<String> queryId = answer.fields().text("queryId");
                Optional<String> original = notice.text("origQryId");
                if (total.isEmpty() || !total.get().isPositive()) {
                  return Verdict.open("the answer lacks the payment's amount");
                }
                if (original.isPresent() && queryId.isPresent() && !original.equals(queryId)) {
                  throw new MismatchException("origQryId", queryId.get(), original.get());
                }
                return Verdict.accepted(Optional.of(new RefundMark(number.get(), total.get())));
              });
    } catch (RejectedException refusedToAnswer) {
      throw new UnavailableException(
          "a refund was told, and UnionPay refused the question about its payment: "
              + refusedToAnswer.getMessage());
    }
  }
}
