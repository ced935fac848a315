// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.alipay;

import io.countersign.sandbox.plumbing.KeyStock;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Forms about two orders of one shop, true and otherwise.
 *
 * @param shop with what they are signed
 * @param clock when they are made
 * @param order what the true notification pays
 * @param victim what the attacks name
 * @param fen what each of them costs
 * @param tradeNo Alipay's number of the one true payment
 */
record HostileForms(Shop shop, Clock clock, String order, String victim, long fen, String tradeNo) {

  /** The shop as Alipay knows it. */
  record Shop(String appId, String sellerId, SignType type, PrivateKey key) {
    /** Tells no secret. */
    @Override
    public String toString() {
      return "shop " + appId;
    }
  }

  HostileForms about(String newOrder, String newVictim, long newFen) {
    return new HostileForms(shop, clock, newOrder, newVictim, newFen, tradeNo);
  }

  /** True, of the first order. */
  SignedForm paid() {
    return paid(order, tradeNo);
  }

  /** True in all but that it is not so: nobody has paid the victim. */
  SignedForm unpaid() {
    return paid(victim, "2" + tradeNo.substring(1, 27) + "9");
  }

  /** Another payment of the order that is paid already. */
  SignedForm paidAgain() {
    return paid(order, "3" + tradeNo.substring(1, 27) + "8");
  }

  /** What the application gateway is told of a transfer that has the victim's number. */
  SignedForm message() {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("notify_id", "2026" + tradeNo.substring(0, 26) + "00");
    fields.put("utc_timestamp", Long.toString(clock.millis()));
    fields.put("msg_method", TransferCalls.CHANGED);
    fields.put("app_id", shop.appId());
    fields.put("msg_type", "sys");
    fields.put("version", "1.1");
    fields.put("charset", "UTF-8");
    fields.put(
        "biz_content",
        JsonText.of(
            JsonText.object()
                .put("out_biz_no", victim)
                .put("status", "SUCCESS")
                .put("action_type", "FINISH")
                .put("trans_amount", Numbers.yuan(fen))));
    return SignedForm.of(shop.type(), shop.key(), StandardCharsets.UTF_8, fields);
  }

  private SignedForm paid(String outTradeNo, String number) {
    String now = Numbers.time(clock.instant());
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("notify_time", now);
    fields.put("notify_type", "trade_status_sync");
    fields.put("notify_id", "2026" + number.substring(0, 26) + outTradeNo.length());
    fields.put("charset", "utf-8");
    fields.put("version", "1.0");
    fields.put("app_id", shop.appId());
    fields.put("auth_app_id", shop.appId());
    fields.put("trade_no", number);
    fields.put("out_trade_no", outTradeNo);
    fields.put("trade_status", "TRADE_SUCCESS");
    fields.put("subject", "tea");
    fields.put("buyer_id", "2088102122000000");
    fields.put("buyer_logon_id", Account.LOGON_ID);
    fields.put("seller_id", shop.sellerId());
    fields.put("gmt_create", now);
    fields.put("gmt_payment", now);
    for (String name : new String[] {"total", "receipt", "invoice", "buyer_pay"}) {
      fields.put(name + "_amount", Numbers.yuan(fen));
    }
    return SignedForm.of(shop.type(), shop.key(), StandardCharsets.UTF_8, fields);
  }

  static SignedForm cheap(SignedForm form) {
    return form.with("total_amount", "0.01")
        .with("receipt_amount", "0.01")
        .with("invoice_amount", "0.01")
        .with("buyer_pay_amount", "0.01");
  }

  static SignedForm strangers(SignedForm form) {
    KeyPair pair = KeyStock.take();
    Map<String, String> fields = new LinkedHashMap<>(form.fields());
    SignedForm signed =
        SignedForm.of(SignType.RSA2, pair.getPrivate(), StandardCharsets.UTF_8, fields);
    KeyStock.giveBack(List.of(pair));
    return signed;
  }

  /**
   * Signed text does not tell where a value ends. Whoever may choose what a cheap order is called
   * can hide the fields of a dear one in it.
   */
  SignedForm cut(SignedForm dear) {
    TreeMap<String, String> told = new TreeMap<>(dear.fields());
    told.remove("sign");
    told.remove("sign_type");
    StringBuilder hidden = new StringBuilder("tea");
    told.tailMap("body", false)
        .forEach((name, value) -> hidden.append('&').append(name).append('=').append(value));
    SignedForm cheap = cheap(dear).with("out_trade_no", "NOBODYS1").with("body", hidden + "&zz=");
    TreeMap<String, String> rest = new TreeMap<>(cheap.fields());
    rest.remove("sign");
    rest.remove("sign_type");
    StringBuilder last = new StringBuilder();
    rest.tailMap("body", false)
        .forEach((name, value) -> last.append('&').append(name).append('=').append(value));
    return dear.tampered("body", "tea")
        .tampered("zz", last.toString())
        .tampered("sign", cheap.fields().getOrDefault("sign", ""));
  }

  static String reversed(SignedForm form) {
    List<String> pairs = new ArrayList<>(List.of(form.query().split("&", -1)));
    Collections.reverse(pairs);
    return String.join("&", pairs);
  }
}
