// SPDX-License-Identifier: Apache-2.0
package io.countersign.unionpay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.countersign.InvalidNotificationException;
import io.countersign.InvalidNotificationException.Reason;
import io.countersign.MismatchException;
import io.countersign.Notification;
import io.countersign.PaymentChanged;
import io.countersign.ReceivedReply.Result;
import io.countersign.ReceivedRequest;
import io.countersign.Secret;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Nothing but a signature of UnionPay's for this merchant makes a form believed. */
class NotificationProofTest {
  private static final Charset GBK = Charset.forName("GBK");
  private static final SelfMadeChain OTHER_CHAIN = new SelfMadeChain();
  private static final Instant NOW = ScriptedGateway.NOW;

  private final NoticeDesk desk = new NoticeDesk();
  private final SignedNotice paid = NoticeDesk.paid();

  @Test
  void theFormThatTheOthersAreMadeFromIsBelieved() {
    Notification proven = verified(paid);

    assertThat(proven).isInstanceOf(PaymentChanged.class);
    assertThat(desk.handle(paid).result()).isEqualTo(Result.HANDLED);
    assertThat(desk.payments.get(0).evidence().keyId()).contains(ScriptedGateway.UNIONPAY.certId());
  }

  @TestFactory
  Stream<DynamicTest> aSignatureThatProvesNothingIsRefused() {
    Map<String, SignedNotice> forms = new LinkedHashMap<>();
    forms.put("none", paid.removed("signature"));
    forms.put("empty", paid.tampered("signature", ""));
    forms.put("blank", paid.tampered("signature", " \t"));
    forms.put("of As", paid.tampered("signature", "A".repeat(342) + "=="));
    forms.put("no Base64", paid.tampered("signature", "~~~~"));
    forms.put("cut short", paid.tampered("signature", signature().substring(0, 340)));
    forms.put("with a blank after it", paid.tampered("signature", signature() + " "));
    forms.put("twice in one", paid.tampered("signature", signature() + signature()));
    forms.put("in hexadecimal", paid.tampered("signature", "ab".repeat(256)));
    forms.put(
        "of another form", paid.tampered("signature", paid.with("traceNo", "1").text("signature")));
    forms.put("SHA-1 by the right key", paid.signedBySha1());
    forms.put("SHA-1 called 5.1.0", paid.signedBySha1().tampered("version", "5.1.0"));
    forms.put("without a version", paid.without("version"));
    forms.put("of a later version", paid.with("version", "6.0.0"));
    forms.put("without a method", paid.without("signMethod"));
    forms.put("of an unknown method", paid.with("signMethod", "1"));
    forms.put("by the sample key", paid.signedByKey("88888888"));
    forms.put("by an empty key", paid.signedByKey(""));
    return forms.entrySet().stream()
        .map(
            form ->
                DynamicTest.dynamicTest(
                    form.getKey(),
                    () ->
                        assertThat(refusal(form.getValue()))
                            .isIn(Reason.SIGNATURE_MISSING, Reason.SIGNATURE_WRONG)));
  }

  @TestFactory
  Stream<DynamicTest> aCertificateThatIsNotUnionPaysProvesNothing() {
    SelfMadeChain chain = ScriptedGateway.CHAIN;
    String name = SelfMadeChain.COMPANY;
    Instant from = SelfMadeChain.FROM;
    Map<String, SignedNotice> forms = new LinkedHashMap<>();
    forms.put("the right name, another's chain", paid.signedBy(OTHER_CHAIN.unionPay()));
    forms.put("another customer of the same authority", paid.signedBy(ScriptedGateway.MERCHANT));
    forms.put(
        "the name of the test environment",
        paid.signedBy(chain.leaf("00040000:SIGN", from, SelfMadeChain.UNTIL)));
    forms.put("a longer name", paid.signedBy(chain.leaf(name + "x", from, SelfMadeChain.UNTIL)));
    forms.put("expired", paid.signedBy(chain.leaf(name, from, NOW.minusSeconds(1))));
    forms.put(
        "not yet valid", paid.signedBy(chain.leaf(name, NOW.plusSeconds(1), SelfMadeChain.UNTIL)));
    forms.put("an authority's, used as a leaf", paid.signedBy(chain.authority()));
    forms.put("none", paid.without("signPubKeyCert"));
    forms.put("blank", paid.with("signPubKeyCert", " "));
    forms.put("no certificate", paid.with("signPubKeyCert", "-----BEGIN CERTIFICATE-----"));
    forms.put("far too long", paid.with("signPubKeyCert", "A".repeat(100_000)));
    return forms.entrySet().stream()
        .map(
            form ->
                DynamicTest.dynamicTest(
                    form.getKey(),
                    () ->
                        assertThat(refusal(form.getValue()))
                            .isIn(Reason.KEY_UNKNOWN, Reason.SIGNATURE_MISSING)));
  }

