// SPDX-License-Identifier: Apache-2.0
package io.countersign.wechatpay;

import static io.countersign.wechatpay.ScriptedPlatform.NOW;
import static io.countersign.wechatpay.ScriptedPlatform.refusal;
import static io.countersign.wechatpay.ScriptedPlatform.signed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.countersign.FollowUp;
import io.countersign.InvalidRequestException;
import io.countersign.MismatchException;
import io.countersign.Money;
import io.countersign.OpenPage;
import io.countersign.Payment;
import io.countersign.PaymentId;
import io.countersign.PaymentRef;
import io.countersign.PaymentState;
import io.countersign.ProviderFields;
import io.countersign.RefundRequest;
import io.countersign.Refunds;
import io.countersign.Scene;
import io.countersign.Signal;
import io.countersign.UnavailableException;
import io.countersign.spi.JsonFormatException;
import io.countersign.spi.JsonText;
import io.countersign.wechatpay.CombinedShop.Report;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What a combined order says on the wire, what is refused unsent, and what an answer proves. */
class CombinedOrdersTest {
  private static final String PREPAY = "{\"prepay_id\":\"wx201410272009395522657a690389285100\"}";

  private final CombinedShop shop = new CombinedShop();
  private final CombinedRef ref = shop.ref();

  private ProviderFields sent() {
    try {
      return JsonText.fields(shop.platform.calls.get(0).body().orElseThrow());
    } catch (JsonFormatException e) {
      throw new AssertionError(e);
    }
  }

  private Optional<CombinedPayment> found(Report report) {
    shop.platform.plays(signed(200, report.json()));
    return shop.orders.find(ref);
  }

  private static void assertRefused(ThrowingCallable call) {
    assertThatExceptionOfType(InvalidRequestException.class).isThrownBy(call);
  }

  @Test
  void everyFieldGoesWhereTheProtocolPutsIt() {
    shop.platform.plays(signed(200, "{\"code_url\":\"weixin://wxpay/1\"}"));
    Instant end = NOW.plus(Duration.ofMinutes(15));

    shop.orders.create(
        CombinedRequest.in(Scene.qrCode())
            .id(CombinedShop.ID)
            .add(
                CombinedShop.tea()
                    .goodsTag("WXG")
                    .detail("one cup")
                    .profitSharing()
                    .subsidy(Money.of("0.50", "CNY"))
                    .build())
            .add(CombinedShop.cake().build())
            .payBefore(end)
            .with(WeChatPayOption.limitPay(WeChatPayOption.LimitPay.NO_CREDIT))
            .with(WeChatPayOption.payerClientIp("203.0.113.9"))
            .with(WeChatPayOption.deviceId("POS1:123"))
            .with(WeChatPayOption.field("/trade_scenario", "\"X\""))
            .build());

    assertThat(sent().json())
        .isEqualTo(
            """
            {"combine_appid":"wx8888888888888888","combine_mchid":"1900000109",\
            "combine_out_trade_no":"COMBINED0001","sub_orders":[\
            {"mchid":"1900000109","out_trade_no":"TEA0001",\
            "amount":{"total_amount":1000,"currency":"CNY"},"description":"一杯茶",\
            "attach":"table 7","goods_tag":"WXG","detail":"one cup",\
            "settle_info":{"profit_sharing":true,"subsidy_amount":50}},\
            {"mchid":"1900000110","out_trade_no":"CAKE0001",\
            "amount":{"total_amount":1550,"currency":"CNY"},"description":"Cake",\
            "attach":"table 7"}],"time_expire":"2026-11-21T13:15:00+08:00",\
            "notify_url":"https://shop.example.com/wechatpay/notify","limit_pay":["no_credit"],\
            "scene_info":{"payer_client_ip":"203.0.113.9","device_id":"POS1:123"},\
            "trade_scenario":"X"}""");
  }

