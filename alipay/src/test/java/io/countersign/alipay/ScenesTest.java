// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.countersign.InvalidRequestException;
import io.countersign.InvokeWallet;
import io.countersign.OpenPage;
import io.countersign.PaymentRef;
import io.countersign.PaymentRequest;
import io.countersign.Scene;
import io.countersign.Signal;
import io.countersign.VoucherKind;
import io.countersign.sandbox.alipay.OrderView;
import io.countersign.spi.FormFields;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What create answers for pages and apps, as the payer's browser or app brings it to Alipay. */
class ScenesTest {
  static final URI BACK = URI.create("https://shop.example.com/thanks?order=7&lang=zh");
  private static final String HOSTILE =
      "</form>\"'><script>alert('茶')</script> 100% +~ \\ & a & b= 🍵 \u2028 &amp; &quot;";

  private final Shop shop = Shop.open();
  private final Browser browser = new Browser();

  @AfterEach
  void close() {
    shop.close();
  }

  private static OpenPage page(Shop shop, PaymentRequest<OpenPage> request) {
    return Shop.accepted(shop.client().create(request)).value();
  }

  private OpenPage page(PaymentRequest<OpenPage> request) {
    return page(shop, request);
  }

  @Test
  void aWebPageIsAFormThatThePayerPostsAndAlipayTakes() {
    PaymentRequest<OpenPage> request = shop.order(Scene.webPage(BACK)).build();

    OpenPage.PostForm form = (OpenPage.PostForm) page(request);

    assertThat(form.fields())
        .extracting(OpenPage.PostForm.Field::name)
        .containsExactly("biz_content");
    assertThat(query(form.action()))
        .containsEntry("method", "alipay.trade.page.pay")
        .containsEntry("charset", "utf-8")
        .containsEntry("return_url", BACK.toString())
        .containsEntry("notify_url", Shop.NOTIFY_URL.toString())
        .containsEntry("timestamp", "2026-07-01 12:00:00");
    assertThat(shop.gateway.journal()).isEmpty();
    assertThat(shop.merchant.order(request.id().number())).isEmpty();

    assertThat(browser.open(form)).startsWith("/cashier/alipay/pay/");
    assertThat(shop.merchant.order(request.id().number()).map(OrderView::fen)).hasValue(10_000L);
  }

