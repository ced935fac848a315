// SPDX-License-Identifier: Apache-2.0
package io.countersign.unionpay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.countersign.InvalidRequestException;
import io.countersign.ProviderOption;
import io.countersign.RefundRequest;
import io.countersign.spi.FormFields;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RefundOptionsTest {

  @Test
  void eachOptionFillsItsField() {
    FormFields sent =
        sent(
            UnionPayRefundOption.splitData("{accSplitType=1&accSplitMchts=a^100}"),
            UnionPayRefundOption.controlRule("rule", "1"),
            UnionPayRefundOption.controlRule("other", "2"),
            UnionPayRefundOption.terminal("01080209"),
            UnionPayRefundOption.reserved("note", "x"),
            UnionPayRefundOption.field("termInfo", "{device=7}"));

    assertThat(sent.asMap())
        .containsEntry("accSplitData", "{accSplitType=1&accSplitMchts=a^100}")
        .containsEntry("ctrlRule", "{rule=1&other=2}")
        .containsEntry("termId", "01080209")
        .containsEntry("reserved", "{note=x}")
        .containsEntry("termInfo", "{device=7}")
        .containsEntry("bizType", "000201");
  }

  @Test
  void aFieldIsFilledOnce() {
    refused(UnionPayRefundOption.terminal("01080209"), UnionPayRefundOption.terminal("01080210"));
    refused(UnionPayRefundOption.madeAs("000902", "07"));
    refused(
        UnionPayRefundOption.madeAs("000201", "07"), UnionPayRefundOption.madeAs("000201", "08"));
    refused(
        UnionPayRefundOption.controlRule("rule", "1"),
        UnionPayRefundOption.controlRule("rule", "2"));
  }

  @Test
  void theChannelOfAnOrderThatHadAnotherThanItsProductsIsRepeated() {
    assertThat(sent(UnionPayRefundOption.madeAs("000201", "08")).asMap())
        .containsEntry("bizType", "000201")
        .containsEntry("channelType", "08");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "merId", "txnAmt", "orderId", "txnTime", "origQryId", "origOrderId", "origTxnTime",
        "queryId", "backUrl", "signature", "certId", "signPubKeyCert", "txnType", "bizType",
        "reqReserved", "termId", "accSplitData", "subMerId", "encryptCertId", "a&b", ""
      })
  void whatTheRequestFillsIsNotGivenByName(String name) {
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> UnionPayRefundOption.field(name, "1"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"1&txnAmt=1", "a]&b=[", "{a=1}}&merId=2"})
  void aTextThatCouldBeSeveralFieldsIsNotSent(String text) {
    refused(UnionPayRefundOption.field("termInfo", text));
  }

  @Test
  void valuesThatBreakTheirRulesAreNoOptions() {
    List<Supplier<UnionPayRefundOption>> wrong =
        List.of(
            () -> UnionPayRefundOption.terminal("0108020"),
            () -> UnionPayRefundOption.terminal("0108 209"),
            () -> UnionPayRefundOption.madeAs("00020", "07"),
            () -> UnionPayRefundOption.madeAs("00020x", "07"),
            () -> UnionPayRefundOption.madeAs("000201", "7"),
            () -> UnionPayRefundOption.splitData(""),
            () -> UnionPayRefundOption.splitData("{" + "a".repeat(512) + "}"),
            () -> UnionPayRefundOption.splitData(" {a=1}"),
            () -> UnionPayRefundOption.controlRule("a b", "1"),
            () -> UnionPayRefundOption.controlRule("a", "1&b=2"),
            () -> UnionPayRefundOption.reserved("a", "🍵"),
            () -> UnionPayRefundOption.field("termInfo", "a\r\nb"));
    for (Supplier<UnionPayRefundOption> option : wrong) {
      assertThatExceptionOfType(InvalidRequestException.class).isThrownBy(option::get);
    }
  }

  @Test
  void anotherProvidersOptionIsRefused() {
    refused(new ProviderOption() {});
    refused(UnionPayOption.terminal("01080209"));
  }

  @Test
  void anOptionShowsItsNameOnly() {
    assertThat(UnionPayRefundOption.splitData("{secret=1}"))
        .hasToString("UnionPayRefundOption.splitData");
  }

  private static void refused(ProviderOption... options) {
    assertThatExceptionOfType(InvalidRequestException.class).isThrownBy(() -> sent(options));
  }

  private static FormFields sent(ProviderOption... options) {
    ScriptedGateway gateway = new ScriptedGateway(RefundTest.taken("04", "10000"));
    RefundRequest request = RefundTest.whole(gateway);
    for (ProviderOption option : options) {
      request = request.with(option);
    }
    gateway.client().refund(request);
    return gateway.fields(0);
  }
}