  @Test
  void aPayerInTheWalletIsNamedAndGetsItsParameters() {
    shop.platform.plays(signed(200, PREPAY));

    var accepted =
        Shop.accepted(
            shop.orders.create(
                CombinedShop.order(Scene.inWallet("oUpF8uMuAJO_M2pxb1Q9zNjWeS6o"))
                    .with(WeChatPayOption.payerIdentity("IDCARD", "11010119900307123X", "张三"))
                    .build()));

    assertThat(shop.platform.calls.get(0).uri().getRawPath()).endsWith("/jsapi");
    assertThat(sent().text("combine_appid")).contains(CombinedShop.MINI);
    assertThat(sent().text("combine_payer_info/openid")).contains("oUpF8uMuAJO_M2pxb1Q9zNjWeS6o");
    assertThat(
            ScriptedPlatform.platform()
                .decrypt(sent().text("combine_payer_info/identity/name").orElseThrow()))
        .isEqualTo("张三");
    assertThat(sent().has("payer")).isFalse();
    assertThat(accepted.value().parameters())
        .containsEntry("package", "prepay_id=wx201410272009395522657a690389285100")
        .doesNotContainKey("appId");

    shop.orders.create(
        CombinedShop.order(Scene.inWallet("o1"))
            .with(WeChatPayOption.appId(CombinedShop.OFFICIAL))
            .build());
    assertThat(shop.platform.body(1)).contains(CombinedShop.OFFICIAL);
  }

  @Test
  void anAppAndAMobilePageGetTheirs() {
    shop.platform.plays(signed(200, PREPAY));
    var app = Shop.accepted(shop.orders.create(CombinedShop.order(Scene.inApp()).build()));
    assertThat(shop.platform.calls.get(0).uri().getRawPath()).endsWith("/app");
    assertThat(app.value().parameters())
        .containsEntry("partnerId", CombinedShop.MCHID)
        .containsEntry("appId", CombinedShop.MOBILE);

    shop.platform.plays(signed(200, "{\"h5_url\":\"https://wx.tenpay.com/x?p=1\"}"));
    Scene.MobilePage page =
        Scene.mobilePage(URI.create("https://shop.example.com/done"), "203.0.113.7");
    var open = Shop.accepted(shop.orders.create(CombinedShop.order(page).build()));
    assertThat(shop.platform.calls.get(0).uri().getRawPath()).endsWith("/h5");
    assertThat(sent().text("scene_info/h5_info/type")).contains("Wap");
    assertThat(((OpenPage.Redirect) open.value()).uri().toString())
        .contains("redirect_url=https%3A%2F%2Fshop.example.com%2Fdone");
  }

  @Test
  void aCodeLivesNoLongerThanTheOrder() {
    shop.platform.plays(signed(200, "{\"code_url\":\"weixin://wxpay/1\"}"));
    Instant end = NOW.plus(Duration.ofMinutes(5));

    var code =
        Shop.accepted(
            shop.orders.create(CombinedShop.order(Scene.qrCode()).payBefore(end).build()));

    assertThat(code.value().validUntil()).isEqualTo(end);
  }

  @Test
  void whatWeChatPayWouldRefuseIsNotSent() {
    assertRefused(() -> shop.orders.create(CombinedShop.order(Scene.paymentCode("1")).build()));
    assertRefused(
        () -> shop.orders.create(CombinedShop.order(Scene.webPage(URI.create("x"))).build()));
    assertRefused(() -> with(CombinedShop.order(Scene.qrCode()).payBefore(NOW)));
    assertRefused(
        () -> with(CombinedShop.order(Scene.qrCode()).payBefore(NOW.plus(Duration.ofDays(91)))));
    assertRefused(
        () -> with(CombinedShop.order(Scene.qrCode()).notifyUrl(URI.create("https://a/b?c=d"))));
    for (String number : List.of("X".repeat(33), "a.b", "numero-é")) {
      assertRefused(() -> with(CombinedShop.order(Scene.qrCode()).id(new PaymentId(number, NOW))));
    }
    for (WeChatPayOption option :
        List.of(
            WeChatPayOption.goodsTag("of one sub-order"),
            WeChatPayOption.profitSharing(),
            WeChatPayOption.supportFapiao(),
            WeChatPayOption.storeId("1"),
            WeChatPayOption.deviceId("short"),
            WeChatPayOption.deviceId("茶🍵🍵🍵🍵🍵"),
            WeChatPayOption.appId("wx0000000000000000"))) {
      assertRefused(
          () ->
              with(
                  CombinedShop.order(Scene.qrCode())
                      .with(WeChatPayOption.payerClientIp("203.0.113.9"))
                      .with(option)));
    }
    for (String pointer :
        List.of("/combine_appid", "/combine_mchid", "/combine_out_trade_no", "/sub_orders")) {
      assertRefused(() -> WeChatPayOption.field(pointer, "\"x\""));
    }
    for (String pointer : List.of("/combine_payer_info/openid", "/payer/openid", "/payer")) {
      assertRefused(
          () ->
              with(
                  CombinedShop.order(Scene.inWallet("o1"))
                      .with(WeChatPayOption.field(pointer, "\"x\""))));
    }
    assertThat(shop.platform.calls).isEmpty();
  }

