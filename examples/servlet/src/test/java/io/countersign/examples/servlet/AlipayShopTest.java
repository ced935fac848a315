// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.countersign.Money;
import io.countersign.OpenPage;
import io.countersign.PaymentRequest;
import io.countersign.Scene;
import io.countersign.alipay.AlipayClient;
import io.countersign.alipay.AlipayConfig;
import io.countersign.examples.servlet.Order.Status;
import io.countersign.http.Headers;
import io.countersign.sandbox.alipay.Fault;
import io.countersign.sandbox.alipay.LedgerEntry;
import io.countersign.sandbox.alipay.Operation;
import io.countersign.sandbox.alipay.PayerBehaviour;
import io.countersign.sandbox.alipay.RefundCourse;
import io.countersign.sandbox.alipay.SignedForm;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The shop with Alipay, by HTTP")
class AlipayShopTest {

  private final AlipayHouse house = new AlipayHouse();

  @AfterEach
  void close() {
    house.close();
  }

  @Test
  void everyWayIsOfferedInYuan() {
    JsonNode ways = house.visitor.get("/catalogue").json().path("ways");

    assertThat(ways.findValuesAsText("scene"))
        .containsExactly("qr", "web-page", "mobile-page", "mini-program", "in-app", "payment-code");
    assertThat(ways.findValuesAsText("currency")).containsOnly("CNY");
  }

  @ParameterizedTest
  @ValueSource(strings = {"web-page", "mobile-page"})
  void thePageToAlipayIsKeptByNobodyAndAllowsNothingElse(String scene) {
    String order = house.ordered(scene);

    HttpResponse<String> first = house.get("/pay/" + order);
    HttpResponse<String> second = house.get("/pay/" + order);

    assertThat(first.headers().firstValue("Cache-Control")).contains("no-store");
    String policy = first.headers().firstValue("Content-Security-Policy").orElseThrow();
    assertThat(policy)
        .contains(
            "default-src 'none'",
            "form-action https: " + house.sandbox.alipay().baseUri(),
            "nonce-")
        .doesNotContain("unsafe", "'self'");
    assertThat(second.headers().firstValue("Content-Security-Policy").orElseThrow())
        .isNotEqualTo(policy);
    // Not through the page's scripts.
    assertThat(house.again(scene, order).json().toString()).doesNotContain("sign");
    assertThat(house.orders.attemptsOf(order)).hasSize(1);
    assertThat(house.merchant.order(house.number(order))).isEmpty();
  }

  @Test
  void whatIsPaidHasNoPageAnyMore() {
    String order = house.ordered("web-page");
    house.browser.opens(house.shop.home().resolve("/pay/" + order));
    house.merchant.pay(house.number(order));
    house.clock.advance(Duration.ZERO);

    assertThat(house.status(order)).isEqualTo(Status.PAID);
    assertThat(house.get("/pay/" + order).statusCode()).isEqualTo(303);
  }

  @ParameterizedTest
  @ValueSource(strings = {"web-page", "mobile-page"})
  void aBrowserThatComesBackIsLedToItsOrderWhichIsStillUnpaid(String scene) {
    String order = house.ordered(scene);
    URI cashier = house.browser.opens(house.shop.home().resolve("/pay/" + order));
    house.merchant.pay(house.number(order));

    assertThat(house.browser.comesBack(cashier))
        .isEqualTo(house.shop.home().resolve("/#order=" + order));
    assertThat(house.status(order)).isEqualTo(Status.OPEN);
    assertThat(house.orders.parcelsOf(order)).isZero();
  }

  @Test
  void aBrowserThatComesBackWithAForgeryLearnsNothing() {
    String order = house.ordered("web-page");
    house.browser.opens(house.shop.home().resolve("/pay/" + order));
    String other = house.ordered("web-page");
    house.browser.opens(house.shop.home().resolve("/pay/" + other));
    house.merchant.pay(house.number(other));
    SignedForm own = house.merchant.returnForm(house.number(other));

    for (String query :
        List.of(
            "",
            "?out_trade_no=" + house.number(order),
            "?" + own.tampered("out_trade_no", house.number(order)).query(),
            "?" + own.query() + "&order=" + order,
            "?" + own.signedBy(house.sandbox.alipay().openMerchant()).query(),
            "?" + house.merchant.notification(house.number(other)).query())) {
      assertThat(house.get("/return/alipay" + query).headers().firstValue("Location"))
          .as(query)
          .contains("/#shop");
    }
    assertThat(house.get("/return/alipay?" + own.query()).headers().firstValue("Location"))
        .contains("/#order=" + other);
  }

