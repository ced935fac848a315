// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.ecpay;

import io.countersign.sandbox.attack.Attack;
import io.countersign.sandbox.attack.Attack.Kind;
import io.countersign.sandbox.attack.HostileMessage;
import io.countersign.sandbox.attack.HostileMessage.Header;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * The notifications of one run, about two orders of one shop.
 *
 * @param keys with which they are believed
 * @param clock when they are made
 * @param order what the true notification pays
 * @param victim what the attacks name
 * @param total of both, in whole dollars
 * @param tradeNo ECPay's number of the one true payment
 */
record HostileForms(
    Keys keys, Clock clock, String order, String victim, long total, String tradeNo) {
  private static final String FORM = "application/x-www-form-urlencoded";
  private static final String FORGED = "Whoever knows the address gets goods for nothing.";
  private static final String ALTERED =
      "What the shop reads is not what was signed, so a cheap payment pays for a dear order.";
  private static final String UNPAID = "Goods are shipped for money that never comes.";
  private static final String CHEAP = "Whoever pays one dollar gets goods worth more.";
  private static final String TWICE = "The shop ships a second time for one payment.";
  private static final String MOOT = "A payment is lost when its notification is not taken.";

  static HostileForms about(Keys keys, Clock clock, String order, String victim, long total) {
    return new HostileForms(keys, clock, order, victim, total, Numbers.tradeNo(clock.instant()));
  }

  Attack trueOne() {
    return line(Kind.TRUE, "true-one", "A true notification.", MOOT, forms -> forms.paid().body());
  }

  List<Attack> all() {
    List<Attack> all = new ArrayList<>();
    all.addAll(otherEvents());
    all.addAll(repeated());
    all.addAll(trueOnes());
    all.addAll(unproven());
    all.addAll(altered());
    all.addAll(otherPayments());
    all.addAll(broken());
    return List.copyOf(all);
  }

  private List<Attack> otherEvents() {
    return List.of(
        event(
            "simulated",
            "A simulated payment of the back office: no money has moved.",
            form -> form.with("SimulatePaid", "1")),
        event(
            "payment-failed",
            "A payment that the bank has refused.",
            form -> form.with("RtnCode", "10100058")),
        event(
            "order-not-established",
            "A payment that was never established.",
            form -> form.with("RtnCode", "10200095")),
        event(
            "result-pending",
            "A payment that the bank has not decided yet.",
            form -> form.with("RtnCode", RtnCode.PENDING)),
        event(
            "account-issued",
            "The payer was given an account number, and has paid nothing.",
            form -> form.with("RtnCode", RtnCode.ACCOUNT_ISSUED)),
        event(
            "store-code-issued",
            "The payer was given a code for a shop, and has paid nothing.",
            form -> form.with("RtnCode", RtnCode.STORE_CODE_ISSUED)));
  }

  private List<Attack> repeated() {
    return List.of(
        line(
            Kind.REPEATED,
            "same-notice-twice",
            "The same notification comes a second time, as it does when an answer is late.",
            TWICE,
            forms -> forms.paid().body()),
        line(
            Kind.REPEATED,
            "same-payment-in-other-words",
            "The same payment is told with the text of a repetition.",
            TWICE,
            forms -> forms.paid().with("RtnMsg", "paid").body()),
        new Attack(
            "same-notice-twice-at-once",
            Kind.REPEATED,
            "The same notification comes over two links at the same moment.",
            TWICE,
            () -> List.of(message(paid().body()), message(paid().body()))));
  }

  private List<Attack> trueOnes() {
    return List.of(
        line(
            Kind.TRUE,
            "with-a-new-field",
            "A true notification with a field that is new.",
            MOOT,
            forms -> forms.paid().with("NewField", "").with("Another", "1").body()),
        line(
            Kind.TRUE,
            "fields-in-other-order",
            "A true notification, its fields the other way.",
            MOOT,
            forms -> reversed(forms.paid())));
  }

  private List<Attack> unproven() {
    return List.of(
        forged("no-check-mac", "No CheckMacValue at all.", form -> dropped(form, CheckMac.FIELD)),
        forged(
            "empty-check-mac",
            "CheckMacValue is empty.",
            form -> form.tampered(CheckMac.FIELD, "")),
        forged(
            "short-check-mac",
            "CheckMacValue has four characters.",
            form -> form.tampered(CheckMac.FIELD, "ABCD")),
        forged(
            "check-mac-of-zeros",
            "CheckMacValue has the right length and is made of zeros.",
            form -> form.tampered(CheckMac.FIELD, "0".repeat(64))),
        forged(
            "check-mac-of-itself",
            "CheckMacValue is the hash of no keys at all.",
            form ->
                form.tampered(CheckMac.FIELD, CheckMac.of(form.fields(), new Keys("", "", "")))),
        forged(
            "check-mac-md5",
            "CheckMacValue is the MD5 of times long past.",
            form ->
                form.tampered(CheckMac.FIELD, CheckMac.of(form.fields(), keys, CheckMac.Hash.MD5))),
        forged(
            "signed-with-published-keys",
            "Signed with the keys that ECPay has published.",
            form -> form.tampered(CheckMac.FIELD, CheckMac.of(form.fields(), published()))),
        forged(
            "published-merchant",
            "A test merchant's notification, rightly signed with its keys.",
            form ->
                SignedForm.of(
                    published(), form.tampered("MerchantID", published().merchantId()).fields())),
        forged(
            "platforms-keys",
            "Signed with a platform's published keys, the platform named.",
            form ->
                SignedForm.of(
                    platform(), form.tampered("PlatformID", platform().merchantId()).fields())));
  }

  private List<Attack> altered() {
    return List.of(
        altered(
            "other-order-number",
            "The signed order number was exchanged for another.",
            form ->
                form.with("MerchantTradeNo", "NOBODYS0001").tampered("MerchantTradeNo", victim)),
        altered(
            "amount-altered",
            "The signed amount was one dollar.",
            form -> form.with("TradeAmt", "1").tampered("TradeAmt", Long.toString(total))),
        altered(
            "failure-made-success",
            "A signed refusal whose code was changed to paid.",
            form -> form.with("RtnCode", "10100058").tampered("RtnCode", "1")),
        altered(
            "simulation-made-real",
            "A signed simulation that was changed to real.",
            form -> form.with("SimulatePaid", "1").tampered("SimulatePaid", "0")),
        altered(
            "field-added",
            "A field was added after the signing.",
            form -> form.tampered("CustomField9", "x")),
        altered(
            "field-removed",
            "A field was taken away after the signing.",
            form -> dropped(form, "CustomField4")),
        altered(
            "blank-added",
            "A value got a blank after the signing.",
            form -> form.tampered("PaymentDate", form.fields().get("PaymentDate") + " ")),
        altered(
            "simulation-in-a-text",
            "A signed simulation whose mark was moved into the text before it.",
            form ->
                dropped(
                    form.with("SimulatePaid", "1").tampered("RtnMsg", "交易成功&SimulatePaid=1"),
                    "SimulatePaid")),
        altered(
            "simulation-respelled",
            "A signed simulation whose mark was written in other letters, which sign the same.",
            form ->
                dropped(
                    form.with("SimulatePaid", "1").tampered("simulatePaid", "1"), "SimulatePaid")),
        altered(
            "order-form-as-notice",
            "The shop's own signed order, cut anew where the payer had named the goods.",
            HostileForms::cutFromOrder),
        raw(
            "order-named-twice",
            "Signed for another order; the victim's number stands before it.",
            ALTERED,
            forms -> prefixed(forms, "MerchantTradeNo=" + victim)),
        raw(
            "amount-named-twice",
            "Signed for one dollar; the full amount stands before it.",
            ALTERED,
            forms -> prefixed(forms, "TradeAmt=" + total)));
  }

  private List<Attack> otherPayments() {
    return List.of(
        other(
            "one-dollar",
            "A true payment of this order, of one dollar.",
            form -> form.with("TradeAmt", "1")),
        other(
            "one-dollar-less",
            "A true payment of one dollar less.",
            form -> form.with("TradeAmt", Long.toString(total - 1))),
        other(
            "negative-amount",
            "The signed amount is negative.",
            form -> form.with("TradeAmt", Long.toString(-total))),
        other(
            "amount-with-decimals",
            "The signed amount has a thousandth too little.",
            form -> form.with("TradeAmt", (total - 1) + ".999")),
        other(
            "amount-missing", "The signed form names no amount.", form -> form.without("TradeAmt")),
        other("amount-empty", "The signed amount is empty.", form -> form.with("TradeAmt", "")),
        other(
            "amount-overflows",
            "The signed amount is the right one plus two to the power 64.",
            form ->
                form.with(
                    "TradeAmt", BigInteger.TWO.pow(64).add(BigInteger.valueOf(total)).toString())),
        other(
            "merchant-of-others",
            "Signed with the right keys for another merchant's number.",
            form -> form.with("MerchantID", "2999999")),
        other(
            "code-missing",
            "The signed form has no result code.",
            form -> form.without("RtnCode")));
  }

  private List<Attack> broken() {
    List<Attack> all = new ArrayList<>();
    all.add(raw("empty-body", "An empty body.", FORGED, forms -> message(new byte[0])));
    all.add(
        raw(
            "not-a-form",
            "A body that is not a form.",
            FORGED,
            forms -> message("%%%&&&===".getBytes(StandardCharsets.US_ASCII))));
    all.add(
        raw(
            "not-utf-8",
            "A body that is not UTF-8.",
            FORGED,
            forms -> message(new byte[] {(byte) 0xff, (byte) 0xfe, '=', (byte) 0xc0})));
    all.add(
        raw(
            "json-instead",
            "The fields as JSON, unsigned.",
            FORGED,
            forms ->
                post(
                    "application/json",
                    ("{\"MerchantTradeNo\":\"" + victim + "\",\"RtnCode\":1}")
                        .getBytes(StandardCharsets.UTF_8))));
    all.add(
        raw(
            "half-a-body",
            "Half of a true notification, announced as a whole one.",
            FORGED,
            forms -> {
              byte[] whole = forms.paidVictim().body();
              int half = whole.length / 2;
              return new HostileMessage(
                  "POST",
                  List.of(new Header("Content-Type", FORM)),
                  Arrays.copyOf(whole, half),
                  whole.length - half);
            }));
    all.add(
        raw(
            "by-get",
            "A GET, as a payer's browser could send it.",
            FORGED,
            forms -> new HostileMessage("GET", List.of(), new byte[0], 0)));
    all.add(
        raw(
            "many-fields",
            "A hundred thousand fields.",
            FORGED,
            forms -> message("a=1&".repeat(100_000).getBytes(StandardCharsets.US_ASCII))));
    return all;
  }

  /** What ECPay posts when the order is paid; the same payment each time. */
  private SignedForm paid() {
    return about(order, tradeNo);
  }

  /** A payment of the victim, true in everything that is not changed. */
  private SignedForm paidVictim() {
    return about(victim, Numbers.tradeNo(clock.instant()));
  }

  private SignedForm about(String number, String trade) {
    Instant now = clock.instant();
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("MerchantID", keys.merchantId());
    fields.put("MerchantTradeNo", number);
    fields.put("StoreID", "");
    fields.put("RtnCode", RtnCode.OK);
    fields.put("RtnMsg", "交易成功");
    fields.put("TradeNo", trade);
    fields.put("TradeAmt", Long.toString(total));
    fields.put("PaymentDate", Numbers.time(now));
    fields.put("PaymentType", "Credit_CreditCard");
    fields.put("PaymentTypeChargeFee", "2");
    fields.put("TradeDate", Numbers.time(now.minusSeconds(60)));
    fields.put("SimulatePaid", "0");
    for (int i = 1; i <= 4; i++) {
      fields.put("CustomField" + i, "");
    }
    return SignedForm.of(keys, fields);
  }

  /** Published keys that are not this shop's own, with which they would be no attack. */
  private Keys published() {
    return otherThan(StageMerchant.PAYMENT, StageMerchant.OLDER);
  }

  private Keys platform() {
    return otherThan(StageMerchant.PLATFORM, StageMerchant.EMBEDDED_PLATFORM);
  }

  private Keys otherThan(StageMerchant usual, StageMerchant instead) {
    boolean own = usual.keys().merchantId().equals(keys.merchantId());
    return own ? instead.keys() : usual.keys();
  }

  private Attack event(String name, String what, UnaryOperator<SignedForm> change) {
    return line(
        Kind.OTHER_EVENT, name, what, UNPAID, forms -> change.apply(forms.paidVictim()).body());
  }

  private Attack forged(String name, String what, UnaryOperator<SignedForm> change) {
    return hostile(name, what, FORGED, change);
  }

  private Attack altered(String name, String what, UnaryOperator<SignedForm> change) {
    return hostile(name, what, ALTERED, change);
  }

  private Attack other(String name, String what, UnaryOperator<SignedForm> change) {
    return hostile(name, what, CHEAP, change);
  }

  private Attack hostile(String name, String what, String cost, UnaryOperator<SignedForm> change) {
    return line(Kind.HOSTILE, name, what, cost, forms -> change.apply(forms.paidVictim()).body());
  }

  private Attack line(
      Kind kind, String name, String what, String cost, Function<HostileForms, byte[]> body) {
    return new Attack(name, kind, what, cost, () -> List.of(message(body.apply(this))));
  }

  private Attack raw(
      String name, String what, String cost, Function<HostileForms, HostileMessage> message) {
    return new Attack(name, Kind.HOSTILE, what, cost, () -> List.of(message.apply(this)));
  }

  /** A payment of something else, with one field of the victim written before it. */
  private static HostileMessage prefixed(HostileForms forms, String field) {
    SignedForm cheap = forms.paidVictim().with("TradeAmt", "1");
    if (field.startsWith("MerchantTradeNo")) {
      cheap = forms.paidVictim().with("MerchantTradeNo", "NOBODYS0001");
    }
    String body = new String(cheap.body(), StandardCharsets.US_ASCII);
    return message((field + "&" + body).getBytes(StandardCharsets.US_ASCII));
  }

  private static SignedForm dropped(SignedForm form, String name) {
    return form.withoutSigning(name);
  }

  /**
   * A CheckMacValue does not tell where a value ends. The shop signs the order with its own keys,
   * and its form is in the payer's hands: goods named "tea&MerchantID=…&RtnCode=1&…&ZZ=" make of
   * the same signed text a notice whose last field holds the rest of the order.
   */
  private static SignedForm cutFromOrder(SignedForm paid) {
    Map<String, String> told = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    told.putAll(paid.fields());
    told.keySet().removeIf(name -> name.compareToIgnoreCase("ItemName") < 0);
    StringBuilder goods = new StringBuilder("tea");
    told.forEach((name, value) -> goods.append('&').append(name).append('=').append(value));
    Map<String, String> rest = new LinkedHashMap<>();
    rest.put("MerchantID", told.getOrDefault("MerchantID", ""));
    rest.put("PaymentType", "aio");
    rest.put("TotalAmount", told.getOrDefault("TradeAmt", ""));
    rest.put("TradeDesc", "tea");
    StringBuilder last = new StringBuilder();
    rest.forEach((name, value) -> last.append('&').append(name).append('=').append(value));
    Map<String, String> order = new LinkedHashMap<>(rest);
    order.put("ChoosePayment", "ALL");
    order.put("EncryptType", "1");
    order.put("ItemName", goods + "&ZZ=");
    told.put("ChoosePayment", "ALL");
    told.put("EncryptType", "1");
    told.put("ItemName", "tea");
    told.put("ZZ", last.toString());
    String signed = SignedForm.of(paid.keys(), order).fields().get(CheckMac.FIELD);
    return SignedForm.of(paid.keys(), told).tampered(CheckMac.FIELD, String.valueOf(signed));
  }

  private static byte[] reversed(SignedForm form) {
    List<String> pairs =
        Arrays.asList(new String(form.body(), StandardCharsets.US_ASCII).split("&", -1));
    List<String> turned = new ArrayList<>();
    for (int i = pairs.size() - 1; i >= 0; i--) {
      turned.add(pairs.get(i));
    }
    return String.join("&", turned).getBytes(StandardCharsets.US_ASCII);
  }

  private static HostileMessage message(byte[] body) {
    return post(FORM, body);
  }

  private static HostileMessage post(String contentType, byte[] body) {
    return new HostileMessage("POST", List.of(new Header("Content-Type", contentType)), body, 0);
  }

  /** Tells no secret. */
  @Override
  public String toString() {
    return String.format(Locale.ROOT, "forms about %s and %s", order, victim);
  }
}