  @Test
  void aCertificateIsTakenAsItIsWrittenByteForByte() {
    String pem = ScriptedGateway.UNIONPAY.pem();
    for (String other : List.of(pem.replace("\r\n", "\n"), pem + "\r\n", pem.trim() + " ")) {
      assertRefused(paid.tampered("signPubKeyCert", other), Reason.SIGNATURE_WRONG);
    }
    assertRefused(
        paid.tampered("signPubKeyCert", ScriptedGateway.CHAIN.unionPay().pem()),
        Reason.SIGNATURE_WRONG);
  }

  @Test
  void theNextCertificateOfUnionPayProvesAtOnce() {
    assertThat(verified(paid.signedBy(ScriptedGateway.CHAIN.unionPay()))).isNotNull();
  }

  @Test
  void aMerchantWithASharedKeyBelievesThatKeyOnly() {
    NoticeDesk shared = withSharedKey("a key of thirty-two characters...");
    SignedNotice right = paid.signedByKey("a key of thirty-two characters...");

    assertThat(shared.handle(right).result()).isEqualTo(Result.HANDLED);
    for (SignedNotice other :
        List.of(
            paid.signedByKey("88888888"),
            paid,
            right.tampered("txnAmt", "1"),
            right.tampered("signature", right.text("signature").toUpperCase(Locale.ROOT)),
            right.tampered("signature", right.text("signature").substring(1)))) {
      assertThat(shared.handle(other).result()).isEqualTo(Result.REFUSED);
    }
  }

  /** With a shared key the shop's own requests bear the signature that proves UnionPay's. */
  @Test
  void thePageFormThatAPayerHoldsIsNoNotification() {
    NoticeDesk shared = withSharedKey("k");
    SignedNotice form = paid;
    for (String name : List.of("respCode", "respMsg", "queryId", "settleAmt", "traceTime")) {
      form = form.removed(name);
    }
    assertThat(shared.handle(form.signedByKey("k")).result()).isEqualTo(Result.REFUSED);
    for (String blank : List.of("", " ")) {
      SignedNotice filled = form.tampered("respCode", blank).signedByKey("k");
      assertThat(shared.handle(filled).result()).isEqualTo(Result.REFUSED);
    }
    assertThat(shared.payments).isEmpty();
    assertThat(shared.events).isEmpty();
  }

  private static NoticeDesk withSharedKey(String key) {
    ScriptedGateway gateway = new ScriptedGateway(ScriptedGateway.lost());
    UnionPayClient client =
        UnionPayClient.of(
            UnionPayConfig.builder()
                .merId(ScriptedGateway.MER_ID)
                .secureKey(Secret.of(key))
                .clock(gateway.clock())
                .transport(gateway)
                .build());
    return new NoticeDesk(gateway, client, NoticeDesk.ref());
  }

  @Test
  void theOrderOfTheFieldsDoesNotMatter() {
    List<String> pairs = new ArrayList<>(List.of(paid.query().split("&", -1)));
    Collections.reverse(pairs);

    assertThat(verified(received(String.join("&", pairs)))).isNotNull();
  }

  @Test
  void whateverWasSignedCannotBeChanged() {
    for (String name : paid.fields().keySet()) {
      refusal(paid.tampered(name, paid.text(name) + "0"));
      refusal(paid.removed(name));
    }
    refusal(paid.tampered("new", "1"));
  }

  @Test
  void aParameterOfTheAddressThatGotIntoTheBodyIsFound() {
    assertRefused(paid.tampered("x", "1"), Reason.SIGNATURE_WRONG);
  }

