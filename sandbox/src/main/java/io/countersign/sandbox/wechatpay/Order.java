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
  final Parties parties;
  final String outTradeNo;
  final long total;
  final String description;

  /** The app in which WeChat opens the payment: the one to which the payer's openid belongs. */
  final String launchAppid;

  final Instant createdAt;
  final Instant expiresAt;
  TradeState state = TradeState.NOTPAY;
  boolean payerIsTyping;
  Tickets.@Nullable Ticket ticket;
  @Nullable String openid;
  @Nullable String subOpenid;
  @Nullable String transactionId;
  @Nullable Instant paidAt;
  @Nullable ErrorCode failure;
  @Nullable NotificationEvent paymentEvent;

  Order(Product product, ObjectNode terms, Instant createdAt, Instant expiresAt) {
    this.product = product;
    this.terms = terms;
    this.parties = Parties.of(terms);
    this.outTradeNo = terms.path("out_trade_no").asText();
    this.total = terms.path("amount").path("total").longValue();
    this.description = terms.path("description").asText();
    this.createdAt = createdAt;
    this.expiresAt = expiresAt;
    this.openid = payer(parties.named("openid"));
    this.subOpenid = payer("sub_openid");
    boolean bySub = subOpenid != null;
    this.launchAppid = bySub ? parties.subAppid().orElseThrow() : parties.appid();
  }

  private @Nullable String payer(String field) {
    return terms.path("payer").has(field) ? terms.path("payer").path(field).asText() : null;
  }

  /** For terms that call the same things by other names. */
  Order(
      Product product,
      ObjectNode terms,
      Parties parties,
      String outTradeNo,
      long total,
      String description,
      Instant createdAt,
      Instant expiresAt) {
    this.product = product;
    this.terms = terms;
    this.parties = parties;
    this.outTradeNo = outTradeNo;
    this.total = total;
    this.description = description;
    this.launchAppid = parties.appid();
    this.createdAt = createdAt;
    this.expiresAt = expiresAt;
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

  void markPaid(Instant now, Account account) {
    state = TradeState.SUCCESS;
    payerIsTyping = false;
    paidAt = now;
    if (openid == null) {
      openid = account.newOpenid(parties.appid());
    }
    if (subOpenid == null) {
      subOpenid = parties.subAppid().map(account::newOpenid).orElse(null);
    }
    transactionId = Tokens.transactionId(now);
  }

  /** The answer of a query, and the content of a notification. */
  ObjectNode json() {
    ObjectNode json = StrictJson.object();
    parties.putApps(json);
    parties.putMerchants(json);
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
      ObjectNode payer = json.putObject("payer").put(parties.named("openid"), openid);
      if (subOpenid != null) {
        payer.put("sub_openid", subOpenid);
      }
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
        parties.appid(),
        parties.subMchid(),
        product.tradeType,
        state,
        total,
        Optional.ofNullable(transactionId),
        createdAt,
        expiresAt,
        Optional.ofNullable(paidAt),
        description,
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
