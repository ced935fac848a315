// SPDX-License-Identifier: Apache-2.0
package io.countersign.wechatpay;

import static io.countersign.wechatpay.PartnerDesk.PROVIDER_APP;
import static io.countersign.wechatpay.PartnerDesk.PROVIDER_MCHID;
import static io.countersign.wechatpay.PartnerDesk.PROVIDER_MINI;
import static io.countersign.wechatpay.PartnerDesk.PROVIDER_MOBILE;
import static io.countersign.wechatpay.PartnerDesk.SUB_MCHID;
import static io.countersign.wechatpay.PartnerDesk.SUB_MINI;
import static io.countersign.wechatpay.PartnerDesk.SUB_MOBILE;
import static io.countersign.wechatpay.PartnerDesk.TEN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.entry;

import io.countersign.InvalidRequestException;
import io.countersign.InvokeWallet;
import io.countersign.Money;
import io.countersign.PaymentRef;
import io.countersign.PaymentRequest;
import io.countersign.RefundRequest;
import io.countersign.Scene;
import io.countersign.UnavailableException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** How a service provider and its sub-merchant are named in what is sent. */
class OnBehalfRequestTest {
  private final PartnerDesk desk = new PartnerDesk();
  private final WeChatPayClient plain = desk.plainView();
  private final WeChatPayClient withApps = desk.viewWithApps();

  @Test
  void anOrderNamesProviderAndSubMerchantAndIsSignedForTheProvider() {
    plain.create(desk.order(Scene.qrCode()).build());

    assertThat(desk.lastTarget()).isEqualTo("/v3/pay/partner/transactions/native");
    assertThat(desk.lastBody())
        .contains(
            entry("sp_appid", PROVIDER_APP),
            entry("sp_mchid", PROVIDER_MCHID),
            entry("sub_mchid", SUB_MCHID),
            entry("notify_url", "https://provider.example.com/notify"))
        .doesNotContainKeys("appid", "mchid", "sub_appid");
    assertThat(desk.lastCall().headers().first("Authorization").orElseThrow())
        .contains("mchid=\"" + PROVIDER_MCHID + "\"")
        .doesNotContain(SUB_MCHID);
  }

  @Test
  void everyOrderGoesToItsPartnerPath() {
    URI site = URI.create("https://sub.example.com/done");
    List<String> targets = new ArrayList<>();
    for (PaymentRequest<?> request :
        List.of(
            desk.order(Scene.inWallet("oSub")).build(),
            desk.order(Scene.inApp()).build(),
            desk.order(Scene.mobilePage(site, "203.0.113.7")).build(),
            desk.order(Scene.paymentCode("134567890123456789"))
                .with(WeChatPayOption.outStoreId("s"))
                .build())) {
      withApps.create(request);
      targets.add(desk.lastTarget());
    }

    assertThat(targets)
        .containsExactly(
            "/v3/pay/partner/transactions/jsapi",
            "/v3/pay/partner/transactions/app",
            "/v3/pay/partner/transactions/h5",
            "/v3/pay/partner/transactions/codepay");
  }

  @Test
  void thePayerIsThatOfTheSubMerchantsAppIfItHasOneThatFits() {
    withApps.create(desk.order(Scene.inWallet("oPayer")).build());

    assertThat(desk.lastBody())
        .contains(
            entry("sp_appid", PROVIDER_MINI),
            entry("sub_appid", SUB_MINI),
            entry("payer", Map.of("sub_openid", "oPayer")));

    plain.create(desk.order(Scene.inWallet("oPayer")).build());

    assertThat(desk.lastBody())
        .contains(entry("sp_appid", PROVIDER_MINI), entry("payer", Map.of("sp_openid", "oPayer")))
        .doesNotContainKey("sub_appid");
  }

  @Test
  void theOptionNamesEitherApp() {
    PaymentRequest<?> request =
        desk.order(Scene.inWallet("oPayer")).with(WeChatPayOption.appId(PROVIDER_APP)).build();
    withApps.create(request);

    assertThat(desk.lastBody())
        .contains(entry("sp_appid", PROVIDER_APP), entry("payer", Map.of("sp_openid", "oPayer")))
        .doesNotContainKey("sub_appid");
    assertThat(withApps.ref(request).appId()).contains(PROVIDER_APP);

    withApps.create(desk.order(Scene.qrCode()).with(WeChatPayOption.appId(SUB_MOBILE)).build());

    assertThat(desk.lastBody())
        .contains(entry("sp_appid", PROVIDER_MOBILE), entry("sub_appid", SUB_MOBILE));
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(
            () ->
                withApps.create(
                    desk.order(Scene.inWallet("o"))
                        .with(WeChatPayOption.appId("wxstranger"))
                        .build()));
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(
            () ->
                withApps.create(
                    desk.order(Scene.inWallet("o"))
                        .with(WeChatPayOption.appId(SUB_MOBILE))
                        .build()));
    assertThat(desk.calls).hasSize(2);
  }