  @Test
  void anEmptyFieldMayBeSignedOrNotAndSaysNothing() {
    assertThat(verified(paid.with("reserved", ""))).isNotNull();
    assertThat(verified(paid.tampered("reserved", ""))).isNotNull();
    assertThat(verified(paid.tampered("origRespCode", ""))).isInstanceOf(PaymentChanged.class);
    SignedNotice returned =
        paid.without("settleAmt").without("settleDate").without("traceNo").without("traceTime");
    assertRefused(returned.tampered("traceTime", ""), Reason.CONTENT_UNREADABLE);
  }

  @Test
  void aBlankOneIsAValueThatMustBeSigned() {
    assertThat(verified(paid.with("reserved", " "))).isNotNull();
    assertRefused(paid.tampered("origRespCode", " "), Reason.SIGNATURE_WRONG);
    assertRefused(paid.tampered("reserved", "\t"), Reason.SIGNATURE_WRONG);
  }

  @Test
  void aFormIsReadInTheCharsetThatItNames() {
    SignedNotice gbk = paid.with("payCardIssueName", "中国银行").in(GBK);

    assertThat(desk.handle(gbk).result()).isEqualTo(Result.HANDLED);
    assertThat(desk.payments.get(0).fields().text("payCardIssueName")).contains("中国银行");
    assertThat(verified(paid.with("encoding", "utf-8"))).isNotNull();
    assertThat(verified(paid.without("encoding"))).isNotNull();
    assertRefused(gbk.tampered("encoding", "UTF-8"), Reason.SIGNATURE_MISSING);
    assertThat(refusal(paid.tampered("encoding", "GBK")))
        .isIn(Reason.SIGNATURE_MISSING, Reason.SIGNATURE_WRONG);
    assertRefused(paid.with("encoding", "UTF-7"), Reason.SIGNATURE_MISSING);
    assertRefused(paid.with("encoding", "ISO-8859-1"), Reason.SIGNATURE_MISSING);
  }

  @TestFactory
  Stream<DynamicTest> aBodyThatIsNoFormIsRefused() {
    String right = paid.query();
    Map<String, byte[]> bodies = new LinkedHashMap<>();
    bodies.put("nothing", new byte[0]);
    bodies.put("a name twice", bytes("txnAmt=1&" + right));
    bodies.put("the signature twice", bytes(right + "&signature=x"));
    bodies.put("the encoding twice", bytes("encoding=GBK&" + right));
    bodies.put("semicolons", bytes(right.replace('&', ';')));
    bodies.put("a broken escape", bytes(right + "&x=%"));
    bodies.put("another", bytes(right + "&x=%zz"));
    bodies.put("an escape of no UTF-8", bytes(right + "&x=%ff"));
    bodies.put("no names", bytes("&&&==="));
    bodies.put("100,000 fields", bytes("a=1&".repeat(60_000)));
    bodies.put("a value of a megabyte", bytes("a=" + "x".repeat(1_000_000)));
    bodies.put("XML", bytes("<notify><respCode>00</respCode></notify>"));
    bodies.put("JSON", bytes("{\"respCode\":\"00\"}"));
    return bodies.entrySet().stream()
        .map(
            body ->
                DynamicTest.dynamicTest(
                    body.getKey(),
                    () ->
                        assertThat(refusal(ReceivedRequest.of(Map.of(), body.getValue(), NOW)))
                            .isEqualTo(Reason.SIGNATURE_MISSING)));
  }

  @Test
  void aBodyThatWasNotEncodedIsNotTheFormThatWasSigned() {
    StringBuilder body = new StringBuilder();
    paid.fields().forEach((name, value) -> body.append(name).append('=').append(value).append('&'));
    body.setLength(body.length() - 1);

    // Plus signs are blanks there, as in a body that a framework decoded.
    assertThat(
            refusal(
                ReceivedRequest.of(
                    Map.of(), body.toString().getBytes(StandardCharsets.UTF_8), NOW)))
        .isIn(Reason.SIGNATURE_WRONG, Reason.KEY_UNKNOWN, Reason.SIGNATURE_MISSING);
  }

  /** Whoever holds a signed form can move the border between two fields and keep the signature. */
  @Test
  void aFieldHiddenInTheValueBeforeItIsFound() {
    for (String name :
        List.of("txnType", "txnAmt", "respCode", "orderId", "merId", "currencyCode")) {
      assertThat(refusal(moved(paid, name))).isIn(Reason.SIGNATURE_WRONG, Reason.SIGNATURE_MISSING);
    }
  }

