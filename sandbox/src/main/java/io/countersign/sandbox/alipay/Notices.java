// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.alipay;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** What Alipay says to a shop, and lets the payer's browser say. */
final class Notices {
  private Notices() {}

  /** Of an order's state, whichever it is now. */
  static SignedForm payment(Order order) {
    return signed(order, fields(order));
  }

  /** Of a refund; looks like that of the payment. */
  static SignedForm refund(Order order, Refund refund) {
    Map<String, String> fields = fields(order);
    fields.put("out_biz_no", refund.outRequestNo);
    fields.put("refund_fee", Numbers.yuan(order.refunded()));
    fields.put("send_back_fee", Numbers.yuan(refund.fen));
    fields.put("gmt_refund", Numbers.time(order.account.agenda.now()) + ".113");
    return signed(order, fields);
  }

  /** What the payer's browser brings to {@code return_url}; says nothing of a state. */
  static SignedForm returned(Order order) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("charset", order.charset.name());
    fields.put("out_trade_no", order.outTradeNo);
    fields.put("method", order.scene.method + ".return");
    fields.put("total_amount", Numbers.yuan(order.fen));
    fields.put("trade_no", order.tradeNo);
    fields.put("auth_app_id", order.account.appId);
    fields.put("version", "1.0");
    fields.put("app_id", order.app.appId);
    fields.put("seller_id", order.account.sellerId);
    fields.put("timestamp", Numbers.time(order.account.agenda.now()));
    return signed(order, fields);
  }

  /** Of a pre-authorisation's freeze or unfreeze. */
  static SignedForm freeze(Freeze freeze, Freeze.Step step) {
    Map<String, String> fields = common(freeze.app, freeze.account);
    boolean froze = step.type().equals("FREEZE");
    fields.put("notify_type", froze ? "fund_auth_freeze" : "fund_auth_unfreeze");
    fields.put("auth_no", freeze.authNo);
    fields.put("out_order_no", freeze.outOrderNo);
    fields.put("operation_id", step.operationId());
    fields.put("out_request_no", step.outRequestNo());
    fields.put("operation_type", step.type());
    fields.put("amount", Numbers.yuan(step.fen()));
    fields.put("status", step.status());
    fields.put("gmt_create", Numbers.time(step.at()));
    fields.put("gmt_trans", Numbers.time(step.at()));
    fields.put("payer_logon_id", Account.LOGON_ID);
    fields.put("payer_user_id", freeze.account.payerUserId);
    fields.put("payee_user_id", freeze.account.sellerId);
    fields.put("payee_logon_id", freeze.account.sellerEmail);
    fields.put("total_freeze_amount", Numbers.yuan(freeze.frozen()));
    fields.put("total_unfreeze_amount", Numbers.yuan(freeze.unfrozen()));
    fields.put("total_pay_amount", Numbers.yuan(freeze.paidFen));
    fields.put("rest_amount", Numbers.yuan(freeze.rest()));
    return SignedForm.of(freeze.app.keys, freeze.charset, fields);
  }

  /** A message to the application gateway. */
  static SignedForm message(Account app, String msgMethod, String content) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("notify_id", Numbers.hex(32));
    fields.put("utc_timestamp", Long.toString(app.agenda.now().toEpochMilli()));
    fields.put("msg_method", msgMethod);
    fields.put("app_id", app.appId);
    fields.put("msg_type", "sys");
    fields.put("version", "1.1");
    fields.put("charset", "UTF-8");
    fields.put("biz_content", content);
    return SignedForm.of(app.keys, StandardCharsets.UTF_8, fields);
  }

  private static SignedForm signed(Order order, Map<String, String> fields) {
    fields.put("charset", order.charset.name());
    return SignedForm.of(order.app.keys, order.charset, fields);
  }

  private static Map<String, String> common(Account app, Account owner) {
    Instant now = owner.agenda.now();
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("notify_time", Numbers.time(now));
    fields.put("notify_id", Numbers.day(now).replace("-", "") + Numbers.digits(26));
    fields.put("charset", "utf-8");
    fields.put("version", "1.0");
    fields.put("app_id", app.appId);
    fields.put("auth_app_id", owner.appId);
    return fields;
  }

  private static Map<String, String> fields(Order order) {
    Map<String, String> fields = common(order.app, order.account);
    fields.put("notify_type", "trade_status_sync");
    fields.put("trade_no", order.tradeNo);
    fields.put("out_trade_no", order.outTradeNo);
    fields.put("trade_status", order.state.name());
    fields.put("total_amount", Numbers.yuan(order.fen));
    fields.put("subject", order.term("subject"));
    fields.put("gmt_create", Numbers.time(order.created));
    fields.put("seller_id", order.account.sellerId);
    fields.put("seller_email", order.account.sellerEmail);
    fields.put("buyer_logon_id", Account.LOGON_ID);
    if (order.account.setup.openIds()) {
      fields.put("buyer_open_id", order.buyerOpenId);
    } else {
      fields.put("buyer_id", order.buyerId);
    }
    echo(order, fields, "body");
    echo(order, fields, "passback_params");
    Instant paidAt = order.paidAt;
    if (paidAt != null) {
      fields.put("gmt_payment", Numbers.time(paidAt));
      for (String name : new String[] {"receipt", "invoice", "buyer_pay"}) {
        fields.put(name + "_amount", Numbers.yuan(order.fen));
      }
      fields.put("point_amount", "0.00");
      ArrayNode bills = JsonNodeFactory.instance.arrayNode();
      bills.addObject().put("amount", Numbers.yuan(order.fen)).put("fundChannel", "ALIPAYACCOUNT");
      fields.put("fund_bill_list", JsonText.of(bills));
    }
    Instant closedAt = order.closedAt;
    if (closedAt != null) {
      fields.put("gmt_close", Numbers.time(closedAt));
    }
    return fields;
  }

  private static void echo(Order order, Map<String, String> fields, String name) {
    String text = order.term(name);
    if (!text.isEmpty()) {
      fields.put(name, text);
    }
  }
}
