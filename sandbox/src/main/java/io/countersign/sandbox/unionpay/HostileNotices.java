// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.unionpay;

import io.countersign.sandbox.attack.Attack;
import io.countersign.sandbox.attack.Attack.Kind;
import io.countersign.sandbox.attack.HostileMessage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The notifications of one run.
 *
 * @param forms what they hold
 * @param lines how they are made
 */
record HostileNotices(HostileForms forms, HostileLines lines) {
  HostileNotices(HostileForms forms) {
    this(forms, new HostileLines(forms));
  }

  Attack trueOne() {
    return HostileLines.form(
        Kind.TRUE, "true-one", "A true notification.", HostileLines.MOOT, forms::paid);
  }

  List<Attack> all() {
    List<Attack> all = new ArrayList<>();
    all.addAll(otherEvents());
    all.addAll(otherCodes());
    all.addAll(repeated());
    all.addAll(trueOnes());
    all.addAll(new UnprovenNotices(forms).all());
    all.addAll(incomplete());
    all.addAll(mixedUp());
    all.addAll(broken());
    return List.copyOf(all);
  }

  private List<Attack> otherEvents() {
    List<Attack> all = new ArrayList<>();
    all.add(lines.event("refund", "Money went back: a refund of the same total.", "04", "00"));
    all.add(lines.event("undo", "A payment was undone.", "31", "00"));
    all.add(lines.event("money-frozen", "Money was frozen, none was paid.", "02", "01"));
    all.add(lines.event("frozen-money-let-go", "Frozen money was let go.", "32", "00"));
    all.add(
        lines.event("completion-undone", "What was taken of frozen money went back.", "33", "00"));
    all.add(lines.event("money-paid-out", "The shop has sent money to a card.", "12", "00"));
    all.add(lines.event("unknown-transaction", "A kind of transaction that is new.", "98", "00"));
    all.add(
        lines.other(
            "card-bound",
            "The payer has bound a card, and paid nothing.",
            form ->
                form.with("txnType", "79")
                    .with("txnSubType", "00")
                    .with("bizType", "000902")
                    .with("activateStatus", "1")
                    .without("txnAmt")
                    .without("settleAmt")));
    return all;
  }

  /** The same payment, and it did not succeed. */
  private List<Attack> otherCodes() {
    Map<String, String> codes = new LinkedHashMap<>();
    codes.put("failed", "01");
    codes.put("state-unknown", "04");
    codes.put("accepted-only", "05");
    codes.put("paid-too-late", "42");
    codes.put("too-little-money", "64");
    codes.put("unknown-code", "000");
    List<Attack> all = new ArrayList<>();
    codes.forEach(
        (name, code) ->
            all.add(
                lines.other(
                    name,
                    "A notice with the code " + code + ", which is not that of a success.",
                    form -> form.with("respCode", code))));
    return all;
  }

  private List<Attack> repeated() {
    return List.of(
        HostileLines.form(
            Kind.REPEATED,
            "same-notice-twice",
            "The same notification comes again, as it does even when it was taken.",
            HostileLines.TWICE,
            forms::paid),
        HostileLines.form(
            Kind.REPEATED,
            "browser-return",
            "What the payer's browser brings to frontUrl, of the same payment.",
            HostileLines.TWICE,
            forms::returned),
        HostileLines.form(
            Kind.REPEATED,
            "success-with-a-defect-after-success",
            "The same payment once more, with the code A6.",
            HostileLines.TWICE,
            () -> forms.paid().with("respCode", "A6")),
        HostileLines.form(
            Kind.REPEATED,
            "failed-after-success",
            "What is paid is told as failed: an older attempt with another card.",
            HostileLines.BACK,
            () -> forms.paid().with("respCode", "01")),
        HostileLines.form(
            Kind.REPEATED,
            "accepted-after-success",
            "An old notice comes late: what is paid was only accepted.",
            HostileLines.BACK,
            () -> forms.paid().with("respCode", "05")),
        HostileLines.form(
            Kind.REPEATED,
            "second-payment-of-the-order",
            "What is paid is paid once more, under another queryId.",
            HostileLines.TWICE,
            forms::paidAgain),
        new Attack(
            "same-notice-twice-at-once",
            Kind.REPEATED,
            "The same notification comes over two links at the same moment.",
            HostileLines.TWICE,
            () -> List.of(HostileLines.post(forms.paid()), HostileLines.post(forms.paid()))));
  }

