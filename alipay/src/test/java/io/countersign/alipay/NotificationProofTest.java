// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.countersign.ExpectedPayment;
import io.countersign.InvalidNotificationException;
import io.countersign.InvalidNotificationException.Reason;
import io.countersign.MismatchException;
import io.countersign.Notification;
import io.countersign.PaymentChanged;
import io.countersign.PaymentRef;
import io.countersign.Pem;
import io.countersign.ReceivedReply;
import io.countersign.ReceivedReply.Result;
import io.countersign.ReceivedRequest;
import io.countersign.Signal;
import io.countersign.sandbox.alipay.AlipayAttacks;
import io.countersign.sandbox.alipay.AlipayMerchant;
import io.countersign.sandbox.alipay.SignType;
import io.countersign.sandbox.alipay.SignedForm;
import io.countersign.sandbox.attack.Attack;
import io.countersign.sandbox.attack.HostileMessage;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Nothing but a signature of Alipay's for this application makes a form believed. */
class NotificationProofTest {
  private static final Charset GBK = Charset.forName("GBK");

  private final Shop shop = Shop.open();
  private final AlipayClient client = shop.client();
  private final OrderDesk desk = new OrderDesk(shop);
  private final PaymentRef order = desk.paid();
  private final SignedForm paid = desk.notification(order);

  @AfterEach
  void close() {
    shop.close();
  }

  @Test
  void theFormThatTheOthersAreMadeFromIsBelieved() {
    assertThat(verified(paid)).isInstanceOf(PaymentChanged.class);
  }

  @Test
  void aKeyBeforeTheLastChangeStillProvesAndAStrangersDoesNot() {
    AlipayMerchant other = shop.gateway.openMerchant();
    AlipayClient changing =
        shop.client(
            shop.config()
                .alipayPublicKey(Pem.text(other.alipayPublicKey()))
                .previousAlipayPublicKey(Pem.text(shop.merchant.alipayPublicKey())));

    assertThat(changing.notifications().verify(shop.received(paid))).isNotNull();
    assertThat(changing.notifications().verify(shop.received(paid.signedBy(other)))).isNotNull();
    assertRefused(paid.signedBy(other), Reason.SIGNATURE_WRONG);
  }

  /** Every line of the sandbox's catalogue, against the order of the shop. */
  @TestFactory
  Stream<DynamicTest> whateverIsHostileIsRefused() {
    PaymentRef victim = desk.placed();
    AlipayAttacks attacks =
        AlipayAttacks.on(shop.merchant)
            .order(order.number(), order.total().minorUnits())
            .victim(victim.number());
    return attacks.catalogue().stream()
        .map(attack -> DynamicTest.dynamicTest(attack.name(), () -> assertHandled(attack)));
  }

  private void assertHandled(Attack attack) {
    long before = shop.payments.stream().filter(payment -> payment.isPaid()).count();
    for (HostileMessage message : attack.messages().get()) {
      if (message.missingBytes() > 0) {
        // Its body breaks off, so no request is made of it.
        continue;
      }
      ReceivedReply reply;
      try {
        reply =
            client
                .notifications()
                .handle(
                    ReceivedRequest.of(Map.of(), message.body(), shop.clock.instant()), shop, shop);
      } catch (InvalidNotificationException tooLarge) {
        assertThat(tooLarge.reason()).isEqualTo(Reason.UNREADABLE);
        continue;
      }
      switch (attack.kind()) {
        case TRUE, REPEATED -> assertThat(reply.acknowledged()).isTrue();
        case HOSTILE -> assertThat(reply.result()).isIn(Result.REFUSED, Result.UNEXPECTED);
        case OTHER_EVENT -> assertThat(reply.result()).isNotEqualTo(Result.REFUSED);
      }
    }
    long after = shop.payments.stream().filter(payment -> payment.isPaid()).count();
    boolean mayPay = attack.kind() == Attack.Kind.TRUE || attack.kind() == Attack.Kind.REPEATED;
    assertThat(after - before).isLessThanOrEqualTo(mayPay ? 1 : 0);
    assertThat(shop.payments)
        .filteredOn(payment -> payment.isPaid())
        .allMatch(payment -> payment.ref().number().equals(order.number()))
        .hasSizeLessThanOrEqualTo(1);
  }

