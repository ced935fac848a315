// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.alipay;

import io.countersign.sandbox.attack.Attack;
import io.countersign.sandbox.attack.Attack.Kind;
import io.countersign.sandbox.attack.HostileMessage;
import io.countersign.sandbox.attack.HostileMessage.Header;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * The notifications of one run.
 *
 * @param forms what they hold
 */
record HostileNotices(HostileForms forms) {
  private static final String FORM = "application/x-www-form-urlencoded; charset=utf-8";
  private static final String FREE = "Whoever knows the address gets goods for nothing.";
  private static final String CHEAP = "Whoever pays a little gets goods worth more.";
  private static final String UNPAID = "Goods are shipped for money that never came.";
  private static final String TWICE = "The shop ships a second time for one payment.";
  private static final String MOOT = "A payment is lost when its notification is not taken.";
  private static final String BACK = "The shop takes a paid order for an open one.";
  private static final String WRONG = "A wrong amount is booked as the right one.";
  private static final String DOWN = "Whoever knows the address can stop the shop.";

  private String yuan() {
    return Numbers.yuan(forms.fen());
  }

  Attack trueOne() {
    return form(Kind.TRUE, "true-one", "A true notification.", MOOT, forms::paid);
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
                    .with("gmt_close", form.fields().getOrDefault("gmt_payment", ""))
                    .with("out_biz_no", "REFUND1")
                    .with("refund_fee", yuan())
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
                    .without("trade_status")),
        form(
            Kind.OTHER_EVENT,
            "message-of-a-transfer",
            "A message to the application gateway: a transfer of that number has succeeded.",
            UNPAID,
            forms::message),
        event(
            "message-with-a-payments-fields",
            "A message to the application gateway that has all fields of a payment, too.",
            form -> form.with("msg_method", "alipay.open.some.event").without("notify_type")));
  }

  private List<Attack> repeated() {
    return List.of(
        form(
            Kind.REPEATED,
            "same-notice-twice",
            "The same notification comes again, as it does when an answer is late.",
            TWICE,
            forms::paid),
        form(
            Kind.REPEATED,
            "same-payment-under-another-notify-id",
            "The same payment is told under another notify_id.",
            TWICE,
            () -> forms.paid().with("notify_id", "9".repeat(34))),
        form(
            Kind.REPEATED,
            "finished-after-success",
            "The window for refunds has ended: the same payment once more.",
            TWICE,
            () -> forms.paid().with("trade_status", "TRADE_FINISHED")),
        form(
            Kind.REPEATED,
            "waiting-after-success",
            "An old notice comes late: the payer of what is paid has only begun.",
            BACK,
            () -> forms.paid().with("trade_status", "WAIT_BUYER_PAY").without("gmt_payment")),
        form(
            Kind.REPEATED,
            "closed-after-success",
            "What is paid is told as ended, and nothing was refunded.",
            BACK,
            () -> forms.paid().with("trade_status", "TRADE_CLOSED").without("gmt_payment")),
        form(
            Kind.REPEATED,
            "second-payment-of-the-order",
            "What is paid is paid once more, under another trade_no.",
            TWICE,
            forms::paidAgain),
        new Attack(
            "same-notice-twice-at-once",
            Kind.REPEATED,
            "The same notification comes over two links at the same moment.",
            TWICE,
            () -> List.of(post(forms.paid()), post(forms.paid()))));
  }

  private List<Attack> trueOnes() {
    return List.of(
        form(
            Kind.TRUE,
            "with-a-new-field",
            "A true notification with fields that are new.",
            MOOT,
            () -> forms.paid().with("new_field", "1").with("another", "茶 & = ; + % ' ~ 😀")),
        form(
            Kind.TRUE,
            "with-blank-fields",
            "A true notification with blank fields, which nobody signs.",
            MOOT,
            () -> forms.paid().with("body", "").with("passback_params", " ")),
        new Attack(
            "fields-in-other-order",
            Kind.TRUE,
            "A true notification, its fields the other way.",
            MOOT,
            () -> List.of(raw(HostileForms.reversed(forms.paid())))),
        form(
            Kind.TRUE,
            "in-gbk",
            "A true notification in GBK, as old applications get it.",
            MOOT,
            () -> forms.paid().with("subject", "龙井茶").in(Charset.forName("GBK"))));
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
            form -> HostileForms.strangers(form)));
    all.add(
        hostile(
            "strangers-certificate",
            "Signed with a key that anybody can make, and its certificate is named along with it.",
            FREE,
            form -> HostileForms.strangers(form.with("alipay_cert_sn", Numbers.hex(32)))));
    all.add(
        hostile(
            "signed-with-its-type",
            "Signed in the second way, which is for messages to the application gateway.",
            UNPAID,
            SignedForm::signingItsType));
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
    if (forms.shop().type() == SignType.RSA2) {
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
            form -> HostileForms.cheap(form).tampered("total_amount", yuan())));
    all.add(
        hostile(
            "order-changed",
            "The payment of another order, its number changed afterwards.",
            CHEAP,
            form ->
                form.with("out_trade_no", "NOBODYS1").tampered("out_trade_no", forms.victim())));
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
                List.of(
                    raw(
                        "total_amount="
                            + yuan()
                            + "&"
                            + HostileForms.cheap(forms.unpaid()).query()))));
    all.add(
        new Attack(
            "number-twice",
            Kind.HOSTILE,
            "The order's number comes twice, and that of another order was signed.",
            CHEAP,
            () -> List.of(raw(twice("out_trade_no", forms.victim(), "NOBODYS1")))));
    all.add(
        new Attack(
            "status-twice",
            Kind.HOSTILE,
            "The status comes twice, and that of an unpaid order was signed.",
            UNPAID,
            () -> List.of(raw(twice("trade_status", "TRADE_SUCCESS", "WAIT_BUYER_PAY")))));
    all.add(
        hostile(
            "fields-hidden-in-a-description",
            "A cheap payment whose body held the fields of a dear one, cut at other places: the"
                + " signed text is the same.",
            CHEAP,
            forms::cut));
    all.add(
        new Attack(
            "gbk-called-utf-8",
            Kind.HOSTILE,
            "Bytes in GBK that are called UTF-8.",
            MOOT,
            () ->
                List.of(
                    raw(
                        forms
                            .unpaid()
                            .with("subject", "龙井茶")
                            .in(Charset.forName("GBK"))
                            .tampered("charset", "utf-8")
                            .query()))));
    return all;
  }

  private List<Attack> otherPayments() {
    List<Attack> all = new ArrayList<>(incomplete());
    String other = forms.victim().toLowerCase(Locale.ROOT);
    if (!other.equals(forms.victim())) {
      all.add(
          hostile(
              "number-in-small-letters",
              "A payment of another order, whose number differs in capitals only.",
              CHEAP,
              form -> form.with("out_trade_no", other)));
    }
    all.addAll(mixedUp());
    return all;
  }

  /** What is not there cannot be compared. */
  private List<Attack> incomplete() {
    return List.of(
        hostile(
            "without-an-amount",
            "A payment that does not say of how much.",
            CHEAP,
            form -> form.without("total_amount")),
        hostile(
            "without-an-application",
            "A payment that does not say to which application.",
            CHEAP,
            form -> form.without("app_id").without("auth_app_id")),
        hostile(
            "without-a-merchant",
            "A payment that does not say to whom.",
            CHEAP,
            form -> form.without("seller_id")),
        hostile(
            "without-a-status",
            "A notice that does not say what has happened.",
            UNPAID,
            form -> form.without("trade_status")));
  }

  private List<Attack> mixedUp() {
    return List.of(
        hostile("smaller-amount", "A true payment of one fen.", CHEAP, HostileForms::cheap),
        hostile(
            "number-with-a-blank",
            "A payment of another order, whose number has a blank behind it.",
            CHEAP,
            form -> form.with("out_trade_no", forms.victim() + " ")),
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
            form -> form.with("total_amount", yuan() + "1")),
        hostile(
            "amount-beyond-an-int",
            "An amount that is the right one when its fen are kept in 32 bits.",
            WRONG,
            form -> form.with("total_amount", Numbers.yuan(forms.fen() + (1L << 32)))),
        hostile(
            "amount-below-zero",
            "An amount that is the right one without its sign.",
            WRONG,
            form -> form.with("total_amount", "-" + yuan())),
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
        broken("broken-percent", () -> raw(forms.unpaid().query() + "&x=%G1")),
        broken("nul", () -> raw(forms.unpaid().query() + "%00")),
        broken("half-a-character", () -> raw(forms.unpaid().query() + "&x=%E8%8C")),
        broken(
            "unknown-charset",
            () -> raw(forms.unpaid().tampered("charset", "no-such-charset").query())),
        broken("cut-by-semicolons", () -> raw(forms.unpaid().query().replace('&', ';'))),
        broken("names-without-values", () -> raw("sign&sign_type&trade_status")),
        broken("one-huge-field", () -> raw("a=" + "a".repeat(3_000_000))),
        broken("many-fields", () -> raw("a=1&".repeat(500_000))),
        broken(
            "body-that-does-not-come",
            () -> {
              HostileMessage whole = post(forms.unpaid());
              return new HostileMessage("POST", whole.headers(), whole.body(), 100);
            }),
        broken("get", () -> new HostileMessage("GET", List.of(), new byte[0], 0)));
  }

  private Attack event(String name, String what, UnaryOperator<SignedForm> change) {
    return form(Kind.OTHER_EVENT, name, what, UNPAID, () -> change.apply(forms.unpaid()));
  }

  private Attack hostile(String name, String what, String cost, UnaryOperator<SignedForm> change) {
    return form(Kind.HOSTILE, name, what, cost, () -> change.apply(forms.unpaid()));
  }

  private static Attack form(
      Kind kind, String name, String what, String cost, Supplier<SignedForm> form) {
    return new Attack(name, kind, what, cost, () -> List.of(post(form.get())));
  }

  private static Attack broken(String name, Supplier<HostileMessage> message) {
    return new Attack(
        name, Kind.HOSTILE, "Something that is no form.", DOWN, () -> List.of(message.get()));
  }

  /** A field with a false value, and behind it the whole form that was signed with the true one. */
  private String twice(String name, String falseValue, String signed) {
    return name + "=" + falseValue + "&" + forms.unpaid().with(name, signed).query();
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
}