  @Test
  void whatAShopLetTextHoldDoesNotBecomeAField() {
    SignedNotice failed = paid.with("respCode", "64").with("reqReserved", "x&respCode=00");
    assertRefused(failed, Reason.SIGNATURE_WRONG);
    assertRefused(split(failed, "reqReserved", "respCode"), Reason.SIGNATURE_WRONG);
    assertThat(verified(paid.with("reserved", "{a=1&b=[2&c=3]}"))).isNotNull();
  }

  /** The same signed text, where a field stands in the value of the one before it. */
  private static SignedNotice moved(SignedNotice form, String name) {
    List<String> names =
        form.fields().keySet().stream()
            .filter(field -> !field.equals("signature"))
            .sorted()
            .toList();
    String before = names.get(names.indexOf(name) - 1);
    return form.tampered(before, form.text(before) + "&" + name + "=" + form.text(name))
        .removed(name);
  }

  /** The same signed text, where what stood in a value has become a field. */
  private static SignedNotice split(SignedNotice form, String in, String name) {
    String value = form.text(in);
    int cut = value.indexOf("&" + name + "=");
    return form.tampered(in, value.substring(0, cut))
        .tampered(name, value.substring(cut + name.length() + 2));
  }

  @Test
  void anotherNameThanUnionPaysIsRefusedEvenIfItWasSigned() {
    for (String name : List.of("txn_amt", "txn Amt", "a=b", "a&b", "茶", "1a")) {
      assertRefused(paid.with(name, "1"), Reason.SIGNATURE_WRONG);
    }
  }

  @Test
  void aPaymentTooOldOrAheadIsRefused() {
    Instant made = NoticeDesk.ID.createdAt();
    for (Duration fine : List.of(Duration.ZERO, Duration.ofDays(31), Duration.ofMinutes(-15))) {
      assertThat(desk.client.notifications().verify(paid.received(made.plus(fine)))).isNotNull();
    }
    for (Duration odd :
        List.of(
            Duration.ofDays(31).plusSeconds(1),
            Duration.ofDays(3650),
            Duration.ofMinutes(-15).minusSeconds(1),
            Duration.ofDays(-2000))) {
      assertThat(refusal(paid.received(made.plus(odd)))).isEqualTo(Reason.STALE);
    }
    for (String odd : List.of("", "soon", "20261321153023", "2026112115302", "202611211530230")) {
      assertRefused(paid.with("txnTime", odd), Reason.STALE);
    }
    assertRefused(paid.without("txnTime"), Reason.STALE);
  }

  @Test
  void anotherMerchantsIsUnexpected() {
    for (SignedNotice other :
        List.of(
            paid.with("merId", "777290058110049"),
            paid.without("merId"),
            paid.with("subMerId", "SUB01"))) {
      assertThatExceptionOfType(MismatchException.class).isThrownBy(() -> verified(other));
      assertThat(desk.handle(other).result()).isEqualTo(Result.UNEXPECTED);
    }
    assertThat(desk.payments).isEmpty();
  }

  @Test
  void aRefusalTellsStrangersNothing() {
    assertThat(desk.handle(paid.removed("signature")).body()).isEqualTo("not proven");
    assertThat(desk.handle(paid.removed("signature")).status()).isEqualTo(400);
  }

  private String signature() {
    return paid.text("signature");
  }

  private Notification verified(SignedNotice form) {
    return desk.client.notifications().verify(form.received(NOW));
  }

  private Notification verified(ReceivedRequest raw) {
    return desk.client.notifications().verify(raw);
  }

  private void assertRefused(SignedNotice form, Reason reason) {
    assertThat(refusal(form)).isEqualTo(reason);
  }

  private Reason refusal(SignedNotice form) {
    return refusal(form.received(NOW));
  }

  private Reason refusal(ReceivedRequest raw) {
    try {
      Notification believed = desk.client.notifications().verify(raw);
      throw new AssertionError("believed: " + believed);
    } catch (InvalidNotificationException refused) {
      return refused.reason();
    }
  }

  private static ReceivedRequest received(String body) {
    return ReceivedRequest.of(Map.of(), bytes(body), NOW);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
