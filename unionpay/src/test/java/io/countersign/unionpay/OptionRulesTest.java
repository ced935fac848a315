// SPDX-License-Identifier: Apache-2.0
package io.countersign.unionpay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.countersign.InvalidRequestException;
import io.countersign.PaymentRequest;
import io.countersign.PersonalText;
import io.countersign.Scene;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What options may say, and which do not go together. */
class OptionRulesTest {
  private final ScriptedGateway gateway = new ScriptedGateway();
  private final OrderFields orders = gateway.client().orderFields();

  private static void refused(String message, ThrowingCallable call) {
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(call)
        .withMessageContaining(message);
  }

  private Map<String, String> page(UnionPayOption... options) {
    return content(Scene.webPage(ScriptedGateway.BACK), options);
  }

  private Map<String, String> content(Scene<?> scene, UnionPayOption... options) {
    PaymentRequest.Builder<?> order = gateway.order(scene);
    for (UnionPayOption option : options) {
      order.with(option);
    }
    return orders.order(order.build()).call().fields().asMap();
  }

  @Test
  void partsOfOneGroupAreWrittenTogether() {
    assertThat(
            page(
                UnionPayOption.framedPage(),
                UnionPayOption.lockedCardNumber(),
                UnionPayOption.reserved("checkFlag", "11100")))
        .containsEntry("reserved", "{customPage=true&cardNumberLock=1&checkFlag=11100}");
    assertThat(page(UnionPayOption.instalments(6)))
        .containsEntry("txnSubType", "03")
        .containsEntry("instalTransInfo", "{numberOfInstallments=06}");
    assertThat(page(UnionPayOption.instalments(12)))
        .containsEntry("instalTransInfo", "{numberOfInstallments=12}");
    assertThat(content(Scene.qrCode(), UnionPayOption.channelType("07")))
        .containsEntry("channelType", "07");
    assertThat(page(UnionPayOption.payTypes("0001", "0201")))
        .containsEntry("supPayType", "0001,0201");
    assertThat(page(UnionPayOption.orderTimeout(Duration.ofMinutes(5))))
        .containsEntry("orderTimeout", "300000");
  }

  @Test
  void nothingIsGivenTwice() {
    for (UnionPayOption option : OptionsTest.TYPED) {
      if (OptionsTest.fits(Product.PAGE, option)) {
        refused("once", () -> page(option, option));
      }
    }
    refused(
        "once",
        () ->
            page(
                UnionPayOption.field("accSplitData", "a"),
                UnionPayOption.field("accSplitData", "b")));
  }

  @Test
  void anOptionOfAnotherSceneIsRefused() {
    refused("one that fits", () -> content(Scene.qrCode(), UnionPayOption.b2b()));
    refused("one that fits", () -> content(Scene.inApp(), UnionPayOption.terminal("00000001")));
    refused("one that fits", () -> page(UnionPayOption.payCardType("01")));
    refused("one that fits", () -> page(UnionPayOption.returnUrl(ScriptedGateway.BACK)));
    refused("one that fits", () -> page(UnionPayOption.b2b(), UnionPayOption.instalments(3)));
    refused("scene", () -> content(Scene.inWallet("x")));
  }

  @Test
  void valuesThatCouldBeTakenForMoreThanOneAreRefused() {
    for (String odd : List.of("a&txnAmt=1", "a=b", "{a", "a}", "[", "]", "\"", "'", "🍵", " a")) {
      refused("checkFlag", () -> UnionPayOption.reserved("checkFlag", odd));
      refused("a", () -> UnionPayOption.riskInfo("a", PersonalText.of(odd)));
      refused("a", () -> UnionPayOption.controlRule("a", odd));
      refused("a", () -> UnionPayOption.terminalInfo("a", odd));
      refused(
          "payeeBankName",
          () -> UnionPayOption.b2b("1", PersonalText.of("a"), PersonalText.of("1"), odd));
      refused(
          "payeeAcctNm",
          () -> UnionPayOption.b2b("1", PersonalText.of(odd), PersonalText.of("1"), "a"));
    }
    for (String odd :
        List.of("a&txnAmt=1", "{a", "a}", "{a}&b=c", "[a&b=c", "{a]&b=c}&d=e", "{[}]")) {
      refused("field", () -> page(UnionPayOption.field("accSplitData", odd)));
    }
    assertThat(page(UnionPayOption.field("accSplitData", "{a=1&b={c=[d&e=f]}}")))
        .containsKey("accSplitData");
    for (String part : List.of("", "a b", "a&b", "a=b", "a/b")) {
      refused("reserved", () -> UnionPayOption.reserved(part, "1"));
    }
  }

  @Test
  void valuesBeyondTheirBoundsAreRefused() {
    refused("instal", () -> UnionPayOption.instalments(0));
    refused("instal", () -> UnionPayOption.instalments(100));
    refused("issInsCode", () -> UnionPayOption.issuer(""));
    refused("issInsCode", () -> UnionPayOption.issuer("x".repeat(21)));
    refused("defaultPayType", () -> UnionPayOption.defaultPayType("001"));
    refused("supPayType", () -> UnionPayOption.payTypes());
    refused("supPayType", () -> UnionPayOption.payTypes("0001,0201"));
    refused("termId", () -> UnionPayOption.terminal("1"));
    refused("channelType", () -> UnionPayOption.channelType("05"));
    refused("payCardType", () -> UnionPayOption.payCardType("1"));
    refused("orderTimeout", () -> UnionPayOption.orderTimeout(Duration.ZERO));
    refused("orderTimeout", () -> UnionPayOption.orderTimeout(Duration.ofHours(2)));
    refused("customerIp", () -> UnionPayOption.payerIp(PersonalText.of("a b")));
    refused("userMac", () -> UnionPayOption.payerMac(PersonalText.of("a&b")));
    refused(
        "frontFailUrl", () -> UnionPayOption.failureUrl(URI.create("http://shop.example.com/")));
    refused("frontUrl", () -> UnionPayOption.returnUrl(URI.create("https://a.example/?a=1&b=2")));
    refused(
        "termInfo",
        () ->
            content(
                Scene.qrCode(),
                UnionPayOption.terminalInfo("a", "x".repeat(150)),
                UnionPayOption.terminalInfo("b", "x".repeat(150))));
    refused("field", () -> UnionPayOption.field("accSplitData", ""));
    refused("field", () -> UnionPayOption.field("accSplitData", " a"));
    refused("field", () -> UnionPayOption.field("accSplitData", "x".repeat(2049)));
  }

  @Test
  void optionsShowNothingPersonal() {
    String shown =
        OptionsTest.TYPED.toString() + UnionPayOption.field("accSplitData", "13552535506");
    assertThat(shown).doesNotContain("203.0", "6212", "00-11", "135525", "工商");
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> UnionPayOption.payerIp(PersonalText.of("203.0.113.7 x")))
        .withMessageNotContaining("203");
    OrderFields.Draft draft = orders.order(gateway.order(OrdersTest.CODE).build());
    assertThat(draft.toString()).doesNotContain("6200123456789012345");
  }
}
