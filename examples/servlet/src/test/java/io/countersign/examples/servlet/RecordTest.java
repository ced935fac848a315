// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.countersign.http.Headers;
import io.countersign.sandbox.SandboxClock;
import io.countersign.sandbox.junit.SandboxExtension;
import io.countersign.sandbox.wechatpay.Fault;
import io.countersign.sandbox.wechatpay.Operation;
import io.countersign.sandbox.wechatpay.PayerBehaviour;
import io.countersign.sandbox.wechatpay.SignedNotification;
import io.countersign.sandbox.wechatpay.WeChatPayMerchant;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("What happened to each order")
class RecordTest {

  @RegisterExtension static final SandboxExtension SANDBOX = SandboxExtension.wechatPay();

  private static final Clock NOON =
      Clock.fixed(Instant.parse("2026-06-01T04:00:00Z"), ZoneOffset.UTC);

  private TeaHouse house;

  @BeforeEach
  void open(WeChatPayMerchant merchant, SandboxClock clock) {
    house = new TeaHouse(merchant, clock);
  }

  @AfterEach
  void close() {
    house.close();
  }

  @Test
  void everyStepOfAPaidOrderIsWrittenDownInOrder() {
    String order = house.ordered();
    house.merchant.pay(house.number(order));
    house.clock.advance(Duration.ZERO);

    List<Timeline.Entry> entries = house.orders.timeline().of(order);

    assertThat(entries)
        .extracting(Timeline.Entry::kind)
        .containsExactly("call", "answer", "notification", "proven", "reply");
    assertThat(entries.get(0).facts())
        .containsEntry("request", "POST /v3/pay/transactions/native")
        .containsEntry("key", house.merchant.merchantSerial());
    assertThat(entries.get(1).facts())
        .containsEntry("status", 200)
        .containsEntry("key", house.merchant.publicKeyId());
    assertThat(entries.get(3).facts())
        .containsEntry("evidence", "SIGNED_NOTIFICATION")
        .containsEntry("state", "PAID")
        .containsEntry("amount", "25.00 CNY");
    assertThat(entries.get(4).facts())
        .containsEntry("status", 204)
        .containsEntry("acknowledged", true);
  }

  @Test
  void aLostAnswerIsWrittenDownAsSomethingThatMayHaveArrived() {
    house.merchant.faults().times(2, Operation.ORDER_NATIVE, Fault.answerDropped());
    String order = house.ordered();

    assertThat(house.orders.timeline().of(order))
        .extracting(Timeline.Entry::kind)
        .containsExactly("call", "no-answer", "call", "no-answer");
    assertThat(house.orders.timeline().of(order).get(1).facts())
        .containsEntry("mayHaveArrived", true);
  }

  @Test
  void theStringThatIsShownOfANotificationIsTheOneThatWasSigned() throws GeneralSecurityException {
    String order = house.ordered();
    house.merchant.pay(house.number(order));
    SignedNotification sent =
        house.merchant.paymentNotification(house.number(order)).signedByPublicKey();

    SignedText shown =
        SignedText.ofMessage(
                Headers.of(sent.headers()), new String(sent.body(), StandardCharsets.UTF_8))
            .orElseThrow();

    assertThat(shown.key()).isEqualTo(house.merchant.publicKeyId());
    assertThat(verified(shown)).isTrue();
    assertThat(verified(new SignedText(shown.text() + " ", shown.key(), shown.signature())))
        .isFalse();
  }

  @Test
  void neitherThePayerNorAPaymentCodeNorASecretIsWrittenDown() throws IOException {
    String payer = house.merchant.openIdOf(house.merchant.miniProgramAppId());
    String code = house.merchant.authCode(PayerBehaviour.PAYS_AT_ONCE);
    String wallet = house.checkout("mini-program", "item", "tea", "payer", payer).text("order");
    String page = house.checkout("mobile-page", "item", "tea").text("order");
    String scanned = house.checkout("payment-code", "item", "tea", "code", code).text("order");
    house.merchant.pay(house.number(wallet));
    house.clock.advance(Duration.ZERO);

    String all = "";
    for (String order : List.of(wallet, page, scanned)) {
      Visitor.Answer timeline = house.visitor.get("/desk/" + order + "/timeline");
      assertThat(timeline.json().path("entries").size()).isGreaterThan(1);
      all += new ObjectMapper().writeValueAsString(timeline.json());
    }

    assertThat(all)
        .contains("***")
        .doesNotContain(payer, code, "203.0.113.7", "PRIVATE KEY", TeaHouse.STAFF_KEY + "\"")
        .doesNotContain(house.merchant.apiV3Key())
        // A whole RSA signature in Base64 is 344 characters.
        .doesNotContainPattern("\"signature\":\"[^\"]{18,}\"");
  }

