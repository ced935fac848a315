// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.Money;
import io.countersign.OpenPage;
import io.countersign.Payment;
import io.countersign.PaymentId;
import io.countersign.PaymentRef;
import io.countersign.PaymentRequest;
import io.countersign.Pem;
import io.countersign.ReceivedReply;
import io.countersign.Scene;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TimeZone;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What Alipay would refuse, or show to the payer only, is refused here and unsent. */
class OrderRulesTest {
  private static final String RECUT = "茶&total_amount=0.01";

  private final Shop shop = Shop.open();
  private final Drafts drafts = new Drafts(shop);
  private final Browser browser = new Browser();

  @AfterEach
  void close() {
    shop.close();
  }

  private PaymentRequest.Builder<OpenPage> page() {
    return shop.order(Scene.webPage(ScenesTest.BACK));
  }

  private Map<String, Object> content(PaymentRequest.Builder<?> order) {
    return drafts.orders.order(order.build()).call().content().orElseThrow();
  }

  private void refused(String message, PaymentRequest.Builder<?> order) {
    int before = shop.gateway.journal().size();
    PaymentRequest<?> request = order.build();
    Drafts.refused(message, () -> shop.client().ref(request));
    Drafts.refused(message, () -> shop.client().create(request));
    assertThat(shop.gateway.journal()).describedAs("nothing was sent").hasSize(before);
  }

  private boolean taken(PaymentRequest.Builder<OpenPage> order) {
    return !browser.open(Shop.accepted(shop.client().create(order.build())).value()).isEmpty();
  }

  @Test
  void aNumberIsOfLettersDigitsAndUnderscores() {
    Instant now = shop.clock.instant();
    for (String number : List.of("a", "A_1", "x".repeat(64))) {
      assertThat(taken(page().id(new PaymentId(number, now)))).as(number).isTrue();
    }
    for (String number : List.of("a-b", "a|b", "a*b", "a@b", "a.b", "a&b=c")) {
      refused("payment number", page().id(new PaymentId(number, now)));
    }
  }

  @Test
  void anAmountIsOneFenToOneHundredMillionYuan() {
    Map<String, String> taken =
        Map.of(
            "0.01", "0.01",
            "0.1", "0.10",
            "21474836.48", "21474836.48",
            "100000000", "100000000.00");
    taken.forEach(
        (amount, wire) -> {
          PaymentRequest.Builder<OpenPage> order = page().amount(Money.of(amount, "CNY"));
          assertThat(content(order)).containsEntry("total_amount", wire);
          assertThat(taken(order)).as(amount).isTrue();
        });
    refused("amount", page().amount(Money.of("100000000.01", "CNY")));
    refused("amount", page().amount(Money.of("1.00", "USD")));
    refused("amount", page().amount(Money.of("100", "TWD")));
  }

  @Test
  void aLastMomentIsOneMinuteToFifteenDaysAfterTheIdsTimeAndInBeijing() {
    Instant now = shop.clock.instant();
    Instant shortest = now.plus(Duration.ofMinutes(1));
    Instant longest = now.plus(Duration.ofDays(15));
    assertThat(content(page().payBefore(shortest)))
        .containsEntry("time_expire", "2026-07-01 12:01:00");
    for (Instant moment : List.of(shortest, longest)) {
      assertThat(taken(page().payBefore(moment))).isTrue();
    }
    refused("payBefore", page().payBefore(shortest.minusSeconds(1)));
    refused("payBefore", page().payBefore(longest.plusSeconds(1)));
    assertThat(content(page())).doesNotContainKey("time_expire");
  }

  @Test
  void aQrCodeEndsAfterTwoHoursAndTheOrderMayLastLonger() {
    Instant now = shop.clock.instant();
    assertThat(codeEnd(shop.order(Scene.qrCode()))).isEqualTo(now.plus(Duration.ofHours(2)));
    assertThat(codeEnd(shop.order(Scene.qrCode()).payBefore(now.plus(Duration.ofDays(1)))))
        .isEqualTo(now.plus(Duration.ofHours(2)));
    assertThat(codeEnd(shop.order(Scene.qrCode()).payBefore(now.plusSeconds(600))))
        .isEqualTo(now.plusSeconds(600));
    assertThat(
            codeEnd(
                shop.order(Scene.qrCode()).with(AlipayOption.qrCodeTimeout(Duration.ofMinutes(5)))))
        .isEqualTo(now.plusSeconds(300));
  }

