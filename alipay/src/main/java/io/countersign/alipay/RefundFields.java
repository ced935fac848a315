// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import io.countersign.InvalidRequestException;
import io.countersign.PaymentRef;
import io.countersign.RefundRequest;
import io.countersign.spi.FieldRules;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The fields of a refund and of the question about one. (支付宝开放平台, 统一收单交易退款接口, 统一收单交易退款查询.) */
final class RefundFields {

  /** What an answer about a refund has only if it is asked for. */
  private static final List<String> ASKED_FOR =
      List.of("gmt_refund_pay", "refund_detail_item_list", "deposit_back_info");

  private final Merchant merchant;

  RefundFields(Merchant merchant) {
    this.merchant = merchant;
  }

  /** Of {@code alipay.trade.refund}. */
  Map<String, Object> refund(RefundRequest request) {
    List<AlipayRefundOption> options = AlipayRefundOption.of(request.options());
    if (request.notifyUrl().isPresent()) {
      throw new InvalidRequestException(
          "notifyUrl", "none: Alipay tells of a refund where it tells of the payment");
    }
    Map<String, Object> content = number(request.payment());
    content.put("out_request_no", refundId(request.refundId()));
    content.put("refund_amount", Yuan.text("refund amount", request.amount()));
    if (request.reason().isPresent()) {
      content.put("refund_reason", reason(request.reason().get()));
    }
    for (AlipayRefundOption option : options) {
      if (content.putIfAbsent(option.field(), option.value()) != null) {
        throw new InvalidRequestException(
            "option " + option.name(), "given once; " + option.field() + " is filled already");
      }
    }
    return content;
  }

  /** Of {@code alipay.trade.fastpay.refund.query}. */
  Map<String, Object> question(PaymentRef payment, String refundId) {
    Map<String, Object> content = number(payment);
    content.put("out_request_no", refundId(refundId));
    content.put("query_options", ASKED_FOR);
    return content;
  }

  /**
   * The merchant's own number alone. Where Alipay's is given as well it is the one that counts, and
   * a reference in which the two do not belong together would give back another payment's money.
   */
  private Map<String, Object> number(PaymentRef payment) {
    merchant.mustOwn(payment);
    Map<String, Object> content = new LinkedHashMap<>();
    content.put("out_trade_no", payment.number());
    return content;
  }

  /** It comes back in notifications, in a text that tells no borders. */
  private static String refundId(String refundId) {
    return FieldRules.token("refund id", refundId, 1, 64, "_-|*@.");
  }

  private static String reason(String reason) {
    FieldRules.text("reason", reason, 1, 256);
    if (SignedText.holdsParameter(reason)) {
      throw new InvalidRequestException(
          "reason", "text without what looks like a parameter of its own, such as &trade_no=");
    }
    return reason;
  }
}
