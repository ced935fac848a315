// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.countersign.InvalidRequestException;
import io.countersign.Money;
import io.countersign.PaymentRequest;
import io.countersign.PersonalText;
import io.countersign.ProviderOption;
import io.countersign.Scene;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What options may say, and which do not go together. */
class OptionRulesTest {
  private static final Money FORTY = Money.of("40.00", "CNY");
  private static final AlipayGoods TEA = OptionsTest.TEA;
  private static final PersonalText NAME = OptionsTest.NAME;
  private static final PersonalText NUMBER = OptionsTest.NUMBER;
  private static final AlipayPayerIdentity PERSON = OptionsTest.PERSON;
  private static final AlipayPayerIdentity HASHED = OptionsTest.HASHED;

  private final Shop shop = Shop.open();
  private final Drafts drafts = new Drafts(shop);

  @AfterEach
  void close() {
    shop.close();
  }

  @Test
  void optionsThatContradictEachOtherOrTheRequestAreRefused() {
    AlipayOption enable = AlipayOption.enablePayChannels("balance");
    AlipayOption disable = AlipayOption.disablePayChannels("pcredit");
    Drafts.refused("exclude", () -> drafts.content(Product.PRECREATE, enable, disable));
    AlipayOption forty = AlipayOption.discountableAmount(FORTY);
    Drafts.refused(
        "amount",
        () -> drafts.content(Product.PAY, forty, AlipayOption.undiscountableAmount(FORTY)));
    assertThat(drafts.content(Product.PAY, forty)).containsEntry("discountable_amount", "40.00");
    Drafts.refused(
        "payBefore",
        () ->
            drafts.orders.order(
                drafts
                    .order(Product.PAGE)
                    .payBefore(shop.clock.instant().plus(Duration.ofHours(1)))
                    .with(AlipayOption.untilMidnight())
                    .build()));
    Drafts.refused(
        "once", () -> drafts.content(Product.PAGE, AlipayOption.body("a"), AlipayOption.body("b")));
    Drafts.refused(
        "once",
        () ->
            drafts.content(Product.APP, AlipayOption.virtualGoods(), AlipayOption.physicalGoods()));
    Drafts.refused(
        "once",
        () ->
            drafts.content(
                Product.PAGE,
                AlipayOption.royaltyFreeze(),
                AlipayOption.field("extend_params", "text")));
    Drafts.refused(
        "subMerchant",
        () ->
            drafts.content(
                Product.PAGE, AlipayOption.field("settle_info/settle_period_time", "7d")));
  }

  @Test
  void aSubMerchantGetsTheWholeAmountUnlessToldOtherwise() {
    assertThat(drafts.content(Product.PAGE, AlipayOption.subMerchant("2088")).toString())
        .contains("settle_detail_infos=[{")
        .contains("trans_in_type=defaultSettle")
        .contains("amount=100.00");
    AlipayOption other =
        AlipayOption.jsonField("settle_info", "{\"settle_detail_infos\":[{\"amount\":\"1.00\"}]}");
    assertThat(drafts.content(Product.PAGE, AlipayOption.subMerchant("2088"), other).toString())
        .contains("amount=1.00")
        .doesNotContain("defaultSettle");
    AlipayOption period = AlipayOption.field("settle_info/settle_period_time", "7d");
    assertThat(drafts.content(Product.PAGE, period, AlipayOption.subMerchant("2088")).toString())
        .contains("settle_period_time=7d", "trans_in_type=defaultSettle");
  }

  @Test
  void moneyGoesToAnAccountThatWillBeBelieved() {
    Drafts.refused(
        "seller_id",
        () ->
            shop.client()
                .ref(
                    shop.order(Scene.inApp())
                        .with(AlipayOption.sellerId("2088000000000001"))
                        .build()));
    shop.client()
        .ref(
            shop.order(Scene.inApp())
                .with(AlipayOption.sellerId(shop.merchant.sellerId()))
                .build());
    assertThat(drafts.content(Product.APP, AlipayOption.sellerId("2088000000000001")))
        .containsEntry("seller_id", "2088000000000001");
  }

  @Test
  void anOptionOfAnotherProviderIsRefusedUnsent() {
    PaymentRequest<?> request =
        shop.order(Scene.webPage(ScenesTest.BACK)).with(new ProviderOption() {}).build();
    Drafts.refused("AlipayOption", () -> shop.client().create(request));
    assertThat(shop.gateway.journal()).isEmpty();
  }