  private void with(CombinedRequest.Builder<?> request) {
    shop.orders.create(request.build());
  }

  @Test
  void aSubOrderBeyondTheProtocolsBoundsIsRefused() {
    for (SubOrder.Builder wrong :
        List.of(
            SubOrder.builder(),
            CombinedShop.tea().merchantId(""),
            CombinedShop.tea().merchantId("19000 00109"),
            CombinedShop.tea().number("short"),
            CombinedShop.tea().number("x".repeat(33)),
            CombinedShop.tea().number("with blank"),
            CombinedShop.tea().amount(Money.of("0.00", "CNY")),
            CombinedShop.tea().amount(Money.of("-1.00", "CNY")),
            CombinedShop.tea().amount(Money.of("10000000.01", "CNY")),
            CombinedShop.tea().amount(Money.of("1.00", "USD")),
            CombinedShop.tea().description(""),
            CombinedShop.tea().description("茶".repeat(128)),
            CombinedShop.tea().attachment(""),
            CombinedShop.tea().attachment("a".repeat(129)),
            CombinedShop.tea().goodsTag("x".repeat(33)),
            CombinedShop.tea().detail("x".repeat(6001)),
            CombinedShop.tea().subsidy(Money.of("1.00", "CNY")),
            CombinedShop.tea().profitSharing().subsidy(Money.of("5000.01", "CNY")),
            CombinedShop.tea().profitSharing().subsidy(Money.of("0.00", "CNY")),
            CombinedShop.tea().subAppId("wxsub"),
            CombinedShop.tea().onBehalfOf("not a number"))) {
      assertRefused(wrong::build);
    }
    SubOrder largest =
        CombinedShop.tea()
            .number("x".repeat(32))
            .amount(Money.of("10000000.00", "CNY"))
            .description("茶".repeat(127))
            .attachment("a".repeat(128))
            .profitSharing()
            .subsidy(Money.of("5000.00", "CNY"))
            .build();
    assertThat(largest.ref().amount().minorUnits()).isEqualTo(1_000_000_000L);
    assertThat(largest.isProfitSharing()).isTrue();
  }

  @Test
  void subOrdersAreTwoToTenAndFiftyForAServiceProviderEachWithItsOwnNumber() {
    assertRefused(() -> many(0, false).build());
    assertRefused(() -> many(1, false).build());
    assertRefused(() -> many(11, false).build());
    assertRefused(() -> many(51, true).build());
    assertRefused(() -> many(2, false).add(CombinedShop.tea().number("NUMBER1").build()).build());
    assertRefused(() -> CombinedRequest.in(Scene.qrCode()).add(CombinedShop.tea().build()).build());

    assertThat(shop.orders.ref(many(10, false).build()).total())
        .isEqualTo(Money.of("100.00", "CNY"));
    assertThat(shop.orders.ref(many(1, true).build()).subOrders()).hasSize(1);
    assertThat(shop.orders.ref(many(50, true).build()).subOrders()).hasSize(50);
  }

  private static CombinedRequest.Builder<?> many(int count, boolean onBehalf) {
    CombinedRequest.Builder<?> request = CombinedRequest.in(Scene.qrCode()).id(CombinedShop.ID);
    for (int i = 0; i < count; i++) {
      SubOrder.Builder subOrder = CombinedShop.tea().number("NUMBER" + i);
      request.add(onBehalf ? subOrder.onBehalfOf("19000002" + i).build() : subOrder.build());
    }
    return request;
  }

  @Test
  void theSumOfManyLargeAmountsIsWhole() {
    CombinedRequest.Builder<?> request = CombinedRequest.in(Scene.qrCode()).id(CombinedShop.ID);
    for (int i = 0; i < 10; i++) {
      request.add(
          CombinedShop.tea().number("LARGE" + i).amount(Money.of("10000000.00", "CNY")).build());
    }

    assertThat(shop.orders.ref(request.build()).total()).isEqualTo(Money.of("100000000.00", "CNY"));
  }