  @TestFactory
  Stream<DynamicTest> aSignatureThatProvesNothingIsRefused() {
    Map<String, SignedForm> forms = new LinkedHashMap<>();
    forms.put("none", paid.withoutSigning("sign"));
    forms.put("empty", paid.tampered("sign", ""));
    forms.put("blank", paid.tampered("sign", " \t"));
    forms.put("of As", paid.tampered("sign", "A".repeat(342) + "=="));
    forms.put("no Base64", paid.tampered("sign", "~~~~"));
    forms.put("cut short", paid.tampered("sign", sign(paid).substring(0, 340)));
    forms.put("with a blank after it", paid.tampered("sign", sign(paid) + " "));
    forms.put("twice in one", paid.tampered("sign", sign(paid) + sign(paid)));
    forms.put("of another form", paid.tampered("sign", sign(paid.with("subject", "tea"))));
    forms.put("by a stranger", paid.signedBy(shop.gateway.openMerchant()));
    forms.put("SHA-1 by the right key", paid.signedBy(SignType.RSA));
    forms.put("SHA-1 called RSA2", paid.signedBy(SignType.RSA).tampered("sign_type", "RSA2"));
    forms.put("without a type", paid.withoutSigning("sign_type"));
    forms.put("of an unknown type", paid.tampered("sign_type", "NONE"));
    forms.put("its type in small letters", paid.tampered("sign_type", "rsa2"));
    forms.put("in the second way, which payments do not have", paid.signingItsType());
    return forms.entrySet().stream()
        .map(
            form ->
                DynamicTest.dynamicTest(
                    form.getKey(),
                    () ->
                        assertThat(refusal(form.getValue()))
                            .isIn(Reason.SIGNATURE_MISSING, Reason.SIGNATURE_WRONG)));
  }

  @Test
  void theOrderOfTheFieldsDoesNotMatter() {
    List<String> pairs = new ArrayList<>(List.of(paid.query().split("&", -1)));
    Collections.reverse(pairs);

    assertThat(client.notifications().verify(received(String.join("&", pairs)))).isNotNull();
  }

  @Test
  void aFormIsReadInTheCharsetThatItNames() {
    SignedForm gbk = paid.with("subject", "龙井茶 一杯").in(GBK);

    PaymentChanged changed = (PaymentChanged) verified(gbk);

    assertThat(changed.confirm(ExpectedPayment.of(order)).fields().text("subject"))
        .contains("龙井茶 一杯");
    assertThat(verified(paid.with("charset", "UTF-8"))).isNotNull();
    assertThat(verified(paid.without("charset"))).isNotNull();
    assertRefused(gbk.tampered("charset", "utf-8"), Reason.SIGNATURE_MISSING);
    assertThat(refusal(paid.tampered("charset", "GBK")))
        .isIn(Reason.SIGNATURE_MISSING, Reason.SIGNATURE_WRONG);
    assertThat(refusal(paid.with("charset", "ISO-8859-1"))).isEqualTo(Reason.CONTENT_UNREADABLE);
    assertThat(refusal(paid.with("charset", "UTF-7"))).isEqualTo(Reason.CONTENT_UNREADABLE);
    String renamed = gbk.query().replace("charset=GBK", "charset=gb2312");
    assertThat(refusal(received(renamed))).isEqualTo(Reason.SIGNATURE_WRONG);
  }