  @Test
  void theWalletIsSignedForTheAppWhoseOpenidPays() {
    desk.answers(200, "{\"prepay_id\":\"wx1\"}");
    InvokeWallet ofSub =
        Shop.accepted(withApps.create(desk.order(Scene.inWallet("oPayer")).build())).value();
    assertThat(desk.signed.get(desk.signed.size() - 1)).startsWith(SUB_MINI + "\n");
    assertThat(ofSub.parameters()).doesNotContainKey("appId");

    desk.answers(200, "{\"prepay_id\":\"wx2\"}");
    InvokeWallet ofProvider =
        Shop.accepted(
                withApps.create(
                    desk.order(Scene.inWallet("oPayer"))
                        .with(WeChatPayOption.appId(PROVIDER_APP))
                        .build()))
            .value();
    assertThat(desk.signed.get(desk.signed.size() - 1)).startsWith(PROVIDER_APP + "\n");
    assertThat(ofProvider.parameters()).containsEntry("appId", PROVIDER_APP);
  }

  @Test
  void anAppPaymentNamesTheProviderAsItsPartner() {
    desk.answers(200, "{\"prepay_id\":\"wx1\"}");

    InvokeWallet wallet = Shop.accepted(withApps.create(desk.order(Scene.inApp()).build())).value();

    assertThat(wallet.parameters())
        .contains(entry("appId", SUB_MOBILE), entry("partnerId", PROVIDER_MCHID));
  }

  @Test
  void questionsAndClosesAndReversalsNameBoth() {
    PaymentRef ref = withApps.ref(desk.order(Scene.inWallet("o")).build());
    String path = "/v3/pay/partner/transactions/out-trade-no/" + ref.number();
    String query = "?sp_mchid=" + PROVIDER_MCHID + "&sub_mchid=" + SUB_MCHID;

    assertThatExceptionOfType(UnavailableException.class).isThrownBy(() -> withApps.find(ref));
    assertThat(desk.lastTarget()).isEqualTo(path + query);
    assertThatExceptionOfType(UnavailableException.class)
        .isThrownBy(() -> withApps.findTransaction("4200000001"));
    assertThat(desk.lastTarget()).isEqualTo("/v3/pay/partner/transactions/id/4200000001" + query);
    withApps.close(ref);
    assertThat(desk.lastTarget()).isEqualTo(path + "/close");
    assertThat(desk.lastBody())
        .containsOnly(entry("sp_mchid", PROVIDER_MCHID), entry("sub_mchid", SUB_MCHID));
    withApps.reverse(ref);
    assertThat(desk.lastTarget()).isEqualTo(path + "/reverse");
    assertThat(desk.lastBody())
        .containsOnly(
            entry("sp_appid", PROVIDER_MINI),
            entry("sp_mchid", PROVIDER_MCHID),
            entry("sub_appid", SUB_MINI),
            entry("sub_mchid", SUB_MCHID));
  }

  @Test
  void refundsKeepTheirPathAndNameTheSubMerchant() {
    PaymentRef ref = plain.ref(desk.order(Scene.qrCode()).build());

    plain.refund(RefundRequest.of(ref, "R1", TEN));
    assertThat(desk.lastTarget()).isEqualTo("/v3/refund/domestic/refunds");
    assertThat(desk.lastBody())
        .contains(entry("sub_mchid", SUB_MCHID), entry("out_trade_no", ref.number()))
        .doesNotContainKey("sp_mchid");
    assertThatExceptionOfType(UnavailableException.class)
        .isThrownBy(() -> plain.findRefund(ref, "R1"));
    assertThat(desk.lastTarget())
        .isEqualTo("/v3/refund/domestic/refunds/R1?sub_mchid=" + SUB_MCHID);
  }

