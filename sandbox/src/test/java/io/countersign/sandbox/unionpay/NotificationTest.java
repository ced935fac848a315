// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.unionpay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("UnionPay's notifications")
class NotificationTest {
  private final Caller caller = new Caller();
  private final UnionPayMerchant merchant = caller.merchant;
  private final Shop shop = new Shop();

  @AfterEach
  void end() {
    shop.close();
    caller.close();
  }

  private String paid(String orderId) {
    Map<String, String> form = caller.page(orderId);
    form.put("backUrl", shop.url());
    merchant.openPage(caller.signed(form));
    merchant.pay(orderId);
    return merchant.order(orderId).orElseThrow().queryId();
  }

  @Test
  void aPaymentIsToldOnceToWhoeverTakesIt() throws Exception {
    String queryId = paid("PAGE0001");
    caller.clock.advance(Duration.ofHours(1));

    assertThat(shop.posts).hasSize(1);
    Map<String, String> form = shop.form(0);
    assertThat(caller.proven(form)).isTrue();
    assertThat(form)
        .containsEntry("orderId", "PAGE0001")
        .containsEntry("txnTime", merchant.order("PAGE0001").orElseThrow().txnTime())
        .containsEntry("merId", merchant.merId())
        .containsEntry("queryId", queryId)
        .containsEntry("respCode", "00")
        .containsEntry("respMsg", "成功[0000000]")
        .containsEntry("txnType", "01")
        .containsEntry("txnAmt", "1733")
        .containsEntry("currencyCode", "156")
        .containsEntry("settleDate", "0301")
        .containsKeys("traceNo", "traceTime", "settleAmt", "settleCurrencyCode");
    assertThat(form.get("signPubKeyCert"))
        .startsWith("-----BEGIN CERTIFICATE-----\r\n")
        .endsWith("\r\n-----END CERTIFICATE-----");
  }

  @ParameterizedTest
  @CsvSource({"200,1", "302,1", "201,5", "404,5", "400,5", "500,5"})
  void whateverIsNotTakenComesFiveTimesWithinSevenMinutes(int status, int posts) {
    shop.status = status;
    paid("PAGE0001");
    caller.clock.advance(Duration.ofDays(1));

    assertThat(shop.posts).hasSize(posts);
    List<Delivery> deliveries = merchant.deliveries();
    assertThat(deliveries).hasSize(posts);
    Delivery last = deliveries.get(posts - 1);
    assertThat(last.nextAttempt()).isEmpty();
    assertThat(Duration.between(deliveries.get(0).at(), last.at()))
        .isEqualTo(Duration.ofMinutes(posts == 1 ? 0 : 7));
    assertThat(shop.posts.get(posts - 1)).isEqualTo(shop.posts.get(0));
  }

  @Test
  void whatFailsInFrontOfThePayerIsToldToNobody() {
    Map<String, String> form = caller.page("PAGE0001");
    form.put("backUrl", shop.url());
    merchant.openPage(caller.signed(form));
    merchant.decline("PAGE0001");
    caller.clock.advance(Duration.ofDays(1));

    assertThat(shop.posts).isEmpty();
  }

