// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import io.countersign.InvalidRequestException;
import io.countersign.Notification;
import io.countersign.PaymentRef;
import io.countersign.Refund;
import io.countersign.RefundChanged;
import io.countersign.RefundState;
import io.countersign.RejectedException;
import io.countersign.UnavailableException;
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
      refund = client.findRefund(payment, refundId.get());
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
}
