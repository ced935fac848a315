// SPDX-License-Identifier: Apache-2.0
package io.countersign.wechatpay;

import static io.countersign.wechatpay.PayoutWrite.THREE;
import static io.countersign.wechatpay.PayoutWrite.transfer;
import static io.countersign.wechatpay.ScriptedGateway.MINI_PROGRAM;
import static io.countersign.wechatpay.ScriptedGateway.signed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.countersign.InvalidRequestException;
import io.countersign.Money;
import io.countersign.PersonalText;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What WeChat Pay would refuse of a payment to a user is refused before anything is sent. */
class TransferRequestTest {
  @Test
  void everyKnownSceneSaysExactlyItsLines() {
    Map<TransferScene, List<String>> scenes =
        Map.of(
            TransferScene.cashMarketing("a", "b"), List.of("1000", "活动名称", "奖励说明"),
            TransferScene.publicSubsidy("a"), List.of("1002", "补贴类型"),
            TransferScene.insuranceClaim("a", "b", "c"),
                List.of("1004", "保险产品备案编号", "保险名称", "保险操作单号"),
            TransferScene.commission("a", "b"), List.of("1005", "岗位类型", "报酬说明"),
            TransferScene.purchase("a"), List.of("1009", "采购商品名称"),
            TransferScene.buyBack("a"), List.of("1010", "回收商品名称"),
            TransferScene.compensation("a"), List.of("1011", "赔付原因"),
            TransferScene.charityAid("a", "b"), List.of("1013", "公益活动名称", "公益活动备案编号"));

    scenes.forEach(
        (scene, words) -> {
          assertThat(scene.id()).isEqualTo(words.get(0));
          assertThat(scene.lines().keySet())
              .containsExactlyElementsOf(words.subList(1, words.size()));
          assertThat(transfer().scene(scene).build().scene()).isSameAs(scene);
        });
  }

  @Test
  void aKnownSceneWithOtherLinesIsRefusedAndAnUnknownOneIsTaken() {
    refused("report_infos", transfer().scene(TransferScene.of("1000").with("活动名称", "a")));
    refused(
        "report_infos", transfer().scene(TransferScene.cashMarketing("a", "b").with("报销类型", "c")));
    refused("report_infos", transfer().scene(TransferScene.of("1011").with("退款", "a")));
    refused("report_infos", transfer().scene(TransferScene.of("1006")));

    assertThat(transfer().scene(TransferScene.of("1006").with("报销类型", "差旅")).build()).isNotNull();
  }

  @Test
  void moneyThatTheProtocolDoesNotAllowIsNeverSent() {
    refused("amount", transfer().amount(Money.of("0.09", "CNY")));
    refused("amount", transfer().amount(Money.of("0", "CNY")));
    refused("amount", transfer().amount(Money.of("-3.00", "CNY")));
    refused("currency", transfer().amount(Money.of("3.00", "HKD")));
    refused("payee name", transfer().amount(Money.of("2000.00", "CNY")));
    refused("payee name", transfer().amount(Money.of("21474836.48", "CNY")));

    assertThat(transfer().amount(Money.of("0.10", "CNY")).build()).isNotNull();
    assertThat(transfer().amount(Money.of("1999.99", "CNY")).build()).isNotNull();
    assertThat(
            transfer().amount(Money.of("2000.00", "CNY")).payeeName(PersonalText.of("张三")).build())
        .isNotNull();
  }

  @Test
  void whatTheGatewayWouldRefuseUnseenIsRefusedHere() {
    assertRefused("transfer number", () -> transfer().number("T-1"));
    assertRefused("transfer number", () -> transfer().number("x".repeat(33)));
    assertRefused("remark", () -> transfer().remark("字".repeat(33)));
    assertRefused("remark", () -> transfer().remark("\uD83C"));
    assertRefused("notifyUrl", () -> transfer().notifyUrl(URI.create("https://a.example/x?y=1")));
    assertRefused("info_content 退款", () -> TransferScene.of("9").with("退款", "字".repeat(33)));
    assertRefused("info_type", () -> TransferScene.of("9").with("字".repeat(16), "a"));
    assertRefused(
        "openid", () -> TransferRequest.to(MINI_PROGRAM, PersonalText.of("o".repeat(65))));
    ScriptedGateway gateway = new ScriptedGateway(signed(200, "{}"));
    assertRefused(
        "appId",
        () ->
            gateway
                .client()
                .transfers()
                .send(
                    TransferRequest.to("wx9", PersonalText.of("o"))
                        .number("T1")
                        .amount(THREE)
                        .scene(TransferScene.purchase("茶"))
                        .remark("茶")
                        .build()));
    assertThat(gateway.calls).isEmpty();
  }

  private static void refused(String field, TransferRequest.Builder request) {
    assertRefused(field, request::build);
  }

  private static void assertRefused(String field, ThrowingCallable call) {
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(call)
        .withMessageContaining(field);
  }
}
