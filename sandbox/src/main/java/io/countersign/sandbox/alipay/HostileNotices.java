// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.alipay;

import io.countersign.sandbox.attack.Attack;
import io.countersign.sandbox.attack.Attack.Kind;
import io.countersign.sandbox.attack.HostileMessage;
import io.countersign.sandbox.attack.HostileMessage.Header;
import io.countersign.sandbox.plumbing.KeyStock;
import java.nio.charset.Charset;
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
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * The notifications of one run, about two orders of one shop.
 *
 * @param shop with what its notifications are made
 * @param clock when they are made
 * @param order what the true notification pays
 * @param victim what the attacks name
 * @param fen what each of them costs
 * @param tradeNo Alipay's number of the one true payment
 */
record HostileNotices(
    Shop shop, Clock clock, String order, String victim, long fen, String tradeNo) {
  private static final String FORM = "application/x-www-form-urlencoded; charset=utf-8";
  private static final String FREE = "Whoever knows the address gets goods for nothing.";
  private static final String CHEAP = "Whoever pays a little gets goods worth more.";
  private static final String UNPAID = "Goods are shipped for money that never came.";
  private static final String TWICE = "The shop ships a second time for one payment.";
  private static final String MOOT = "A payment is lost when its notification is not taken.";
  private static final String DOWN = "Whoever knows the address can stop the shop.";

  /** The shop as Alipay knows it. */
  record Shop(String appId, String sellerId, SignType type, PrivateKey key) {
    /** Tells no secret. */
    @Override
    public String toString() {
      return "shop " + appId;
    }
  }

  HostileNotices about(String newOrder, String newVictim, long newFen) {
    return new HostileNotices(shop, clock, newOrder, newVictim, newFen, tradeNo);
  }

  Attack trueOne() {
    return form(Kind.TRUE, "true-one", "A true notification.", MOOT, this::paid);
  }

  List<Attack> all() {
    List<Attack> all = new ArrayList<>();
    all.addAll(otherEvents());
    all.addAll(repeated());
    all.addAll(trueOnes());
    all.addAll(unproven());
    all.addAll(otherPayments());
    all.addAll(broken());
    return List.copyOf(all);
  }

  private List<Attack> otherEvents() {
    return List.of(
        event(
            "partial-refund",
            "A part went back: the notice says TRADE_SUCCESS, as the payment's did.",
            form ->
                form.with("out_biz_no", "REFUND1")
                    .with("refund_fee", "0.01")
                    .with("gmt_refund", form.fields().get("gmt_payment") + ".113")),
        event(
            "full-refund",
            "Everything went back.",
            form ->
                form.with("trade_status", "TRADE_CLOSED")
                    .with("refund_fee", Numbers.yuan(fen))
                    .with("gmt_refund", form.fields().get("gmt_payment") + ".113")),
        event(
            "closed-unpaid",
            "The order ended, and nobody has paid.",
            form -> form.with("trade_status", "TRADE_CLOSED").without("gmt_payment")),
        event(
            "waiting-for-the-payer",
            "The payer has only begun.",
            form -> form.with("trade_status", "WAIT_BUYER_PAY").without("gmt_payment")),
        event(
            "money-frozen",
            "Money was frozen, none was paid.",
            form ->
                form.with("notify_type", "fund_auth_freeze")
                    .with("status", "SUCCESS")
                    .with("operation_type", "FREEZE")
                    .without("trade_status")),
        event(
            "agreement-signed",
            "The payer has agreed to later charges.",
            form ->
                form.with("notify_type", "dut_user_sign")
                    .with("status", "NORMAL")
                    .without("trade_status")));
  }

  private List<Attack> repeated() {
    return List.of(
        form(
            Kind.REPEATED,
            "same-notice-twice",
            "The same notification comes again, as it does when an answer is late.",
            TWICE,
            this::paid),
        form(
            Kind.REPEATED,
            "same-payment-under-another-notify-id",
            "The same payment is told under another notify_id.",
            TWICE,
            () -> paid().with("notify_id", "9".repeat(34))),
        form(
            Kind.REPEATED,
            "finished-after-success",
            "The window for refunds has ended: the same payment once more.",
            TWICE,
            () -> paid().with("trade_status", "TRADE_FINISHED")),
        new Attack(
            "same-notice-twice-at-once",
            Kind.REPEATED,
            "The same notification comes over two links at the same moment.",
            TWICE,
            () -> List.of(post(paid()), post(paid()))));
  }

  private List<Attack> trueOnes() {
    return List.of(
        form(
            Kind.TRUE,
            "with-a-new-field",
            "A true notification with fields that are new.",
            MOOT,
            () -> paid().with("new_field", "1").with("another", "茶 & =")),
        form(
            Kind.TRUE,
            "with-blank-fields",
            "A true notification with blank fields, which nobody signs.",
            MOOT,
            () -> paid().with("body", "").with("passback_params", " ")),
        new Attack(
            "fields-in-other-order",
            Kind.TRUE,
            "A true notification, its fields the other way.",
            MOOT,
            () -> List.of(raw(reversed(paid())))),
        form(
            Kind.TRUE,
            "in-gbk",
            "A true notification in GBK, as old applications get it.",
            MOOT,
            () -> paid().with("subject", "龙井茶").in(Charset.forName("GBK"))));
  }

  private List<Attack> unproven() {
    List<Attack> all = new ArrayList<>();
    all.add(hostile("no-signature", "No signature.", FREE, form -> form.withoutSigning("sign")));
    Map<String, String> worthless = new LinkedHashMap<>();
    worthless.put("empty-signature", "");
    worthless.put("blank-signature", " ");
    worthless.put("signature-of-the-right-length", "A".repeat(342) + "==");
    worthless.put("signature-that-is-no-base64", "~~~~");
    worthless.forEach(
        (name, sign) ->
            all.add(
                hostile(
                    name, "A worthless signature.", FREE, form -> form.tampered("sign", sign))));
    all.add(
        hostile(
            "strangers-key",
            "Signed with a key that anybody can make.",
            FREE,
            form -> strangers(form)));
    all.add(
        hostile(
            "no-signature-and-no-type",
            "Neither a signature nor a word of how it is made.",
            FREE,
            form -> form.withoutSigning("sign").withoutSigning("sign_type")));
    all.add(
        hostile(
            "unknown-sign-type",
            "A kind of signature that does not exist, and an empty one.",
            FREE,
            form -> form.tampered("sign_type", "NONE").tampered("sign", "")));
    if (shop.type() == SignType.RSA2) {
      all.add(
          hostile(
              "weaker-signature",
              "Signed with SHA-1 by the right key, though the application is set to RSA2.",
              FREE,
              form -> form.signedBy(SignType.RSA)));
    }
    all.add(
        hostile(
            "amount-changed",
            "A payment of a fen, its amount changed afterwards.",
            CHEAP,
            form -> cheap(form).tampered("total_amount", Numbers.yuan(fen))));
    all.add(
        hostile(
            "order-changed",
            "The payment of another order, its number changed afterwards.",
            CHEAP,
            form -> form.with("out_trade_no", "NOBODYS1").tampered("out_trade_no", victim)));
    all.add(
        hostile(
            "status-changed",
            "An unpaid order's notice, its status changed afterwards.",
            UNPAID,
            form ->
                form.with("trade_status", "WAIT_BUYER_PAY")
                    .tampered("trade_status", "TRADE_SUCCESS")));
    all.add(
        new Attack(
            "amount-twice",
            Kind.HOSTILE,
            "The amount comes twice, and the cheap one was signed.",
            CHEAP,
            () ->
                List.of(raw("total_amount=" + Numbers.yuan(fen) + "&" + cheap(unpaid()).query()))));
    all.add(
        hostile(
            "fields-hidden-in-a-description",
            "A cheap payment whose body held the fields of a dear one, cut at other places: the"
                + " signed text is the same.",
            CHEAP,
            this::cut));
    all.add(
        new Attack(
            "gbk-called-utf-8",
            Kind.HOSTILE,
            "Bytes in GBK that are called UTF-8.",
            MOOT,
            () ->
                List.of(
                    raw(
                        unpaid()
                            .with("subject", "龙井茶")
                            .in(Charset.forName("GBK"))
                            .tampered("charset", "utf-8")
                            .query()))));
    return all;
  }

  private List<Attack> otherPayments() {
    return List.of(
        hostile("smaller-amount", "A true payment of one fen.", CHEAP, HostileNotices::cheap),
        hostile(
            "other-application",
            "A payment to another application of the same key.",
            CHEAP,
            form ->
                form.with("app_id", "2021000000000001").with("auth_app_id", "2021000000000001")),
        hostile(
            "other-merchant",
            "A payment to another merchant.",
            CHEAP,
            form -> form.with("seller_id", "2088000000000001").without("seller_email")),
        hostile(
            "nobodys-order",
            "A payment of an order that the shop does not have.",
            MOOT,
            form -> form.with("out_trade_no", "NOBODYS0001")),
        hostile(
            "unknown-status",
            "A status that does not exist.",
            UNPAID,
            form -> form.with("trade_status", "TRADE_SUCCESSFUL")),
        hostile(
            "amount-with-three-decimals",
            "An amount that is no amount of yuan.",
            CHEAP,
            form -> form.with("total_amount", Numbers.yuan(fen) + "1")),
        hostile(
            "amount-with-an-exponent",
            "An amount that reads as more than it was.",
            CHEAP,
            form -> form.with("total_amount", "1e9")),
        hostile(
            "browser-return",
            "What the payer's browser brings to return_url: it says nothing of money.",
            UNPAID,
            form ->
                form.with("method", "alipay.trade.page.pay.return")
                    .without("trade_status")
                    .without("notify_type")
                    .without("notify_id")));
  }

  private List<Attack> broken() {
    return List.of(
        broken("empty-body", () -> raw("")),
        broken("json", () -> post("application/json", "{\"trade_status\":\"TRADE_SUCCESS\"}")),
        broken("broken-percent", () -> raw(unpaid().query() + "&x=%G1")),
        broken("nul", () -> raw(unpaid().query() + "%00")),
        broken("one-huge-field", () -> raw("a=" + "a".repeat(3_000_000))),
        broken("many-fields", () -> raw("a=1&".repeat(500_000))),
        broken(
            "body-that-does-not-come",
            () -> {
              HostileMessage whole = post(unpaid());
              return new HostileMessage("POST", whole.headers(), whole.body(), 100);
            }),
        broken("get", () -> new HostileMessage("GET", List.of(), new byte[0], 0)));
  }

  /** True, of the first order. */
  SignedForm paid() {
    return paid(order, tradeNo);
  }

  /** True in all but that it is not so: nobody has paid the victim. */
  private SignedForm unpaid() {
    return paid(victim, "2" + tradeNo.substring(1, 27) + "9");
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

  private static SignedForm cheap(SignedForm form) {
    return form.with("total_amount", "0.01")
        .with("receipt_amount", "0.01")
        .with("invoice_amount", "0.01")
        .with("buyer_pay_amount", "0.01");
  }

  private static SignedForm strangers(SignedForm form) {
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
  private SignedForm cut(SignedForm dear) {
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

  private Attack event(String name, String what, UnaryOperator<SignedForm> change) {
    return form(Kind.OTHER_EVENT, name, what, UNPAID, () -> change.apply(unpaid()));
  }

  private Attack hostile(String name, String what, String cost, UnaryOperator<SignedForm> change) {
    return form(Kind.HOSTILE, name, what, cost, () -> change.apply(unpaid()));
  }

  private static Attack form(
      Kind kind, String name, String what, String cost, Supplier<SignedForm> form) {
    return new Attack(name, kind, what, cost, () -> List.of(post(form.get())));
  }

  private static Attack broken(String name, Supplier<HostileMessage> message) {
    return new Attack(
        name, Kind.HOSTILE, "Something that is no form.", DOWN, () -> List.of(message.get()));
  }

  private static HostileMessage post(SignedForm form) {
    List<Header> headers = List.of(new Header("Content-Type", form.contentType()));
    return new HostileMessage("POST", headers, form.body(), 0);
  }

  private static HostileMessage raw(String form) {
    return post(FORM, form);
  }

  private static HostileMessage post(String type, String text) {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    return new HostileMessage("POST", List.of(new Header("Content-Type", type)), body, 0);
  }

  private static String reversed(SignedForm form) {
    List<String> pairs = new ArrayList<>(List.of(form.query().split("&", -1)));
    Collections.reverse(pairs);
    return String.join("&", pairs);
  }
}