  private List<Attack> trueOnes() {
    return List.of(
        HostileLines.form(
            Kind.TRUE,
            "with-new-fields",
            "A true notification with fields that are new.",
            HostileLines.MOOT,
            () ->
                forms
                    .paid()
                    .with("newField", "1")
                    .with("cardDigest", "茶 ; + % ' ~ 😀")
                    .with("accSplitData", "{k=v&m=n}")),
        HostileLines.form(
            Kind.TRUE,
            "with-blank-fields",
            "A true notification with a blank field that is signed.",
            HostileLines.MOOT,
            () -> forms.paid().with("exchangeRate", "")),
        HostileLines.form(
            Kind.TRUE,
            "with-blank-fields-that-nobody-signed",
            "A true notification with a blank field that is not signed.",
            HostileLines.MOOT,
            () -> forms.paid().tampered("exchangeRate", "")),
        new Attack(
            "fields-in-other-order",
            Kind.TRUE,
            "A true notification, its fields the other way.",
            HostileLines.MOOT,
            () -> List.of(HostileLines.raw(HostileForms.reversed(forms.paid())))),
        HostileLines.form(
            Kind.TRUE,
            "encoding-in-small-letters",
            "A true notification whose encoding is utf-8, as the gateway writes it, too.",
            HostileLines.MOOT,
            () -> forms.paid().with("encoding", "utf-8")),
        HostileLines.form(
            Kind.TRUE,
            "in-gbk",
            "A true notification in GBK, as it follows a call in GBK.",
            HostileLines.MOOT,
            () -> forms.paid().in(HostileLines.GBK)),
        HostileLines.form(
            Kind.TRUE,
            "new-certificate",
            "A true notification, signed with a certificate that UnionPay has since today.",
            HostileLines.MOOT,
            forms::renewed));
  }

  /** What is not there cannot be compared. */
  private List<Attack> incomplete() {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("without-an-amount", "txnAmt");
    fields.put("without-a-currency", "currencyCode");
    fields.put("without-a-merchant", "merId");
    fields.put("without-a-time", "txnTime");
    fields.put("without-a-code", "respCode");
    fields.put("without-a-kind", "txnType");
    List<Attack> all = new ArrayList<>();
    fields.forEach(
        (name, field) ->
            all.add(
                lines.hostile(
                    name,
                    "A payment that does not say its " + field + ".",
                    HostileLines.CHEAP,
                    form -> form.without(field))));
    return all;
  }

  private List<Attack> mixedUp() {
    List<Attack> all = new ArrayList<>();
    String small = lines.victim().toLowerCase(Locale.ROOT);
    if (!small.equals(lines.victim())) {
      all.add(
          lines.with(
              "number-in-small-letters",
              "A payment of another order, whose number differs in capitals only.",
              HostileLines.CHEAP,
              "orderId",
              small));
    }
    all.add(
        lines.with(
            "number-with-a-blank",
            "A payment of another order, whose number has a blank behind it.",
            HostileLines.CHEAP,
            "orderId",
            lines.victim() + " "));
    all.add(
        lines.hostile(
            "smaller-amount",
            "A true payment of one fen.",
            HostileLines.CHEAP,
            HostileForms::cheap));
    all.add(
        lines.with(
            "amount-beyond-an-int",
            "An amount that is the right one when its fen are kept in 32 bits.",
            HostileLines.WRONG,
            "txnAmt",
            Long.toString(forms.orders().fen() + (1L << 32))));
    all.add(
        lines.with(
            "amount-below-zero",
            "An amount that is the right one without its sign.",
            HostileLines.WRONG,
            "txnAmt",
            "-" + lines.fen()));
    all.add(
        lines.with(
            "amount-with-decimals",
            "An amount that is no number of fen.",
            HostileLines.WRONG,
            "txnAmt",
            lines.fen() + ".5"));
    all.add(
        lines.with(
            "other-currency",
            "As many, of another currency.",
            HostileLines.CHEAP,
            "currencyCode",
            "392"));
    all.add(
        lines.with(
            "other-merchant",
            "A payment to another merchant.",
            HostileLines.CHEAP,
            "merId",
            "777000000000001"));
    all.add(
        lines.with(
            "other-time",
            "A payment of another order that had the same number on another day.",
            HostileLines.CHEAP,
            "txnTime",
            "20200229000000"));
    all.add(
        lines.with(
            "nobodys-order",
            "A payment of an order that the shop does not have.",
            HostileLines.MOOT,
            "orderId",
            "NOBODYS0001"));
    return all;
  }

  private List<Attack> broken() {
    return List.of(
        HostileLines.broken("empty-body", () -> HostileLines.raw("")),
        HostileLines.broken(
            "json", () -> HostileLines.post("application/json", "{\"respCode\":\"00\"}")),
        HostileLines.broken(
            "broken-percent", () -> HostileLines.raw(forms.unpaid().form() + "&x=%G1")),
        HostileLines.broken("nul", () -> HostileLines.raw(forms.unpaid().form() + "%00")),
        HostileLines.broken(
            "half-a-character", () -> HostileLines.raw(forms.unpaid().form() + "&x=%E8%8C")),
        HostileLines.broken(
            "unknown-charset",
            () -> HostileLines.raw(forms.unpaid().tampered("encoding", "no-such-charset").form())),
        HostileLines.broken(
            "cut-by-semicolons", () -> HostileLines.raw(forms.unpaid().form().replace('&', ';'))),
        HostileLines.broken(
            "names-without-values", () -> HostileLines.raw("signature&signMethod&respCode")),
        HostileLines.broken("one-huge-field", () -> HostileLines.raw("a=" + "a".repeat(3_000_000))),
        HostileLines.broken("many-fields", () -> HostileLines.raw("a=1&".repeat(500_000))),
        HostileLines.broken(
            "body-that-does-not-come",
            () -> {
              HostileMessage whole = HostileLines.post(forms.unpaid());
              return new HostileMessage("POST", whole.headers(), whole.body(), 100);
            }),
        HostileLines.broken("get", () -> new HostileMessage("GET", List.of(), new byte[0], 0)));
  }
}