  @Test
  void aRefundIsToldAsWhatItIs() throws Exception {
    String original = paid("PAGE0001");
    Map<String, String> refund = caller.followUp("04", "REFUND01", original, 1000);
    refund.put("backUrl", shop.url());
    refund.put("reqReserved", "part one");
    caller.back(refund);
    caller.clock.advance(Duration.ZERO);

    Map<String, String> form = shop.form(1);
    assertThat(caller.proven(form)).isTrue();
    assertThat(form)
        .containsEntry("txnType", "04")
        .containsEntry("orderId", "REFUND01")
        .containsEntry("origQryId", original)
        .containsEntry("txnAmt", "1000")
        .containsEntry("reqReserved", "part one");
    assertThat(merchant.refundNotification("REFUND01").fields()).containsEntry("txnType", "04");
    assertThatThrownBy(() -> merchant.refundNotification("PAGE0001"))
        .hasMessageContaining("is no refund");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aFailedRefundIsToldOnlyIfThatIsAgreed(boolean agreed) throws Exception {
    UnionPaySetup setup = UnionPaySetup.usual();
    try (Caller other = new Caller(agreed ? setup.notifiesFailures() : setup)) {
      String original = other.paid("PAGE0001");
      other.merchant.next(Operation.REFUND, Course.FAILS);
      Map<String, String> refund = other.followUp("04", "REFUND01", original, 1000);
      refund.put("backUrl", shop.url());
      other.back(refund);
      other.clock.advance(Duration.ofMinutes(1));

      assertThat(shop.posts).hasSize(agreed ? 1 : 0);
      assertThat(other.merchant.order("REFUND01").orElseThrow().respCode()).isEqualTo("63");
    }
  }

  @Test
  void theBrowserBringsLessButIsSignedLikewise() throws Exception {
    paid("PAGE0001");
    SignedForm brought = merchant.returnForm("PAGE0001");

    assertThat(caller.proven(brought.fields())).isTrue();
    assertThat(brought.fields())
        .containsEntry("respCode", "00")
        .containsEntry("txnAmt", "1733")
        .doesNotContainKeys("settleDate", "traceNo");
  }

  @Test
  void aShopIsToldInTheCharsetOfItsCall() throws Exception {
    caller.charset = Charset.forName("GBK");
    Map<String, String> form = caller.page("PAGE0001");
    form.put("backUrl", shop.url());
    form.put("reqReserved", "龙井茶");
    merchant.openPage(caller.signed(form));
    merchant.pay("PAGE0001");
    caller.clock.advance(Duration.ZERO);

    Map<String, String> told = shop.form(0, caller.charset);
    assertThat(told).containsEntry("reqReserved", "龙井茶").containsEntry("encoding", "GBK");
    assertThat(caller.proven(told)).isTrue();
  }

  @Test
  void aChangedFormIsProvenOnlyIfItIsSignedAnew() throws Exception {
    paid("PAGE0001");
    SignedForm form = merchant.notification("PAGE0001");

    assertThat(caller.proven(form.with("txnAmt", "1").fields())).isTrue();
    assertThat(caller.proven(form.without("txnAmt").fields())).isTrue();
    assertThat(caller.proven(form.tampered("txnAmt", "1").fields())).isFalse();
    assertThat(caller.proven(form.withoutSigning("txnAmt").fields())).isFalse();
    assertThat(caller.proven(form.withLfCertificate().fields())).isFalse();
    SignedForm gbk = form.in(Charset.forName("GBK"));
    assertThat(gbk.fields()).containsEntry("encoding", "GBK");
    assertThat(new String(gbk.body(), gbk.charset())).contains("%B3%C9%B9%A6");
  }

  @ParameterizedTest
  @EnumSource(CertificateFlaw.class)
  void aFlawedCertificateIsTheOnlyThingWrong(CertificateFlaw flaw) throws Exception {
    paid("PAGE0001");
    SignedForm form = merchant.notification("PAGE0001").signedBy(flaw);

    String pem = form.fields().getOrDefault("signPubKeyCert", "");
    String text = Pairs.signed(form.fields());
    String signature = form.fields().getOrDefault("signature", "");
    assertThat(
            Proof.rsaProves(
                Caller.certificate(pem).getPublicKey(), Proof.NEW, text, caller.charset, signature))
        .isTrue();
    assertThat(form.fields()).containsEntry("respCode", "00").containsEntry("signMethod", "01");
  }

  @Test
  void anOldSignatureAndASampleKeyLookRightToWhoeverAsksTheMessage() {
    paid("PAGE0001");
    SignedForm form = merchant.notification("PAGE0001");

    Map<String, String> old = form.signedByOldVersion().fields();
    assertThat(old).containsEntry("version", "5.0.0").containsKey("signPubKeyCert");
    assertThat(
            Proof.rsaProves(
                merchant.account().keys.signing().certificate().getPublicKey(),
                Proof.OLD,
                Pairs.signed(old),
                caller.charset,
                old.getOrDefault("signature", "")))
        .isTrue();
    Map<String, String> sample = form.signedBySampleKey(SignMethod.SHA256).fields();
    assertThat(sample).containsEntry("signMethod", "11").doesNotContainKey("signPubKeyCert");
    assertThat(sample.get("signature"))
        .isEqualTo(
            Proof.keyed(SignMethod.SHA256, "88888888", Pairs.signed(sample), caller.charset));
  }

  @Test
  void nobodyButLoopbackIsEverContacted() {
    caller.paid("PAGE0001");
    caller.clock.advance(Duration.ofDays(1));

    assertThat(merchant.deliveries())
        .singleElement()
        .extracting(Delivery::result)
        .isEqualTo(Delivery.Result.UNDELIVERABLE);
    assertThatThrownBy(() -> merchant.deliverNotificationsTo(URI.create("https://shop.example")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aTestCanSendThemElsewhereOrOnce() {
    merchant.deliverNotificationsTo(shop.uri());
    caller.paid("PAGE0001");
    caller.clock.advance(Duration.ZERO);
    Delivery once = merchant.deliverOnce(merchant.notification("PAGE0001"), shop.uri());

    assertThat(shop.posts).hasSize(2);
    assertThat(once.result()).isEqualTo(Delivery.Result.ACCEPTED);
    assertThat(once.orderId()).isEqualTo("PAGE0001");
  }
}
