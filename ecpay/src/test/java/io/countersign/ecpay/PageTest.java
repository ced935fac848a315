// SPDX-License-Identifier: Apache-2.0
package io.countersign.ecpay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.countersign.InvalidRequestException;
import io.countersign.Money;
import io.countersign.OpenPage;
import io.countersign.Outcome;
import io.countersign.PaymentId;
import io.countersign.PaymentRef;
import io.countersign.PaymentRequest;
import io.countersign.Scene;
import io.countersign.sandbox.ecpay.Operation;
import io.countersign.sandbox.ecpay.OrderView;
import io.countersign.spi.FormFields;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TimeZone;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The form of ECPay's page, and that the gateway takes what a browser posts of it. */
class PageTest {
  private static final URI BACK = URI.create("https://shop.example.com/thanks?order=7&from=tea");

  private final Shop shop = Shop.open();
  private final Cashier cashier = new Cashier();

  @AfterEach
  void close() {
    shop.close();
  }

  @Test
  void aPayerPaysOnThePageThatTheFormOpens() {
    PaymentRequest<OpenPage> request =
        shop.order(Scene.webPage(BACK)).attachment("shelf 7").build();

    Outcome.Accepted<OpenPage> accepted = Shop.accepted(shop.client().create(request));
    assertThat(shop.requests(Operation.ORDER)).isEmpty();
    cashier.open(accepted.value());
    shop.merchant.payByCard(request.id().number());

    OrderView order = shop.merchant.order(request.id().number()).orElseThrow();
    assertThat(order.state()).isEqualTo(OrderView.State.PAID);
    assertThat(order.amount()).isEqualTo(100);
    assertThat(accepted.payment()).contains(shop.client().ref(request));
    assertThat(shop.signals).isEmpty();
  }

  @Test
  void theFormHasEveryFieldThatIsRequiredAndNoEmptyOne() {
    PaymentId id = new PaymentId("T1", Instant.parse("2026-03-31T16:00:01Z"));

    OpenPage.PostForm form =
        form(shop.client().create(shop.order(Scene.webPage(BACK)).id(id).build()));

    assertThat(form.action()).isEqualTo(shop.gateway.baseUri().resolve("/Cashier/AioCheckOut/V5"));
    assertThat(form.charset()).isEqualTo(StandardCharsets.UTF_8);
    FormFields fields = Cashier.fields(form);
    assertThat(fields.asMap())
        .containsEntry("MerchantID", shop.merchant.merchantId())
        .containsEntry("MerchantTradeNo", "T1")
        .containsEntry("MerchantTradeDate", "2026/04/01 00:00:01")
        .containsEntry("PaymentType", "aio")
        .containsEntry("TotalAmount", "100")
        .containsEntry("TradeDesc", "一杯茶  b     🍵 ~+")
        .containsEntry("ItemName", "一杯茶 <b> &' 🍵 ~+")
        .containsEntry("ReturnURL", Shop.NOTIFY_URL.toString())
        .containsEntry("ChoosePayment", "ALL")
        .containsEntry("EncryptType", "1")
        .containsEntry("ClientBackURL", BACK.toString())
        .containsEntry("NeedExtraPaidInfo", "Y")
        .containsEntry("PaymentInfoURL", Shop.NOTIFY_URL.toString())
        .doesNotContainKeys("PlatformID", "StoreID", "CustomField1", "OrderResultURL")
        .doesNotContainValue("");
    assertThat(fields.text("CheckMacValue"))
        .isEqualTo(
            CheckMacValue.of(fields, shop.config().build().keys.get(0), CheckMacValue.Hash.SHA256));
  }

  @Test
  void theReferenceIsKnownBeforeAndTheSameAfterwards() {
    PaymentRequest<OpenPage> request = shop.order(Scene.webPage(BACK)).build();

    PaymentRef ref = shop.client().ref(request);

    assertThat(ref)
        .isEqualTo(PaymentRef.of("ecpay", request.id(), Shop.HUNDRED).withProduct("aio"));
    assertThat(shop.client().create(request)).isEqualTo(shop.client().create(request));
    shop.clock.advance(Duration.ofDays(3));
    assertThat(Shop.accepted(shop.client().create(request)).payment()).contains(ref);
  }