  @Test
  void aSubMerchantHasItsOwnAddressAndItsOwnShopAndNeverTheProvidersShop() {
    URI path = URI.create("https://provider.example.com/notify/1900000109");
    WeChatPayClient view =
        desk.provider()
            .onBehalfOf(
                WeChatPaySubMerchant.of(SUB_MCHID)
                    .withNotifyUrl(path)
                    .withOutStoreId("its own shop"));

    view.create(desk.order(Scene.qrCode()).build());
    assertThat(desk.lastBody()).containsEntry("notify_url", path.toString());
    view.create(desk.order(Scene.paymentCode("134567890123456789")).build());
    assertThat(desk.lastBody())
        .containsEntry("scene_info", Map.of("store_info", Map.of("out_id", "its own shop")));
    int sent = desk.calls.size();
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> plain.create(desk.order(Scene.paymentCode("134567890123456789")).build()))
        .withMessageContaining("store");
    assertThat(desk.calls).hasSize(sent);
  }

  @Test
  void aReferenceOfAnotherIsRefusedBeforeAnythingIsSent() {
    WeChatPayClient provider = desk.provider();
    WeChatPayClient other = provider.onBehalfOf(WeChatPaySubMerchant.of("1900000110"));
    PaymentRef own = plain.ref(desk.order(Scene.qrCode()).build());
    PaymentRef direct = provider.ref(desk.order(Scene.qrCode()).build());

    assertThat(own.onBehalfOf()).contains(SUB_MCHID);
    assertThat(direct.onBehalfOf()).isEmpty();
    assertThat(PaymentRef.parse(own.toString())).isEqualTo(own);
    for (WeChatPayClient wrong : List.of(other, provider)) {
      assertRefused(wrong, own);
    }
    for (WeChatPayClient wrong : List.of(other, plain)) {
      assertRefused(wrong, direct);
    }
    PaymentRef elsewhere = PaymentRef.of("alipay", own.id(), own.total());
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> plain.find(elsewhere.withOnBehalfOf(SUB_MCHID)))
        .withMessageContaining("alipay");
    assertThat(desk.calls).isEmpty();
  }

  private static void assertRefused(WeChatPayClient client, PaymentRef ref) {
    List<Runnable> uses =
        List.of(
            () -> client.find(ref),
            () -> client.close(ref),
            () -> client.reverse(ref),
            () -> client.refund(RefundRequest.of(ref, "R1", TEN)),
            () -> client.findRefund(ref, "R1"));
    for (Runnable use : uses) {
      assertThatExceptionOfType(InvalidRequestException.class)
          .isThrownBy(use::run)
          .withMessageContaining("on behalf of");
    }
  }

  @Test
  void whatOnlyTheViewMayFillCannotBeGivenAsAnOption() {
    for (String pointer : List.of("/sp_appid", "/sp_mchid", "/sub_appid", "/sub_mchid")) {
      assertThatExceptionOfType(InvalidRequestException.class)
          .isThrownBy(() -> WeChatPayOption.field(pointer, "\"1\""));
    }
  }

  @Test
  void aSubsidyGoesWithASubMerchantsFrozenMoneyAndNowhereElse() {
    WeChatPayOption subsidy = WeChatPayOption.profitSharingWithSubsidy(Money.of("5000.00", "CNY"));

    plain.create(desk.order(Scene.qrCode()).with(subsidy).build());
    assertThat(desk.lastBody())
        .containsEntry("settle_info", Map.of("profit_sharing", true, "subsidy_amount", 500_000L));
    List<Runnable> refused =
        List.of(
            () -> desk.provider().create(desk.order(Scene.qrCode()).with(subsidy).build()),
            () ->
                plain.create(
                    desk.order(Scene.paymentCode("134567890123456789"))
                        .with(WeChatPayOption.outStoreId("s"))
                        .with(subsidy)
                        .build()),
            () ->
                plain.create(
                    desk.order(Scene.qrCode())
                        .with(subsidy)
                        .with(WeChatPayOption.profitSharing())
                        .build()),
            () -> WeChatPayOption.profitSharingWithSubsidy(Money.of("5000.01", "CNY")),
            () -> WeChatPayOption.profitSharingWithSubsidy(Money.of("0.00", "CNY")),
            () -> WeChatPayOption.profitSharingWithSubsidy(Money.of("-1.00", "CNY")),
            () -> WeChatPayOption.profitSharingWithSubsidy(Money.of("1.00", "USD")));
    for (Runnable attempt : refused) {
      assertThatExceptionOfType(InvalidRequestException.class).isThrownBy(attempt::run);
    }
    assertThat(desk.calls).hasSize(1);
  }

  @Test
  void aProviderIsNotItsOwnSubMerchantAndSharesNoAppWithOne() {
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> desk.provider().onBehalfOf(WeChatPaySubMerchant.of(PROVIDER_MCHID)));
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(
            () ->
                desk.provider()
                    .onBehalfOf(
                        WeChatPaySubMerchant.of(SUB_MCHID)
                            .withAppId(WeChatPayAppKind.MINI_PROGRAM, PROVIDER_MINI)));
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> WeChatPaySubMerchant.of("1900000109&sp_mchid=1"));
  }

  @Test
  void aViewSaysForWhomItIs() {
    assertThat(plain.toString()).contains(PROVIDER_MCHID, SUB_MCHID);
    assertThat(WeChatPaySubMerchant.of(SUB_MCHID)).hasToString("WeChatPaySubMerchant[1900000109]");
    assertThat(plain.onBehalfOf(WeChatPaySubMerchant.of("1900000110")).toString())
        .contains("1900000110")
        .doesNotContain(SUB_MCHID);
  }
}