  private Instant codeEnd(PaymentRequest.Builder<?> order) {
    return drafts.orders.order(order.build()).codeEnd(shop.clock.instant());
  }

  @Test
  void aPayersIdIsAnAccountOrAnOpenIdByItsForm() {
    for (String open :
        List.of("074a1CcTG1LelxKe4xQC0zgNdId0nxi95b5lsNpazWYoCo5", "20880000000000")) {
      assertThat(content(shop.order(Scene.inWallet(open))))
          .containsEntry("buyer_open_id", open)
          .doesNotContainKey("buyer_id");
    }
    assertThat(content(shop.order(Scene.inWallet("2088123412341234"))))
        .containsEntry("buyer_id", "2088123412341234")
        .containsEntry("product_code", "JSAPI_PAY")
        .containsEntry("op_app_id", shop.merchant.appId())
        .doesNotContainKey("buyer_open_id");
    refused("payer id", shop.order(Scene.inWallet("a b")));
    refused("payer id", shop.order(Scene.inWallet("")));
  }

  @Test
  void aMiniProgramOfItsOwnIsNamedToAlipayOnlyBecauseNoNoticeNamesIt() {
    PaymentRequest.Builder<?> order = shop.order(Scene.inWallet(shop.merchant.payerUserId()));
    order.with(AlipayOption.miniProgram("2021009999999999"));
    PaymentRequest<?> request = order.build();
    PaymentRef ref = shop.client().ref(request);

    assertThat(content(order)).containsEntry("op_app_id", "2021009999999999");
    assertThat(ref.appId()).isEmpty();
    shop.client().create(request).orElseThrow();
    shop.merchant.pay(ref.number());
    assertThat(
            shop.client()
                .notifications()
                .handle(shop.received(shop.merchant.notification(ref.number())), shop, shop)
                .result())
        .isEqualTo(ReceivedReply.Result.UNEXPECTED);
    shop.expect(ref);
    assertThat(
            shop.client()
                .notifications()
                .handle(shop.received(shop.merchant.notification(ref.number())), shop, shop)
                .acknowledged())
        .isTrue();
    assertThat(shop.payments).singleElement().matches(Payment::isPaid);
  }

  @Test
  void aPaymentCodeIsOfATelephoneOrAFaceTerminal() {
    for (String code :
        List.of("2512345678901234", "280000000000000001", "3".concat("0".repeat(23)))) {
      assertThat(content(shop.order(Scene.paymentCode(code))))
          .containsEntry("scene", "bar_code")
          .containsEntry("auth_code", code);
    }
    String face = "fp" + "0a".repeat(16) + "1";
    assertThat(content(shop.order(Scene.paymentCode(face))))
        .containsEntry("scene", "security_code");
    for (String code :
        List.of(
            "",
            "2",
            "251234567890123",
            "1".repeat(18),
            "31" + "0".repeat(16),
            "28" + "0".repeat(23),
            "28000000000000000x",
            "fp1",
            face + "1",
            "/8000000000000000",
            "２８0000000000000000")) {
      refused("payment code", shop.order(Scene.paymentCode(code)));
    }
  }

  @Test
  void textsAreBoundedAndNeverBlank() {
    assertThat(taken(page().description("🍵".repeat(256)))).isTrue();
    refused("description", page().description("茶".repeat(257)));
    refused("description", page().description(" \t"));
    refused("description", page().description("\u3000 "));
    refused("description", page().description("a\nb"));
    refused("description", page().description("half \ud83c"));
  }

  @Test
  void noTextOfAnOrderCanStandForAnotherSignedParameter() {
    for (String text :
        List.of(
            RECUT, "a&&x=1", "a&b&c_1=", "&subject=b", "茶&fund_bill_list=[]&", "&out_trade_no=1")) {
      refused("&x=", page().description(text));
      refused("&x=", page().attachment(text));
      Drafts.refused("&x=", () -> AlipayOption.body(text));
    }
  }

  @Test
  void whatAnOrderMaySayItsNotificationMaySayToo() {
    List<String> texts =
        List.of("a & b = c", "a&B=c", "a& b=1", "a=b&", "=&", "&=1", "a&b", "100% +~", "茶&é=1");
    for (String text : texts) {
      PaymentRequest.Builder<OpenPage> order =
          page().description(text).attachment(text).with(AlipayOption.body(text));
      assertThat(taken(order)).as(text).isTrue();
      String number = order.build().id().number();
      shop.merchant.pay(number);

      Map<String, String> told = shop.merchant.notification(number).fields();

      assertThat(told).containsEntry("subject", text).containsEntry("body", text);
      assertThat(SignedText.isReadInOneWay(told)).as(text).isTrue();
      assertThat(URLDecoder.decode(told.get("passback_params"), StandardCharsets.UTF_8))
          .isEqualTo(text);
    }
  }