  @Test
  void aServiceProviderNamesTheSubMerchantOfEachSubOrder() {
    shop.platform.plays(signed(200, "{\"code_url\":\"weixin://wxpay/1\"}"), signed(204, ""));
    CombinedRequest<?> request =
        CombinedRequest.in(Scene.qrCode())
            .id(CombinedShop.ID)
            .add(CombinedShop.tea().onBehalfOf("1900000201").subAppId("wxsub1").build())
            .build();

    shop.orders.create(request);
    shop.orders.close(shop.orders.ref(request));

    assertThat(sent().text("sub_orders/0/sub_mchid")).contains("1900000201");
    assertThat(sent().text("sub_orders/0/sub_appid")).contains("wxsub1");
    assertThat(shop.platform.body(1))
        .isEqualTo(
            """
            {"combine_appid":"wx8888888888888888","sub_orders":[{"mchid":"1900000109",\
            "out_trade_no":"TEA0001","sub_mchid":"1900000201","sub_appid":"wxsub1"}]}""");
    PaymentRef part = shop.orders.ref(request).payment("TEA0001");
    assertThat(part.onBehalfOf()).contains("1900000201");
  }

  @Test
  void aViewOnBehalfOfOneSubMerchantHasNoCombinedOrders() {
    WeChatPayClient view = shop.client.onBehalfOf(WeChatPaySubMerchant.of("1900000201"));

    assertRefused(view::combinedOrders);
    assertThatExceptionOfType(MismatchException.class)
        .isThrownBy(
            () ->
                view.notifications()
                    .verify(CombinedShop.notice(CombinedShop.report(ref, "SUCCESS"))));
  }

  @Test
  void closingNamesExactlyTheOrderedSubOrders() {
    shop.platform.plays(signed(204, ""));

    shop.orders.close(CombinedRef.parse(ref.toString()));

    assertThat(sent().json())
        .isEqualTo(
            """
            {"combine_appid":"wx8888888888888888","sub_orders":[\
            {"mchid":"1900000109","out_trade_no":"TEA0001"},\
            {"mchid":"1900000110","out_trade_no":"CAKE0001"}]}""");
  }

  @Test
  void aPaidOrderIsFoundWithAllItsSubOrders() {
    CombinedPayment payment =
        found(CombinedShop.report(ref, "SUCCESS").with("combine_transaction_id", "42C"))
            .orElseThrow();

    assertThat(shop.platform.calls.get(0).uri().getRawPath())
        .isEqualTo("/v3/combine-transactions/out-trade-no/COMBINED0001");
    assertThat(shop.platform.calls.get(0).uri().getRawQuery()).isNull();
    assertThat(payment.isPaid()).isTrue();
    assertThat(payment.transactionId()).contains("42C");
    assertThat(payment.evidence().keyId()).isPresent();
    Payment cake = payment.subOrders().get(1).payment();
    assertThat(payment.subOrders().get(1).ordered().merchantId()).isEqualTo(CombinedShop.OTHER);
    assertThat(cake.orderTotal()).contains(Money.of("15.50", "CNY"));
    assertThat(cake.payerPaid()).contains(Money.of("15.49", "CNY"));
    assertThat(cake.paidAt()).contains(NOW);
    assertThat(cake.refunds()).isEqualTo(Refunds.NONE);
    assertThat(cake.ref()).isEqualTo(ref.payment("CAKE0001").withTransactionId("42000CAKE0001"));
    assertThat(payment.toString()).doesNotContain("oUpF8u");
    assertThat(shop.signals(Signal.PaymentAsked.class))
        .singleElement()
        .matches(asked -> asked.state().equals(Optional.of(PaymentState.PAID)));
  }

  @Test
  void theWholeIsWhatAllSubOrdersAre() {
    assertThat(state("NOTPAY", "NOTPAY")).isEqualTo(PaymentState.AWAITING_PAYER);
    assertThat(state("NOTPAY", "USERPAYING")).isEqualTo(PaymentState.PROCESSING);
    assertThat(state("SUCCESS", "REFUND")).isEqualTo(PaymentState.PAID);
    assertThat(state("CLOSED", "REVOKED")).isEqualTo(PaymentState.CLOSED);
    assertThat(state("PAYERROR", "PAYERROR")).isEqualTo(PaymentState.FAILED);
    for (String other : List.of("NOTPAY", "USERPAYING", "CLOSED", "PAYERROR", "success", "NEW")) {
      assertThat(state("SUCCESS", other)).isEqualTo(PaymentState.UNRECOGNIZED);
      assertThat(state(other, "SUCCESS")).isEqualTo(PaymentState.UNRECOGNIZED);
    }
  }

  private PaymentState state(String tea, String cake) {
    Report report =
        CombinedShop.report(ref, "NOTPAY").with(0, "trade_state", tea).with(1, "trade_state", cake);
    return found(report).orElseThrow().state();
  }

