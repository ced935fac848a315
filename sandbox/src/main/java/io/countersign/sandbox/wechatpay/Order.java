// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.wechatpay;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One order and where it stands. Changed only while its account is locked. */
final class Order {
  final Product product;
  final ObjectNode terms;
  final String mchid;
  final String appid;
  final String outTradeNo;
  final long total;
  final Instant createdAt;
  final Instant expiresAt;
  TradeState state = TradeState.NOTPAY;
  boolean payerIsTyping;
  Tickets.@Nullable Ticket ticket;
  @Nullable String openid;
  @Nullable String transactionId;
  @Nullable Instant paidAt;
  @Nullable ErrorCode failure;
  @Nullable NotificationEvent paymentEvent;

  Order(Product product, ObjectNode terms, Instant createdAt, Instant expiresAt) {
    this.product = product;
    this.terms = terms;
    this.mchid = terms.path("mchid").asText();
    this.appid = terms.path("appid").asText();
    this.outTradeNo = terms.path("out_trade_no").asText();
    this.total = terms.path("amount").path("total").longValue();
    this.createdAt = createdAt;
    this.expiresAt = expiresAt;
    if (terms.at("/payer/openid").isTextual()) {
      this.openid = terms.at("/payer/openid").asText();
    }
  }

  boolean paid() {
    return paidAt != null;
  }

  /** Time alone closes an unpaid order, but not one whose payer is at the cashier's desk. */
  void passTime(Instant now) {
    if (state == TradeState.NOTPAY && now.isAfter(expiresAt)) {
      state = TradeState.CLOSED;
      payerIsTyping = false;
    }
  }

  void markPaid(Instant now, String payer) {
    state = TradeState.SUCCESS;
    payerIsTyping = false;
    paidAt = now;
    openid = payer;
    transactionId = Tokens.transactionId(now);
  }

  /** The answer of a query, and the content of a notification. */
  ObjectNode json() {
    ObjectNode json = StrictJson.object();
    json.put("appid", appid);
    json.put("mchid", mchid);
    json.put("out_trade_no", outTradeNo);
    json.put("trade_state", state.name());
    json.put("trade_state_desc", description(state));
    ObjectNode amount = json.putObject("amount");
    amount.put("total", total);
    amount.put("currency", "CNY");
    if (paidAt != null) {
      json.put("transaction_id", transactionId);
      json.put("trade_type", product.tradeType);
      json.put("bank_type", "OTHERS");
      if (terms.has("attach")) {
        json.put("attach", terms.path("attach").asText());
      }
      json.put("success_time", Tokens.time(paidAt));
      json.putObject("payer").put("openid", openid);
      amount.put("payer_total", total);
      amount.put("payer_currency", "CNY");
      String device = terms.at("/scene_info/device_id").asText();
      if (!device.isEmpty()) {
        json.putObject("scene_info").put("device_id", device);
      }
    }
    return json;
  }

  OrderView view() {
    return new OrderView(
        outTradeNo,
        appid,
        product.tradeType,
        state,
        total,
        Optional.ofNullable(transactionId),
        createdAt,
        expiresAt,
        Optional.ofNullable(paidAt),
        terms.path("description").asText(),
        terms.has("attach") ? Optional.of(terms.path("attach").asText()) : Optional.empty());
  }

  private static String description(TradeState state) {
    return switch (state) {
      case NOTPAY -> "订单未支付";
      case USERPAYING -> "用户支付中，需要输入密码";
      case SUCCESS -> "支付成功";
      case REFUND -> "转入退款";
      case CLOSED -> "订单已关闭";
      case REVOKED -> "订单已撤销";
      case PAYERROR -> "支付失败";
    };
  }
}