  @Test
  void aMobilePageQuitsToTheReturnAddressUnlessTold() {
    URI quit = URI.create("https://shop.example.com/cart");
    PaymentRequest<OpenPage> usual = shop.order(Scene.mobilePage(BACK, "203.0.113.7")).build();
    PaymentRequest<OpenPage> told =
        shop.order(Scene.mobilePage("203.0.113.7")).with(AlipayOption.quitUrl(quit)).build();

    assertThat(content(page(usual))).contains("\"quit_url\":\"" + BACK);
    assertThat(content(page(told))).contains("\"quit_url\":\"" + quit).doesNotContain("203.0.113");
    assertThat(browser.open(page(usual))).isNotEmpty();
    assertThat(browser.open(page(told))).isNotEmpty();
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> shop.client().create(shop.order(Scene.mobilePage("203.0.113.7")).build()))
        .withMessageContaining("quitUrl");
  }

  @Test
  void aPageCanBeALinkWithEverythingInIt() {
    for (Scene<OpenPage> scene :
        List.of(Scene.webPage(BACK), Scene.mobilePage(BACK, "203.0.113.7"))) {
      PaymentRequest<OpenPage> request =
          shop.order(scene).with(AlipayOption.asLink()).description(HOSTILE).build();

      OpenPage.Redirect link = (OpenPage.Redirect) page(request);

      assertThat(link.validUntil()).isEqualTo(shop.clock.instant().plus(Duration.ofMinutes(15)));
      assertThat(query(link.uri())).containsKeys("biz_content", "sign");
      assertThat(browser.open(link)).isNotEmpty();
      assertThat(shop.merchant.order(request.id().number())).isPresent();
    }
  }

  @Test
  void aLinkEndsWithTheOrder() {
    PaymentRequest<OpenPage> request =
        shop.order(Scene.webPage(BACK))
            .with(AlipayOption.asLink())
            .payBefore(shop.clock.instant().plus(Duration.ofMinutes(5)))
            .build();

    assertThat(((OpenPage.Redirect) page(request)).validUntil())
        .isEqualTo(request.payBefore().orElseThrow());
  }

  @Test
  void aLinkThatWouldBeCutOnItsWayIsRefused() {
    PaymentRequest.Builder<OpenPage> order =
        shop.order(Scene.webPage(BACK))
            .description("茶".repeat(256))
            .with(AlipayOption.body("茶".repeat(128)))
            .with(
                AlipayOption.goods(List.of(AlipayGoods.of("1", "茶".repeat(256), 1, Shop.HUNDRED))));
    assertThat(browser.open(page(order.build()))).isNotEmpty();

    PaymentRequest<OpenPage> link =
        order
            .with(AlipayOption.field("request_from_url", "x".repeat(2500)))
            .with(AlipayOption.asLink())
            .build();
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> shop.client().create(link))
        .withMessageContaining("8000")
        .withMessageNotContaining("茶");
  }

  @Test
  void anOrderStringIsTakenByAlipaysAppVerbatim() {
    PaymentRequest<InvokeWallet> request =
        shop.order(Scene.inApp()).description(HOSTILE).attachment("a=1&B=2 茶+%").build();

    InvokeWallet invoke = Shop.accepted(shop.client().create(request)).value();
    assertThat(shop.merchant.order(request.id().number())).isEmpty();
    shop.merchant.openInApp(invoke.content());

    assertThat(shop.merchant.order(request.id().number()).map(OrderView::fen)).hasValue(10_000L);
    assertThat(invoke.parameters())
        .containsEntry("method", "alipay.trade.app.pay")
        .containsKeys("sign", "biz_content")
        .doesNotContainKey("return_url");
    assertThat(shop.gateway.journal()).isEmpty();
  }

  @Test
  void whateverTheDescriptionHoldsThePageIsPostedAsItWasSigned() {
    for (Scene<OpenPage> scene :
        List.of(Scene.webPage(BACK), Scene.mobilePage(BACK, "203.0.113.7"))) {
      PaymentRequest<OpenPage> request = shop.order(scene).description(HOSTILE).build();
      OpenPage.PostForm form = (OpenPage.PostForm) page(request);

      assertThat(browser.open(form)).isNotEmpty();
      assertThat(form.toHtml("bm9uY2Ugb2YgdGhpcyBwYWdl").split("<script", -1)).hasSize(2);
      assertThat(form.toString()).doesNotContain("alert");
    }
  }

  @Test
  void aPageThatWasChangedOnItsWayIsNotTaken() {
    OpenPage.PostForm form = (OpenPage.PostForm) page(shop.order(Scene.webPage(BACK)).build());
    OpenPage.PostForm cheaper =
        new OpenPage.PostForm(
            form.action(),
            List.of(
                new OpenPage.PostForm.Field(
                    "biz_content", content(form).replace("100.00", "000.01"))),
            form.charset());

    assertThat(content(cheaper)).isNotEqualTo(content(form));
    assertThat(browser.problem(cheaper)).contains("isv.invalid-signature");
    assertThat(browser.open(form)).isNotEmpty();
  }

  @Test
  void anIdenticalRequestAsksForTheSameOrderWheneverItIsMade() {
    PaymentRequest<OpenPage> request =
        shop.order(Scene.webPage(BACK))
            .payBefore(shop.clock.instant().plus(Duration.ofHours(3)))
            .attachment("a")
            .build();
    OpenPage first = page(request);
    PaymentRef ref = shop.client().ref(request);
    browser.open(first);
    shop.clock.advance(Duration.ofHours(1));

    OpenPage again = page(request);

    assertThat(content(again)).isEqualTo(content(first));
    assertThat(browser.open(again)).isNotEmpty();
    assertThat(browser.problem(first)).describedAs("dated an hour ago").contains("timestamp");
    assertThat(shop.client().ref(request)).hasToString(ref.toString());
  }

  @Test
  void theReferenceSaysHowItWasMadeAndWhenItEnds() {
    PaymentRequest.Builder<OpenPage> order = shop.order(Scene.webPage(BACK));
    PaymentRef ref =
        shop.client()
            .ref(order.payBefore(shop.clock.instant().plus(Duration.ofMinutes(9))).build());

    assertThat(ref.product()).hasValue("page");
    assertThat(ref.payBefore()).hasValue(shop.clock.instant().plus(Duration.ofMinutes(9)));
    assertThat(ref.appId()).isEmpty();
    assertThat(product(shop.order(Scene.mobilePage(BACK, "203.0.113.7")).build())).isEqualTo("wap");
    assertThat(product(shop.order(Scene.inApp()).build())).isEqualTo("app");
    assertThat(product(shop.order(Scene.qrCode()).build())).isEqualTo("precreate");
    assertThat(product(shop.order(Scene.inWallet("2088000000000001")).build())).isEqualTo("create");
    assertThat(product(shop.order(Scene.paymentCode("280000000000000001")).build()))
        .isEqualTo("pay");
    assertThat(Shop.accepted(shop.client().create(order.build())).payment()).isPresent();
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> product(shop.order(Scene.voucher(VoucherKind.BANK_ACCOUNT)).build()))
        .withMessageContaining("voucher");
  }

  private String product(PaymentRequest<?> request) {
    return shop.client().ref(request).product().orElseThrow();
  }

  @Test
  void aThirdPartysPagesAndOrderStringsCarryTheMerchantsToken() {
    try (Shop onBehalf = Shop.openOnBehalf()) {
      PaymentRequest<OpenPage> posted = onBehalf.order(Scene.webPage(BACK)).build();
      PaymentRequest<OpenPage> linked =
          onBehalf.order(Scene.webPage(BACK)).with(AlipayOption.asLink()).build();
      PaymentRequest<InvokeWallet> app = onBehalf.order(Scene.inApp()).build();
      OpenPage.PostForm form = (OpenPage.PostForm) page(onBehalf, posted);

      assertThat(browser.open(form)).isNotEmpty();
      assertThat(browser.open(page(onBehalf, linked))).isNotEmpty();
      onBehalf.merchant.openInApp(Shop.accepted(onBehalf.client().create(app)).value().content());

      for (PaymentRequest<?> request : List.of(posted, linked, app)) {
        assertThat(onBehalf.collector().order(request.id().number())).isPresent();
        assertThat(onBehalf.merchant.order(request.id().number())).isEmpty();
        assertThat(onBehalf.client().ref(request).onBehalfOf())
            .hasValue(onBehalf.collector().appId());
      }
      assertThat(form.fields())
          .extracting(OpenPage.PostForm.Field::name)
          .containsExactly("app_auth_token", "biz_content");
      assertThat(form.action().toString()).doesNotContain("app_auth_token");
      OpenPage.PostForm withoutToken =
          new OpenPage.PostForm(form.action(), form.fields().subList(1, 2), form.charset());
      assertThat(browser.problem(withoutToken)).contains("isv.invalid-signature");
    }
  }

  @Test
  void whatAlipayAdvisesAgainstIsSignedWithAWarning() {
    for (String subject : List.of("tea / large", "tea = good", "tea & cake")) {
      shop.signals.clear();
      PaymentRequest<OpenPage> request =
          shop.order(Scene.webPage(BACK)).description(subject).build();
      assertThat(browser.open(page(request))).isNotEmpty();
      assertThat(shop.signals).hasAtLeastOneElementOfType(Signal.RequestInDoubt.class);
    }
    shop.signals.clear();
    page(shop.order(Scene.webPage(BACK)).build());
    assertThat(shop.signals).isEmpty();
  }

  static String content(OpenPage page) {
    return ((OpenPage.PostForm) page)
        .fields().stream()
            .filter(field -> field.name().equals("biz_content"))
            .findAny()
            .orElseThrow()
            .value();
  }

  static Map<String, String> query(URI address) {
    return FormFields.parse(
            address.getRawQuery().getBytes(StandardCharsets.US_ASCII), FormFields.Writing.FORM)
        .orElseThrow()
        .asMap();
  }
}