  @Test
  void aMobilePageNeedsNoWayBackAndHidesThePayersAddress() {
    PaymentRequest<OpenPage> request = shop.order(Scene.mobilePage("203.0.113.7")).build();

    OpenPage.PostForm form = form(shop.client().create(request));

    assertThat(Cashier.fields(form).has("ClientBackURL")).isFalse();
    assertThat(Cashier.fields(form).asMap().values()).doesNotContain("203.0.113.7");
    cashier.open(form);
    assertThat(shop.merchant.order(request.id().number()).orElseThrow().state())
        .isEqualTo(OrderView.State.OPEN);
  }

  @Test
  void neitherZoneNorLocaleOfThisMachineIsSeenInTheForm() {
    PaymentRequest<OpenPage> request = shop.order(Scene.webPage(BACK)).build();
    Outcome<OpenPage> usual = shop.client().create(request);
    TimeZone zone = TimeZone.getDefault();
    Locale locale = Locale.getDefault();
    try {
      for (String there : List.of("UTC", "America/New_York", "Asia/Kolkata")) {
        TimeZone.setDefault(TimeZone.getTimeZone(there));
        for (String tag : List.of("tr-TR", "ar-EG-u-nu-arab", "th-TH-u-ca-buddhist-nu-thai")) {
          Locale.setDefault(Locale.forLanguageTag(tag));
          assertThat(shop.client().create(request)).isEqualTo(usual);
        }
      }
    } finally {
      TimeZone.setDefault(zone);
      Locale.setDefault(locale);
    }
  }

  @Test
  void aPlatformSignsForItsSubMerchant() {
    try (Shop desk = Shop.openOnBehalf()) {
      PaymentRequest<OpenPage> request = desk.order(Scene.webPage(BACK)).build();

      Outcome.Accepted<OpenPage> accepted = Shop.accepted(desk.client().create(request));
      FormFields fields = Cashier.fields((OpenPage.PostForm) accepted.value());
      new Cashier().open(accepted.value());
      desk.collector().payByCard(request.id().number());

      assertThat(fields.text("MerchantID")).isEqualTo(desk.collector().merchantId());
      assertThat(fields.text("PlatformID")).isEqualTo(desk.merchant.merchantId());
      assertThat(desk.collector().order(request.id().number()).orElseThrow().state())
          .isEqualTo(OrderView.State.PAID);
      assertThat(accepted.payment().flatMap(PaymentRef::onBehalfOf))
          .contains(desk.collector().merchantId());
    }
  }

  @Test
  void aSceneThatEcpayHasNotIsRefusedWithWhatItHas() {
    for (Scene<?> scene :
        List.of(
            Scene.qrCode(),
            Scene.inApp(),
            Scene.inWallet("payer"),
            Scene.paymentCode("123456789012345678"))) {
      assertThatExceptionOfType(InvalidRequestException.class)
          .isThrownBy(() -> shop.client().create(shop.order(scene).build()))
          .withMessageContaining("Scene.webPage");
      assertThatExceptionOfType(InvalidRequestException.class)
          .isThrownBy(() -> shop.client().ref(shop.order(scene).build()))
          .withMessageContaining("Scene.voucher");
    }
  }

  @Test
  void anAmountOutsideTheUsualLimitsIsMadeAndSaid() {
    PaymentRequest<OpenPage> request =
        shop.order(Scene.webPage(BACK))
            .amount(Money.of("6001", "TWD"))
            .with(EcpayOption.choosePayment(EcpayMethod.CVS))
            .build();

    shop.client().ref(request);
    assertThat(shop.signals).isEmpty();
    Shop.accepted(shop.client().create(request));

    assertThat(shop.signals).hasSize(1);
    assertThat(shop.signals.get(0).toString())
        .contains(request.id().number(), "outside the usual 33 to 6000 TWD of CVS");
  }

  @Test
  void theShopsCodeOfTheConfigurationIsNamedUnlessTheRequestNamesAnother() {
    EcpayClient client = shop.client(shop.config().storeId("7A"));

    assertThat(value(client, "StoreID")).contains("7A");
    assertThat(value(client, "StoreID", EcpayOption.storeId("8B"))).contains("8B");
  }

  private Optional<String> value(EcpayClient client, String field, EcpayOption... options) {
    PaymentRequest.Builder<OpenPage> request = shop.order(Scene.webPage(BACK));
    for (EcpayOption option : options) {
      request.with(option);
    }
    return Cashier.fields(form(client.create(request.build()))).filled(field);
  }

  private static OpenPage.PostForm form(Outcome<OpenPage> outcome) {
    return (OpenPage.PostForm) Shop.accepted(outcome).value();
  }
}
