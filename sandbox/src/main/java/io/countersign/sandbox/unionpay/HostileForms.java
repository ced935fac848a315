// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.unionpay;

import io.countersign.sandbox.unionpay.Authority.Holder;
import java.nio.charset.StandardCharsets;
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
 * @param orders what they are about
 * @param queryId UnionPay's number of the one true payment
 */
record HostileForms(Shop shop, Clock clock, Orders orders, String queryId) {

  /** The shop as UnionPay knows it. */
  record Shop(String merId, Seal seal, Issuer issuer) {}

  /**
   * Two orders.
   *
   * @param order what the true notification pays
   * @param victim what the attacks name
   * @param fen what each of them costs
   * @param txnTime when both were made
   */
  record Orders(String order, String victim, long fen, String txnTime) {}

  HostileForms about(Orders other) {
    return new HostileForms(shop, clock, other, queryId);
  }

  /** True, of the first order. */
  SignedForm paid() {
    return paid(orders.order, queryId);
  }

  /** True in all but that it is not so: nobody has paid the victim. */
  SignedForm unpaid() {
    return paid(orders.victim, "9" + queryId.substring(1));
  }

  /** Another payment of the order that is paid already. */
  SignedForm paidAgain() {
    return paid(orders.order, "8" + queryId.substring(1));
  }

  /** What the payer's browser brings of the first order. */
  SignedForm returned() {
    return paid()
        .without("settleAmt")
        .without("settleCurrencyCode")
        .without("settleDate")
        .without("traceNo")
        .without("traceTime");
  }

  private SignedForm paid(String orderId, String number) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("encoding", "UTF-8");
    fields.put("txnType", "01");
    fields.put("txnSubType", "01");
    fields.put("bizType", "000201");
    fields.put("accessType", "0");
    fields.put("merId", shop.merId);
    fields.put("orderId", orderId);
    fields.put("txnTime", orders.txnTime);
    fields.put("reqReserved", "tea");
    fields.put("respCode", "00");
    fields.put("respMsg", Refusal.message("00"));
    fields.put("queryId", number);
    fields.put("txnAmt", Long.toString(orders.fen));
    fields.put("currencyCode", "156");
    fields.put("settleAmt", Long.toString(orders.fen));
    fields.put("settleCurrencyCode", "156");
    fields.put("settleDate", Numbers.monthAndDay(Numbers.clearingDay(clock.instant())));
    fields.put("traceNo", number.substring(number.length() - 6));
    fields.put("traceTime", Numbers.traceTime(clock.instant()));
    fields.put("accNo", Cards.masked(Cards.USUAL));
    fields.put("payCardType", "01");
    return SignedForm.of(shop.seal, this::flawed, StandardCharsets.UTF_8, fields);
  }

  private Seal flawed(CertificateFlaw flaw) {
    return Seal.of(SignMethod.RSA, Proof.NEW, shop.issuer.flawed(flaw));
  }

  /** Signed by UnionPay with a certificate that is new. */
  SignedForm renewed() {
    SignedForm form = paid();
    Seal fresh = Seal.of(SignMethod.RSA, Proof.NEW, shop.issuer.renewed());
    return SignedForm.of(fresh, this::flawed, StandardCharsets.UTF_8, plain(form));
  }

  /** Signed with the key of another merchant, whose certificate it brings. */
  SignedForm merchants(SignedForm form) {
    Holder merchant = shop.issuer.hostileMerchant("700000000000001");
    Seal theirs = Seal.of(SignMethod.RSA, Proof.NEW, merchant);
    return SignedForm.of(theirs, this::flawed, StandardCharsets.UTF_8, plain(form));
  }

  /** Signed with a key that anybody can make, and UnionPay's own certificate beside it. */
  SignedForm strangers(SignedForm form) {
    Holder stranger = shop.issuer.flawed(CertificateFlaw.SELF_MADE);
    Seal theirs = Seal.of(SignMethod.RSA, Proof.NEW, stranger);
    return form.tampered(
        Pairs.SIGNATURE,
        theirs.sign(form.fields(), StandardCharsets.UTF_8).getOrDefault(Pairs.SIGNATURE, ""));
  }

  /** Signed with a key that anybody can make; its certificate and UnionPay's stand in one field. */
  SignedForm between(SignedForm form, boolean strangerFirst) {
    Holder stranger = shop.issuer.flawed(CertificateFlaw.SELF_MADE);
    String own = form.fields().getOrDefault("signPubKeyCert", "");
    String theirs = Pem.wire(stranger.certificate());
    String both = strangerFirst ? theirs + "\r\n" + own : own + "\r\n" + theirs;
    Map<String, String> fields = new LinkedHashMap<>(form.fields());
    fields.put("signPubKeyCert", both);
    Seal seal = Seal.of(SignMethod.RSA, Proof.NEW, stranger);
    Map<String, String> signed = seal.sign(fields, StandardCharsets.UTF_8);
    return form.tampered("signPubKeyCert", both)
        .tampered(Pairs.SIGNATURE, signed.getOrDefault(Pairs.SIGNATURE, ""));
  }

  private static Map<String, String> plain(SignedForm form) {
    Map<String, String> fields = new LinkedHashMap<>(form.fields());
    fields.remove(Pairs.SIGNATURE);
    return fields;
  }

  static SignedForm cheap(SignedForm form) {
    return form.with("txnAmt", "1").with("settleAmt", "1");
  }

  /**
   * Signed text does not tell where a value ends. Whoever may choose what is reserved can hide the
   * fields of a dear payment in that of a cheap one.
   */
  static SignedForm cut(SignedForm dear) {
    TreeMap<String, String> told = new TreeMap<>(dear.fields());
    told.remove(Pairs.SIGNATURE);
    String hidden = "tea&" + Pairs.raw(told.tailMap("reqReserved", false)) + "&zz=";
    SignedForm cheap = cheap(dear).with("reqReserved", hidden);
    TreeMap<String, String> rest = new TreeMap<>(cheap.fields());
    rest.remove(Pairs.SIGNATURE);
    return dear.tampered("zz", "&" + Pairs.raw(rest.tailMap("reqReserved", false)))
        .tampered(Pairs.SIGNATURE, cheap.fields().getOrDefault(Pairs.SIGNATURE, ""));
  }

  static String reversed(SignedForm form) {
    List<String> pairs = new ArrayList<>(List.of(form.form().split("&", -1)));
    Collections.reverse(pairs);
    return String.join("&", pairs);
  }
}