  @Test
  void loadingThePageAgainIsTheSameOrder() {
    String order = house.ordered("qr");
    String code = house.again("qr", order).text("qr");

    assertThat(house.orders.attemptsOf(order)).hasSize(1);
    assertThat(house.merchant.cashierPage(house.number(order))).hasToString(code);
  }

  @Test
  void noOtherWayBeginsWhileTheOneBeforeCanStillBePaid() {
    String order = house.ordered("qr");

    assertThat(house.again("web-page", order).status()).isEqualTo(409);
    // Opened, and then ended at Alipay: nobody can pay it any more.
    house.merchant.begin(house.number(order));
    assertThat(house.again("web-page", order).status()).isEqualTo(200);
    assertThat(house.orders.attemptsOf(order)).hasSize(2);
  }

  @Test
  void aPayerWithTooLittleMoneyIsTurnedAwayAndMayShowAnotherCode() {
    String poor = house.merchant.paymentCode(PayerBehaviour.NOT_ENOUGH);
    Visitor.Answer refused = house.checkout("payment-code", "code", poor);
    String order = refused.text("order");

    assertThat(refused.status()).isEqualTo(402);
    String code = house.merchant.paymentCode(PayerBehaviour.PAYS_AT_ONCE);
    Visitor.Answer second =
        house.visitor.post(
            "/checkout",
            "provider",
            "alipay",
            "scene",
            "payment-code",
            "order",
            order,
            "code",
            code);
    assertThat(second.status()).isEqualTo(200);
    assertThat(house.status(order)).isEqualTo(Status.PAID);
    assertThat(charges()).containsExactly(2500L);
  }

  @Test
  void aPayerWhoNeverTypesThePasswordIsNotCharged() {
    String code = house.merchant.paymentCode(PayerBehaviour.NEEDS_PASSWORD);
    String order = house.checkout("payment-code", "code", code).text("order");

    for (int i = 0; i < 30; i++) {
      house.after(Duration.ofSeconds(5));
    }

    assertThat(house.merchant.order(house.number(order)).orElseThrow().state())
        .hasToString("TRADE_CLOSED");
    assertThat(charges()).isEmpty();
    assertThat(house.status(order)).isEqualTo(Status.OPEN);
  }

  @Test
  void aPaymentThatNobodyTellsOfIsFoundByAsking() {
    String order = house.ordered("qr");
    house.merchant.deliverNotificationsTo(house.shop.home().resolve("/nowhere"));
    house.merchant.pay(house.number(order));

    house.after(Duration.ofMinutes(1));

    assertThat(house.status(order)).isEqualTo(Status.PAID);
    assertThat(house.orders.parcelsOf(order)).isEqualTo(1);
  }

  @Test
  void aPartIsGivenBackOnceAndTheRestLater() {
    String order = house.paid();

    assertThat(house.refund(order, "10.00", "A").status()).isEqualTo(202);
    house.refund(order, "10.00", "A");
    house.after(Duration.ofSeconds(30));
    assertThat(house.refund(order, "15.01", "B").status()).isEqualTo(409);
    assertThat(house.refund(order, "15.00", "C").status()).isEqualTo(202);
    house.after(Duration.ofSeconds(30));

    assertThat(house.merchant.refundedOf(house.number(order))).isEqualTo(2500);
    assertThat(entries(LedgerEntry.Kind.REFUND)).containsExactly(1000L, 1500L);
    assertThat(house.status(order)).isEqualTo(Status.REFUNDED);
  }

  @Test
  void aSecondRefundInHasteWaitsAndHappensOnce() {
    String order = house.paid();
    house.refund(order, "10.00", "A");

    // Within three seconds of the first.
    assertThat(house.refund(order, "15.00", "B").status()).isEqualTo(202);
    assertThat(entries(LedgerEntry.Kind.REFUND)).containsExactly(1000L);
    house.after(Duration.ofSeconds(30));

    assertThat(entries(LedgerEntry.Kind.REFUND)).containsExactly(1000L, 1500L);
    assertThat(house.status(order)).isEqualTo(Status.REFUNDED);
  }

  @Test
  void aRefundThatFailsAtAlipayIsAskedForAgainUnderTheSameNumber() {
    String order = house.paid();
    house.merchant.nextRefund(RefundCourse.FAILS);

    assertThat(house.refund(order, "25.00", "A").status()).isEqualTo(202);
    assertThat(house.status(order)).isEqualTo(Status.REFUNDING);
    house.after(Duration.ofMinutes(2));
    house.after(Duration.ofMinutes(2));

    assertThat(entries(LedgerEntry.Kind.REFUND)).containsExactly(2500L);
    assertThat(house.orders.paybacksOf(order)).hasSize(1);
    assertThat(house.status(order)).isEqualTo(Status.REFUNDED);
  }