  @Test
  void anAttachmentFitsOncePercentEncoded() {
    assertThat(content(page().attachment("茶 1"))).containsEntry("passback_params", "%E8%8C%B6%201");
    assertThat(taken(page().attachment("x".repeat(512)))).isTrue();
    assertThat(taken(page().attachment("茶".repeat(56)))).isTrue();
    refused("attachment", page().attachment("x".repeat(513)));
    refused("attachment", page().attachment("茶".repeat(57)));
    refused("percent-encoded already", page().attachment("100%25"));
    assertThat(taken(page().attachment("100%"))).isTrue();
  }

  @Test
  void notificationsNeedAnAddressExceptForAPaymentCode() {
    OrderFields usual = new OrderFields(Merchant.of(shop.config().build()));
    AlipayConfig.Builder silent =
        AlipayConfig.builder()
            .appId(shop.merchant.appId())
            .appPrivateKey(Pem.text(shop.merchant.appPrivateKey()))
            .alipayPublicKey(Pem.text(shop.merchant.alipayPublicKey()));
    OrderFields nowhere = new OrderFields(Merchant.of(silent.build()));
    for (Product product : Product.values()) {
      PaymentRequest<?> request = drafts.order(product).build();
      assertThat(usual.order(request).call().parameters()).containsKey("notify_url");
      if (product == Product.PAY) {
        assertThat(nowhere.order(request).call().parameters()).isEmpty();
      } else {
        Drafts.refused("notifyUrl", () -> nowhere.order(request));
      }
    }
    URI own = URI.create("https://shop.example.com/n?tenant=7");
    assertThat(usual.order(page().notifyUrl(own).build()).call().parameters())
        .containsEntry("notify_url", own.toString());
  }

  @Test
  void addressesTakeNoParameterThatAlipayHas() {
    for (String query :
        List.of("total_amount=0.01", "a=1&sign=x", "a=1&trade%5Fstatus=x", "app_id", "%73ign=1")) {
      URI address = URI.create("https://shop.example.com/back?" + query);
      refused("query parameter", shop.order(Scene.webPage(address)));
      refused("query parameter", page().notifyUrl(address));
      Drafts.refused("query parameter", () -> AlipayOption.quitUrl(address));
    }
    for (String address :
        List.of(
            "http://shop.example.com/",
            "https://shop.example.com/#x",
            "https://u@shop.example.com/",
            "/back",
            "https://shop.example.com/" + "x".repeat(240))) {
      refused("returnUrl", shop.order(Scene.webPage(URI.create(address))));
      refused("notifyUrl", page().notifyUrl(URI.create(address)));
    }
    assertThat(
            taken(shop.order(Scene.webPage(URI.create("https://shop.example.com/茶?q=%26sign%3D")))))
        .isTrue();
  }

  @Test
  void theMachinesZoneAndLanguageChangeNothing() {
    PaymentRequest<OpenPage> request =
        page().payBefore(shop.clock.instant().plus(Duration.ofHours(12))).attachment("ı").build();
    OpenPage expected = Shop.accepted(shop.client().create(request)).value();
    TimeZone zone = TimeZone.getDefault();
    Locale locale = Locale.getDefault();
    List<OpenPage> made = new ArrayList<>();
    try {
      for (String id : List.of("UTC", "Asia/Taipei", "America/New_York")) {
        for (String tag : List.of("tr-TR", "ar-EG-u-nu-arab", "th-TH-u-ca-buddhist-nu-thai")) {
          TimeZone.setDefault(TimeZone.getTimeZone(id));
          Locale.setDefault(Locale.forLanguageTag(tag));
          made.add(Shop.accepted(shop.client().create(request)).value());
        }
      }
    } finally {
      TimeZone.setDefault(zone);
      Locale.setDefault(locale);
    }
    assertThat(made).hasSize(9).containsOnly(expected);
    assertThat(browser.open(expected)).isNotEmpty();
    assertThat(ScenesTest.content(expected)).contains("\"time_expire\":\"2026-07-02 00:00:00\"");
  }
}
