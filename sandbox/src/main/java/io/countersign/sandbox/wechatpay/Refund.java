// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.wechatpay;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One refund and where it stands. Changed only while its account is locked. */
final class Refund {
  static final String PROCESSING = "PROCESSING";
  private static final String PAYER = "支付用户零钱";
  private static final String OTHER_CARD = "其他银行卡";
  private static final String MERCHANT_CARD = "商户结算银行卡";

  final Order order;
  final ObjectNode terms;
  final String outRefundNo;
  final String refundId;
  final long amount;
  final Instant createdAt;
  String status = PROCESSING;
  int attempt;

  /** The checked request that led the money elsewhere, encrypted fields opened. */
  @Nullable ObjectNode otherWay;

  @Nullable Instant succeededAt;
  @Nullable NotificationEvent event;

  Refund(Order order, ObjectNode terms, Instant createdAt) {
    this.order = order;
    this.terms = terms;
    this.outRefundNo = terms.path("out_refund_no").asText();
    this.refundId = Tokens.refundId(createdAt);
    this.amount = terms.path("amount").path("refund").longValue();
    this.createdAt = createdAt;
  }

  boolean counts() {
    return !status.equals(RefundEnd.CLOSED.name());
  }

  ObjectNode json() {
    ObjectNode json = common();
    json.put("channel", otherWay == null ? "ORIGINAL" : "OTHER_BANKCARD");
    json.put("create_time", Tokens.time(createdAt));
    json.put("status", status);
    json.put("funds_account", terms.path("funds_account").asText("AVAILABLE"));
    ObjectNode amounts = (ObjectNode) json.path("amount");
    amounts.putArray("from");
    amounts.put("settlement_refund", amount);
    amounts.put("settlement_total", order.total);
    amounts.put("discount_refund", 0);
    amounts.put("currency", "CNY");
    return json;
  }

  ObjectNode notificationContent() {
    ObjectNode json = StrictJson.object();
    order.parties.putMerchants(json);
    json.setAll(common());
    json.put("refund_status", status);
    return json;
  }

  RefundView view() {
    return new RefundView(outRefundNo, refundId, order.outTradeNo, amount, status);
  }

  private String receiver() {
    if (otherWay == null) {
      return PAYER;
    }
    return otherWay.path("type").asText().equals("USER_BANK_CARD") ? OTHER_CARD : MERCHANT_CARD;
  }

  private ObjectNode common() {
    ObjectNode json = StrictJson.object();
    json.put("refund_id", refundId);
    json.put("out_refund_no", outRefundNo);
    json.put("transaction_id", order.transactionId);
    json.put("out_trade_no", order.outTradeNo);
    json.put("user_received_account", receiver());
    if (succeededAt != null) {
      json.put("success_time", Tokens.time(succeededAt));
    }
    ObjectNode amounts = json.putObject("amount");
    amounts.put("total", order.total);
    amounts.put("refund", amount);
    amounts.put("payer_total", order.total);
    amounts.put("payer_refund", amount);
    return json;
  }
}