  @Test
  void anAnswerAboutSomethingElseIsAMismatchPaidOrNot() {
    SubOrderRef stranger = SubOrderRef.of(CombinedShop.MCHID, "STRANGER1", Money.of("1.00", "CNY"));
    for (String state : List.of("SUCCESS", "NOTPAY", "CLOSED")) {
      for (Report report :
          List.of(
              CombinedShop.report(ref, state).with("combine_out_trade_no", "COMBINED0002"),
              CombinedShop.report(ref, state).with("combine_mchid", CombinedShop.OTHER),
              CombinedShop.report(ref, state).with("combine_appid", CombinedShop.MINI),
              CombinedShop.report(ref, state).with(0, "amount/total_amount", 999L),
              CombinedShop.report(ref, state).with(1, "mchid", CombinedShop.MCHID),
              CombinedShop.report(ref, state).with(1, "sub_mchid", "1900000201"),
              CombinedShop.report(ref, state).without(0),
              CombinedShop.report(ref, state).doubled(1),
              CombinedShop.report(ref, state).also(stranger))) {
        assertThatExceptionOfType(MismatchException.class)
            .describedAs(report.json())
            .isThrownBy(() -> found(report));
      }
    }
  }

  @Test
  void anAnswerThatIsNotWholeIsNoAnswer() {
    for (Report report :
        List.of(
            CombinedShop.report(ref, "SUCCESS").with("sub_orders", null),
            CombinedShop.report(ref, "SUCCESS").with(1, "amount", null),
            CombinedShop.report(ref, "SUCCESS").with(1, "trade_state", null))) {
      assertThatExceptionOfType(UnavailableException.class).isThrownBy(() -> found(report));
    }
  }

  @Test
  void whatIsNotKnownIsEmpty() {
    shop.platform.plays(refusal(404, "ORDER_NOT_EXIST"));

    assertThat(shop.orders.find(ref)).isEmpty();
  }

  @Test
  void anotherMerchantsOrderIsNotAskedAbout() {
    CombinedRef other = CombinedRef.of(CombinedShop.OTHER, ref.appId(), ref.id(), ref.subOrders());

    assertRefused(() -> shop.orders.find(other));
    assertRefused(() -> shop.orders.close(other));
    assertThat(shop.platform.calls).isEmpty();
  }

  @Test
  void theOrdinaryCallsRefuseACombinedOrderAndItsParts() {
    PaymentRef part = ref.payment("TEA0001");
    for (PaymentRef combined : List.of(part, ref.whole())) {
      assertRefused(() -> shop.client.find(combined));
      assertRefused(() -> shop.client.close(combined));
      assertRefused(() -> shop.client.reverse(combined));
    }
    RefundRequest whole = RefundRequest.of(ref.whole(), "R1", Money.of("1.00", "CNY"));
    assertRefused(() -> shop.client.refund(whole));
    assertThat(shop.platform.calls).isEmpty();

    shop.platform.plays(refusal(403, "RULE_LIMIT"));
    shop.client.refund(RefundRequest.of(part, "R1", Money.of("1.00", "CNY")));
    assertThat(sent().text("out_trade_no")).contains("TEA0001");
    assertThat(sent().number("amount/total")).hasValue(1000);
  }

  @Test
  void itIsFollowedUpLikeAnOrderAndClosedAfterItsTime() {
    CombinedRef limited = ref.withPayBefore(NOW.plus(Duration.ofMinutes(15)));
    CombinedPayment open = found(CombinedShop.report(ref, "NOTPAY")).orElseThrow();
    CombinedPayment paid = found(CombinedShop.report(ref, "SUCCESS")).orElseThrow();
    CombinedPayment torn =
        found(CombinedShop.report(ref, "SUCCESS").with(0, "trade_state", "CLOSED")).orElseThrow();
    Instant after = NOW.plus(Duration.ofMinutes(21));

    assertThat(shop.orders.followUp(limited, Optional.empty(), NOW))
        .isEqualTo(new FollowUp.Ask(NOW.plusSeconds(30)));
    assertThat(shop.orders.followUp(limited, Optional.of(open), after))
        .isInstanceOf(FollowUp.Close.class);
    assertThat(shop.orders.followUp(limited, Optional.of(torn), after))
        .isInstanceOf(FollowUp.Ask.class);
    assertThat(shop.orders.followUp(limited, Optional.of(paid), after))
        .isEqualTo(new FollowUp.Done());
  }

  @Test
  void nothingPersonalIsPrinted() {
    CombinedRequest<?> request = CombinedShop.order(Scene.inWallet("oSECRETopenid")).build();

    assertThat(request.toString() + shop.orders.ref(request) + shop.orders)
        .contains(ref.number())
        .doesNotContain("oSECRETopenid", "table 7");
  }
}