  @TestFactory
  Stream<DynamicTest> aBodyThatIsNoFormIsRefused() {
    String right = paid.query();
    Map<String, byte[]> bodies = new LinkedHashMap<>();
    bodies.put("nothing", new byte[0]);
    bodies.put("a name twice", bytes("total_amount=0.01&" + right));
    bodies.put("the charset twice", bytes("charset=GBK&" + right));
    bodies.put("semicolons", bytes(right.replace('&', ';')));
    bodies.put("a broken escape", bytes(right + "&x=%"));
    bodies.put("another", bytes(right + "&x=%zz"));
    bodies.put("an escape of no UTF-8", bytes(right + "&x=%ff"));
    bodies.put("no names", bytes("&&&==="));
    bodies.put("100,000 fields", bytes("a=1&".repeat(100_000)));
    bodies.put("a value of a megabyte", bytes("a=" + "x".repeat(1_000_000)));
    bodies.put("XML", bytes("<notify><trade_status>TRADE_SUCCESS</trade_status></notify>"));
    bodies.put("JSON", bytes("{\"trade_status\":\"TRADE_SUCCESS\"}"));
    return bodies.entrySet().stream()
        .map(
            body ->
                DynamicTest.dynamicTest(
                    body.getKey(),
                    () ->
                        assertThat(
                                refusal(
                                    ReceivedRequest.of(
                                        Map.of(), body.getValue(), shop.clock.instant())))
                            .isEqualTo(Reason.SIGNATURE_MISSING)));
  }

  /** Whoever holds a signed form can move the border between two fields and keep the signature. */
  @Test
  void aRefundsMarkHiddenInTheValueBeforeItIsNoPayment() {
    SignedForm refund =
        paid.with("gmt_refund", "2026-07-01 12:00:00.113")
            .with("refund_fee", "1.00")
            .with("out_biz_no", "R1");
    for (String name : List.of("gmt_refund", "refund_fee", "out_biz_no", "trade_status")) {
      assertRefused(moved(refund, name), Reason.SIGNATURE_WRONG);
    }
  }

  @Test
  void anAccountOrCurrencyHiddenInTheValueBeforeItIsNotOverlooked() {
    SignedForm frozen =
        paid.with("notify_type", "fund_auth_freeze")
            .with("payee_logon_id", "shop")
            .with("payee_user_id", "2088000000000001");
    assertRefused(moved(frozen, "payee_user_id"), Reason.SIGNATURE_WRONG);
    SignedForm agreed =
        paid.with("notify_type", "dut_user_sign")
            .with("login", "shop")
            .with("partner_id", "2088000000000001");
    assertRefused(moved(agreed, "partner_id"), Reason.SIGNATURE_WRONG);
    SignedForm dollars = paid.with("trade_type", "x").with("trans_currency", "USD");
    assertRefused(moved(dollars, "trans_currency"), Reason.SIGNATURE_WRONG);
  }

  /** The same signed text, where a field stands in the value of the one before it. */
  private static SignedForm moved(SignedForm form, String name) {
    List<String> names =
        form.fields().keySet().stream()
            .filter(field -> !field.equals("sign") && !field.equals("sign_type"))
            .sorted()
            .toList();
    String before = names.get(names.indexOf(name) - 1);
    Map<String, String> fields = form.fields();
    return form.tampered(before, fields.get(before) + "&" + name + "=" + fields.get(name))
        .withoutSigning(name);
  }

  @Test
  void anotherNameThanAlipaysIsRefusedEvenIfItWasSigned() {
    for (String name : List.of("Total_amount", "total amount", "a=b", "a&b", "茶")) {
      assertRefused(paid.with(name, "1"), Reason.SIGNATURE_WRONG);
    }
    assertThat(verified(paid.with("body", "a & b = c &d? &"))).isNotNull();
  }