  @Test
  void anUnsignedNoIsNotBelieved() {
    String order = house.ordered("qr");
    house.merchant.pay(house.number(order));
    house.merchant.faults().once(Operation.QUERY, Fault.forgedNotExist());

    house.visitor.get("/desk/" + order);
    house.clock.advance(Duration.ZERO);

    assertThat(house.status(order)).isEqualTo(Status.PAID);
  }

  @Test
  void theTimeLineHoldsNeitherKeysNorWhoPays() {
    String payer = house.merchant.payerUserId();
    String order = house.checkout("mini-program", "payer", payer).text("order");
    house.merchant.pay(house.number(order));
    house.clock.advance(Duration.ZERO);
    house.visitor.get("/desk/" + order);
    String page = house.ordered("web-page");
    house.get("/pay/" + page);
    String code = house.merchant.paymentCode(PayerBehaviour.PAYS_AT_ONCE);
    String atTheCounter = house.checkout("payment-code", "code", code).text("order");

    String record = timeline(order);
    assertThat(record)
        .contains("method=alipay.trade.create", "total_amount", "\"kind\":\"proven\"", "***")
        .doesNotContain(payer, house.merchant.appPrivateKey().substring(0, 40));
    assertThat(timeline(page)).contains("\"kind\":\"form\"", "FAST_INSTANT_TRADE_PAY");
    assertThat(timeline(atTheCounter)).contains("alipay.trade.pay").doesNotContain(code, payer);
  }

  @Test
  void theStringsThatAreShownAreTheOnesThatWereSigned() throws GeneralSecurityException {
    String order = house.ordered("qr");
    house.merchant.pay(house.number(order));
    SignedForm sent = house.merchant.notification(house.number(order));
    SignedText notice = SignedText.ofMessage(Headers.of(Map.of()), sent.query()).orElseThrow();
    URI call = URI.create("https://gateway.example.com/gateway.do?" + formOf(order).query());
    SignedText shown =
        SignedText.ofCall("POST", call, Headers.of(Map.of()), formOf(order).body()).orElseThrow();

    assertThat(notice.key()).isEqualTo(house.merchant.appId());
    assertThat(verified(notice, house.merchant.alipayPublicKey())).isTrue();
    assertThat(verified(shown, house.merchant.appPublicKey())).isTrue();
    String answer = "{\"alipay_trade_pay_response\":{\"a\":\"}\"},\"sign\":\"c2lnbg==\"}";
    assertThat(SignedText.ofMessage(Headers.of(Map.of()), answer))
        .contains(new SignedText("{\"a\":\"}\"}", "public key", "c2lnbg=="));
  }

  /** The two halves of what a page's form says. */
  private record Halves(String query, String body) {}

  private Halves formOf(String order) {
    OpenPage.PostForm form =
        (OpenPage.PostForm)
            AlipayClient.of(
                    AlipayConfig.fromEnvironment(house.merchant.environment()).toBuilder()
                        .clock(house.clock)
                        .build())
                .create(
                    PaymentRequest.in(Scene.webPage(URI.create("https://shop.example.com/done")))
                        .id(house.attempt(order).id())
                        .amount(Money.of("25.00", "CNY"))
                        .description("One pot of tea")
                        .build())
                .orElseThrow();
    String body =
        form.fields().stream()
            .map(field -> field.name() + "=" + FormText.encoded(field.value()))
            .collect(Collectors.joining("&"));
    return new Halves(form.action().getRawQuery(), body);
  }

  private static boolean verified(SignedText shown, String key) throws GeneralSecurityException {
    Signature signature = Signature.getInstance("SHA256withRSA");
    signature.initVerify(
        KeyFactory.getInstance("RSA")
            .generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(key))));
    signature.update(shown.text().getBytes(StandardCharsets.UTF_8));
    return signature.verify(Base64.getDecoder().decode(shown.signature()));
  }

  private String timeline(String order) {
    return house.visitor.get("/desk/" + order + "/timeline").toString();
  }

  private List<Long> charges() {
    return entries(LedgerEntry.Kind.PAYMENT);
  }

  private List<Long> entries(LedgerEntry.Kind kind) {
    return house.merchant.ledger().stream()
        .filter(entry -> entry.kind() == kind)
        .map(LedgerEntry::fen)
        .toList();
  }
}
