// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import io.countersign.InvalidRequestException;
import io.countersign.Money;
import io.countersign.Notification;
import io.countersign.PaymentRef;
import io.countersign.Refund;
import io.countersign.RefundChanged;
import io.countersign.RefundState;
import io.countersign.RejectedException;
import io.countersign.UnavailableException;
import io.countersign.spi.Verdict;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A notification of a refund. It names the sum of all refunds and not this one's amount, so it is a
 * reason to ask, and what is handed on is Alipay's answer. Loaded only when one comes. (支付宝开放平台,
 * 异步通知说明, 退款.)
 */
final class NoticedRefund {

  private final AlipayClient client;
  private final TradeNotice notice;

  NoticedRefund(AlipayClient client, TradeNotice notice) {
    this.client = client;
    this.notice = notice;
  }

  Notification read() {
    PaymentRef payment = notice.ref();
    Optional<String> refundId = notice.refundId();
    if (refundId.isEmpty()) {
      // A refund that this merchant did not number cannot be asked for.
      return notice.event();
    }
    Optional<Refund> refund;
    try {
      refund = found(payment, refundId.get());
    } catch (InvalidRequestException noNumber) {
      return notice.event();
    } catch (RejectedException refusedToAnswer) {
      throw new UnavailableException(
          "a refund was told, and Alipay refused the question about it: "
              + refusedToAnswer.getMessage());
    }
    if (refund.isPresent() && refund.get().state() == RefundState.REFUNDED) {
      return new RefundChanged(
          Merchant.PROVIDER,
          notice.id(),
          notice.sentAt(),
          notice.merchant().account(),
          refund.get());
    }
    if (!notice.saysRefunded()) {
      return notice.payment();
    }
    throw new UnavailableException(
        "a refund was told that Alipay's answer does not show (yet); it will be told again");
  }

  private Optional<Refund> found(PaymentRef payment, String refundId) {
    GatewayCalls gateway = client.gateway();
    io.countersign.spi.FieldRules.token("refund id", refundId, 1, 64, "_-|*@.");
    return gateway
        .exchange()
        .read(
            Operation.FIND_REFUND,
            Call.of(
                "alipay.trade.fastpay.refund.query",
                Map.of(
                    "out_trade_no",
                    payment.number(),
                    "out_request_no",
                    refundId,
                    "query_options",
                    List.of("gmt_refund_pay"))),
            answer -> {
              Optional<Money> amount = Yuan.of(answer.fields().text("refund_amount").orElse(""));
              if (amount.isEmpty()) {
                return Verdict.accepted(Optional.<Refund>empty());
              }
              Refund.Builder refund =
                  Refund.of(
                          payment.number(),
                          refundId,
                          RefundState.REFUNDED,
                          amount.get(),
                          payment.total())
                      .reported("REFUND_SUCCESS", answer.fields(), answer.evidence());
              payment.onBehalfOf().ifPresent(refund::onBehalfOf);
              return Verdict.accepted(Optional.of(refund.build()));
            });
  }
}