  @Test
  void valuesBeyondTheProtocolsBoundsAreRefused() {
    Drafts.refused("body", () -> AlipayOption.body("x".repeat(129)));
    Drafts.refused("body", () -> AlipayOption.body(" "));
    Drafts.refused("body", () -> AlipayOption.body("a&subject=b"));
    Drafts.refused("merchant_order_no", () -> AlipayOption.merchantOrderNo("1&total_amount=0.01"));
    Drafts.refused("field", () -> AlipayOption.field("request_from_url", "https://a/?x=1&sign=2"));
    Drafts.refused("timeout_express", () -> AlipayOption.timeoutExpress(Duration.ofSeconds(90)));
    Drafts.refused("timeout_express", () -> AlipayOption.timeoutExpress(Duration.ofDays(16)));
    Drafts.refused("timeout_express", () -> AlipayOption.timeoutExpress(Duration.ZERO));
    Drafts.refused(
        "one that fits",
        () -> drafts.content(Product.PAY, AlipayOption.timeoutExpress(Duration.ofHours(4))));
    Drafts.refused(
        "one that fits",
        () -> drafts.content(Product.APP, AlipayOption.timeoutExpress(Duration.ofMinutes(4))));
    Drafts.refused("qr_code", () -> AlipayOption.qrCodeTimeout(Duration.ofHours(3)));
    Drafts.refused("seller_id", () -> AlipayOption.sellerId("2089000000000001"));
    Drafts.refused("goods", () -> AlipayOption.goods(List.of()));
    Drafts.refused("quantity", () -> AlipayGoods.of("1", "茶", 0, FORTY));
    Drafts.refused("price", () -> AlipayGoods.of("1", "茶", 1, Money.of("1", "TWD")));
    Drafts.refused("hb_fq_num", () -> AlipayOption.huabeiInstalments(0, true));
    Drafts.refused("enable", () -> AlipayOption.enablePayChannels("a,b"));
    Drafts.refused("enable", () -> AlipayOption.enablePayChannels());
    Drafts.refused("qrcode_width", () -> AlipayOption.qrCodeOfWidth(0));
    Drafts.refused("age", () -> AlipayPayerIdentity.atLeast(0));
    for (String json : List.of("", "null", "{", "1,\"a\":{}", "1}{", "x", "'x'", "NaN", "[null]")) {
      Drafts.refused("JSON", () -> AlipayOption.jsonField("promo_params", json));
    }
  }

  /** The published example of AlipayFundAuthOrderAppFreezeModel. */
  @Test
  void thePublishedPersonHasThePublishedHash() {
    PersonalText number = PersonalText.of("4566498798498498498498");

    assertThat(AlipayPayerIdentity.hashed(PersonalText.of("张三"), number).fields())
        .containsEntry(
            "identity_hash", "acc2b92ffc5ed9b472faa19748f10045c30434132784f774b00216a56b8841c6");
    assertThat(AlipayPayerIdentity.hashed(PersonalText.of("张四"), number).fields())
        .doesNotContainValue("acc2b92ffc5ed9b472faa19748f10045c30434132784f774b00216a56b8841c6");
  }

  @Test
  void aPersonIsHashedAsAlipayHashesAndNeverShown() {
    assertThat(HASHED.fields())
        .containsEntry(
            "identity_hash", "043194aec8013f45600ef9adf509326a3a7233307c07d9dc1309b8bd8863bb43")
        .containsEntry("need_check_info", "T")
        .doesNotContainKeys("name", "cert_no");
    assertThat(PERSON + " " + AlipayOption.payerIdentity(PERSON) + OptionsTest.TYPED)
        .doesNotContain("张三", "1990", "138", "203.0", "a@");
    Drafts.refused(
        "payer name", () -> AlipayPayerIdentity.hashed(PersonalText.of("张".repeat(17)), NUMBER));
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(
            () ->
                AlipayPayerIdentity.of(
                    NAME,
                    AlipayPayerIdentity.Document.PASSPORT,
                    PersonalText.of("1990".repeat(20))))
        .withMessageNotContaining("1990");
  }

  @Test
  void anOptionIsNotChangedByBeingUsed() {
    AlipayOption goods = AlipayOption.goods(List.of(TEA));
    AlipayOption extend = AlipayOption.royaltyFreeze();
    String before = goods.fields().toString() + extend.fields();

    drafts.content(Product.PAGE, goods, extend, AlipayOption.serviceProvider("2088"));
    drafts.content(Product.PAGE, extend, AlipayOption.field("extend_params/card_type", "x"));

    assertThat(goods.fields().toString() + extend.fields()).isEqualTo(before);
  }
}
