// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.unionpay;

import io.countersign.sandbox.attack.Attack;
import io.countersign.sandbox.attack.Attack.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Notifications that prove nothing.
 *
 * @param forms what they hold
 * @param lines how they are made
 */
record UnprovenNotices(HostileForms forms, HostileLines lines) {
  UnprovenNotices(HostileForms forms) {
    this(forms, new HostileLines(forms));
  }

  List<Attack> all() {
    List<Attack> all = new ArrayList<>();
    all.addAll(worthless());
    all.addAll(certificates());
    all.addAll(otherWays());
    all.addAll(changed());
    return all;
  }

  private List<Attack> worthless() {
    List<Attack> all = new ArrayList<>();
    all.add(
        lines.hostile(
            "no-signature",
            "No signature.",
            HostileLines.FREE,
            form -> form.withoutSigning(Pairs.SIGNATURE)));
    Map<String, String> signatures = new LinkedHashMap<>();
    signatures.put("empty-signature", "");
    signatures.put("blank-signature", " ");
    signatures.put("signature-of-the-right-length", "A".repeat(342) + "==");
    signatures.put("signature-that-is-no-base64", "~~~~");
    signatures.forEach(
        (name, signature) ->
            all.add(
                lines.hostile(
                    name,
                    "A worthless signature.",
                    HostileLines.FREE,
                    form -> form.tampered(Pairs.SIGNATURE, signature))));
    all.add(
        lines.hostile(
            "strangers-key",
            "UnionPay's certificate, and a signature by a key that anybody can make.",
            HostileLines.FREE,
            forms::strangers));
    all.add(
        lines.hostile(
            "failure-without-a-signature-called-a-success",
            "No signature, no certificate, and no word of either.",
            HostileLines.FREE,
            form ->
                form.withoutSigning(Pairs.SIGNATURE)
                    .withoutSigning("signPubKeyCert")
                    .withoutSigning("signMethod")));
    return all;
  }

  private List<Attack> certificates() {
    return List.of(
        certificate(
            "self-made-certificate",
            "The certificate inside is self-made; every name in it is right.",
            CertificateFlaw.SELF_MADE),
        certificate(
            "other-customers-certificate",
            "Signed by another company that is a customer of the same authority.",
            CertificateFlaw.OTHER_CUSTOMER),
        certificate(
            "expired-certificate",
            "Signed with a certificate of UnionPay's that is over.",
            CertificateFlaw.EXPIRED),
        certificate(
            "not-yet-valid-certificate",
            "Signed with a certificate of UnionPay's that does not count yet.",
            CertificateFlaw.NOT_YET_VALID),
        certificate(
            "authority-certificate",
            "Signed with a certificate that may issue others, under UnionPay's name.",
            CertificateFlaw.AUTHORITY),
        lines.hostile(
            "merchants-certificate",
            "Signed by another merchant, with the certificate that merchants call UnionPay with.",
            HostileLines.FREE,
            forms::merchants),
        lines.hostile(
            "two-certificates-the-strangers-first",
            "Two certificates in one field: the first has signed, the second is UnionPay's.",
            HostileLines.FREE,
            form -> forms.between(form, true)),
        lines.hostile(
            "two-certificates-the-strangers-last",
            "Two certificates in one field: the first is UnionPay's, the second has signed.",
            HostileLines.FREE,
            form -> forms.between(form, false)),
        lines.hostile(
            "no-certificate",
            "Rightly signed, but the certificate is missing.",
            HostileLines.FREE,
            form -> form.without("signPubKeyCert")),
        lines.hostile(
            "certificate-with-other-line-ends",
            "The certificate's lines end otherwise than when they were signed.",
            HostileLines.FREE,
            SignedForm::withLfCertificate));
  }

  private Attack certificate(String name, String what, CertificateFlaw flaw) {
    return lines.hostile(name, what, HostileLines.FREE, form -> form.signedBy(flaw));
  }

  /** The message says how it is to be proven. */
  private List<Attack> otherWays() {
    return List.of(
        lines.hostile(
            "sample-key",
            "It says that it is signed by a shared key, and that is the published example's.",
            HostileLines.FREE,
            form -> form.signedBySampleKey(SignMethod.SHA256)),
        lines.hostile(
            "sample-key-with-sm3",
            "The same with SM3.",
            HostileLines.FREE,
            form -> form.signedBySampleKey(SignMethod.SM3)),
        lines.hostile(
            "empty-key",
            "It says that it is signed by a shared key, and that is empty.",
            HostileLines.FREE,
            form -> form.signedByKey(SignMethod.SHA256, "")),
        lines.hostile(
            "old-version",
            "By the right key with SHA-1, in the version 5.0.0.",
            HostileLines.FREE,
            SignedForm::signedByOldVersion),
        lines.hostile(
            "unknown-sign-method",
            "A way to sign that does not exist, and an empty signature.",
            HostileLines.FREE,
            form -> form.tampered("signMethod", "99").tampered(Pairs.SIGNATURE, "")),
        lines.hostile(
            "no-sign-method",
            "Rightly signed, but it does not say how.",
            HostileLines.FREE,
            form -> form.without("signMethod")));
  }

  private List<Attack> changed() {
    return List.of(
        lines.hostile(
            "amount-changed",
            "A payment of a fen, its amount changed afterwards.",
            HostileLines.CHEAP,
            form -> HostileForms.cheap(form).tampered("txnAmt", lines.fen())),
        lines.hostile(
            "order-changed",
            "The payment of another order, its number changed afterwards.",
            HostileLines.CHEAP,
            form -> form.with("orderId", "NOBODYS1").tampered("orderId", lines.victim())),
        lines.hostile(
            "code-changed",
            "A failed payment's notice, its code changed afterwards.",
            HostileLines.UNPAID,
            form -> form.with("respCode", "01").tampered("respCode", "00")),
        lines.hostile(
            "kind-changed",
            "A refund's notice, called a payment afterwards.",
            HostileLines.UNPAID,
            form -> form.with("txnType", "04").tampered("txnType", "01")),
        twice("amount-twice", "The amount", "txnAmt", lines.fen(), "1"),
        twice("number-twice", "The order's number", "orderId", lines.victim(), "NOBODYS1"),
        twice("code-twice", "The code", "respCode", "00", "01"),
        lines.hostile(
            "fields-hidden-in-a-text",
            "A cheap payment whose reqReserved held the fields of a dear one, cut at other places:"
                + " the signed text is the same.",
            HostileLines.CHEAP,
            HostileForms::cut),
        new Attack(
            "gbk-called-utf-8",
            Kind.HOSTILE,
            "Bytes in GBK that are called UTF-8.",
            HostileLines.MOOT,
            () ->
                List.of(
                    HostileLines.raw(
                        forms.unpaid().in(HostileLines.GBK).with("encoding", "UTF-8").form()))));
  }

  /** A field with a false value, and behind it the whole form that was signed with the true one. */
  private Attack twice(String name, String what, String field, String falseValue, String signed) {
    return new Attack(
        name,
        Kind.HOSTILE,
        what + " comes twice, and the second one was signed.",
        HostileLines.CHEAP,
        () ->
            List.of(
                HostileLines.raw(
                    field + "=" + falseValue + "&" + forms.unpaid().with(field, signed).form())));
  }
}