  @Test
  void theNumberOfACertificateMayBeSignedOrNot() {
    SignedForm signed = paid.with("alipay_cert_sn", "866efef280dec9137a87d047ac446315");
    SignedForm unsigned = paid.tampered("alipay_cert_sn", "866efef280dec9137a87d047ac446315");

    for (SignedForm form : List.of(signed, unsigned)) {
      PaymentChanged changed = (PaymentChanged) verified(form);
      assertThat(changed.confirm(ExpectedPayment.of(order)).fields().has("alipay_cert_sn"))
          .describedAs("what may be unsigned is not handed on")
          .isFalse();
    }
    assertRefused(unsigned.tampered("total_amount", "1.00"), Reason.SIGNATURE_WRONG);
    assertRefused(paid.tampered("alipay_cert_sn", "1&total_amount=0.01"), Reason.SIGNATURE_WRONG);
  }

  @Test
  void aPaymentTooOldOrAheadIsRefused() {
    Instant sentAt = shop.clock.instant();
    for (Duration fine : List.of(Duration.ZERO, Duration.ofHours(26), Duration.ofMinutes(-5))) {
      assertThat(client.notifications().verify(at(sentAt.plus(fine)))).isNotNull();
    }
    for (Duration odd :
        List.of(
            Duration.ofHours(26).plusSeconds(1),
            Duration.ofDays(3650),
            Duration.ofMinutes(-5).minusSeconds(1),
            Duration.ofDays(-3650))) {
      assertThat(refusal(at(sentAt.plus(odd)))).isEqualTo(Reason.STALE);
    }
    for (String odd : List.of("", "soon", "2026-13-01 00:00:00", "1782878400")) {
      assertThat(refusal(paid.with("notify_time", odd))).isEqualTo(Reason.STALE);
    }
    assertThat(refusal(paid.without("notify_time"))).isEqualTo(Reason.STALE);
  }

  private ReceivedRequest at(Instant receivedAt) {
    return ReceivedRequest.of(Map.of(), paid.body(), receivedAt);
  }

  @Test
  void anotherApplicationsOrMerchantsFormIsUnexpectedThoughOurKeySignedIt() {
    for (SignedForm foreign :
        List.of(
            paid.with("app_id", "2021000000000001"),
            paid.with("app_id", " "),
            paid.without("app_id"),
            paid.with("auth_app_id", "2021000000000001"),
            paid.with("seller_id", "2088000000000001"),
            paid.without("seller_id"))) {
      assertThatExceptionOfType(MismatchException.class).isThrownBy(() -> verified(foreign));
      assertThat(handle(foreign).result()).isEqualTo(Result.UNEXPECTED);
    }
    assertThat(shop.payments).isEmpty();
    assertThat(shop.signals).anyMatch(Signal.ProvenButUnexpected.class::isInstance);
    assertThat(verified(paid.without("auth_app_id"))).describedAs("an own one").isNotNull();
  }

  @Test
  void aRefusalSaysNoMoreThanItsStatus() {
    ReceivedReply refused = handle(paid.tampered("total_amount", "0.01"));

    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.body()).isEqualTo("not proven");
    assertThat(refused.detail()).contains("SIGNATURE_WRONG").doesNotContain(sign(paid));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String sign(SignedForm form) {
    return form.fields().getOrDefault("sign", "");
  }

  private ReceivedRequest received(String body) {
    return ReceivedRequest.of(Map.of(), bytes(body), shop.clock.instant());
  }

  private Notification verified(SignedForm form) {
    return client.notifications().verify(shop.received(form));
  }

  private ReceivedReply handle(SignedForm form) {
    return client.notifications().handle(shop.received(form), shop, shop);
  }

  private void assertRefused(SignedForm form, Reason reason) {
    assertThat(refusal(form)).isEqualTo(reason);
  }

  private Reason refusal(SignedForm form) {
    return refusal(shop.received(form));
  }

  private Reason refusal(ReceivedRequest raw) {
    try {
      client.notifications().verify(raw);
    } catch (InvalidNotificationException refused) {
      return refused.reason();
    }
    throw new AssertionError("it was believed");
  }
}