  @Test
  void aForgedNotificationBelongsToNoOrder() {
    String order = house.ordered();
    house.merchant.pay(house.number(order));
    house.deliver(house.merchant.paymentNotification(house.number(order)).withWrongSignature());

    assertThat(house.orders.timeline().of(order)).hasSize(2);
    assertThat(house.orders.timeline().unclaimed())
        .extracting(Timeline.Entry::kind)
        .containsExactly("notification", "reply");
    assertThat(house.orders.timeline().unclaimed().get(1).facts())
        .containsEntry("status", 401)
        .containsEntry("acknowledged", false);
  }

  @Test
  void theTimelineIsForStaffOnly() {
    String order = house.ordered();

    Visitor stranger = new Visitor(house.shop.home(), "guess");
    assertThat(stranger.get("/desk/" + order + "/timeline").status()).isEqualTo(401);
    assertThat(stranger.get("/desk/").status()).isEqualTo(401);
    assertThat(house.visitor.get("/desk/nothing/timeline").status()).isEqualTo(404);
  }

  @Test
  void onlyTheNewestOrdersAndTheirNewestEntriesAreKept() {
    Timeline timeline = new Timeline(NOON);
    for (int i = 0; i <= Timeline.MOST_ORDERS; i++) {
      timeline.begins("order" + i, "NUMBER" + i + "X");
    }
    for (int i = 0; i < 1000; i++) {
      timeline.add(Optional.of("NUMBER7X"), "call", Map.of("turn", i));
      timeline.add(Optional.empty(), "call", Map.of());
    }

    assertThat(timeline.numberIn("a NUMBER0X b")).isEmpty();
    assertThat(timeline.numberIn("nothing", "a NUMBER1X b")).contains("NUMBER1X");
    assertThat(timeline.of("order7")).hasSize(Timeline.MOST_ENTRIES);
    assertThat(timeline.of("order7").get(Timeline.MOST_ENTRIES - 1).facts())
        .containsEntry("turn", 999);
    assertThat(timeline.unclaimed()).hasSize(Timeline.MOST_UNCLAIMED);
    timeline.add(Optional.of("NUMBER0X"), "call", Map.of());
    assertThat(timeline.of("order0")).isEmpty();
  }

  @Test
  void ofAQueryOnlyWhatIsHarmlessIsWrittenDown() {
    assertThat(Masked.query(null)).isEmpty();
    assertThat(Masked.query("mchid=1900000001")).isEqualTo("?mchid=1900000001");
    assertThat(Masked.query("appid=wx1&secret=s3cret&js_code=c0de&mchid=1&x"))
        .isEqualTo("?appid=***&secret=***&js_code=***&mchid=1&x=***");
  }

  @Test
  void aBodyIsCoveredCutOrLeftOut() {
    assertThat(masked("{\"payer\":{\"openid\":\"oABC\"},\"amount\":1}"))
        .isEqualTo("{\"payer\":{\"openid\":\"***\"},\"amount\":1}");
    assertThat(masked("[{\"auth_code\":\"130\"}]")).isEqualTo("[{\"auth_code\":\"***\"}]");
    assertThat(masked("{\"openid\":{\"deep\":\"oABC\"}}")).isEqualTo("{\"openid\":\"***\"}");
    assertThat(masked("{\"prepay_id\":\"wx2026010112345678\"}"))
        .isEqualTo("{\"prepay_id\":\"wx20260101…\"}");
    assertThat(masked("{ \"untouched\" : 1.50 }")).isEqualTo("{ \"untouched\" : 1.50 }");
    assertThat(masked("openid=oABC&TradeAmt=110&Empty="))
        .isEqualTo("openid=***&TradeAmt=110&Empty=");
    assertThat(masked("CheckMacValue=" + "A".repeat(64)))
        .isEqualTo("CheckMacValue=" + "A".repeat(16) + "…");
    assertThat(masked("{\"Data\":\"0123456789abc\"}")).isEqualTo("{\"Data\":\"0123456789…\"}");
    assertThat(masked("{\"data\":[{\"serial_no\":\"1\"}]}"))
        .isEqualTo("{\"data\":[{\"serial_no\":\"1\"}]}");
    assertThat(masked("openid: oABC")).isEqualTo("(12 bytes that are neither JSON nor a form)");
    assertThat(masked("")).isEmpty();
    assertThat(masked("\"" + "x".repeat(9000) + "\"")).hasSizeLessThan(6100);
  }

  private static String masked(String body) {
    return Masked.body(body.getBytes(StandardCharsets.UTF_8));
  }

  private boolean verified(SignedText shown) throws GeneralSecurityException {
    String pem = house.merchant.publicKeyPem().replaceAll("-----[A-Z ]+-----|\\s", "");
    PublicKey key =
        KeyFactory.getInstance("RSA")
            .generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(pem)));
    Signature signature = Signature.getInstance("SHA256withRSA");
    signature.initVerify(key);
    signature.update(shown.text().getBytes(StandardCharsets.UTF_8));
    return signature.verify(Base64.getDecoder().decode(shown.signature()));
  }
}
