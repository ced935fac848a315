// SPDX-License-Identifier: Apache-2.0
package io.countersign.wechatpay;

import static io.countersign.wechatpay.PayoutWrite.PARTNER;
import static io.countersign.wechatpay.PayoutWrite.THREE;
import static io.countersign.wechatpay.PayoutWrite.TRANSACTION;
import static io.countersign.wechatpay.PayoutWrite.receiver;
import static io.countersign.wechatpay.PayoutWrite.share;
import static io.countersign.wechatpay.PayoutWrite.shared;
import static io.countersign.wechatpay.PayoutWrite.takeBack;
import static io.countersign.wechatpay.PayoutWrite.taken;
import static io.countersign.wechatpay.ScriptedGateway.MINI_PROGRAM;
import static io.countersign.wechatpay.ScriptedGateway.NOW;
import static io.countersign.wechatpay.ScriptedGateway.PLATFORM;
import static io.countersign.wechatpay.ScriptedGateway.refusal;
import static io.countersign.wechatpay.ScriptedGateway.signed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.countersign.FollowUp;
import io.countersign.InvalidRequestException;
import io.countersign.MismatchException;
import io.countersign.Money;
import io.countersign.Outcome;
import io.countersign.PersonalText;
import io.countersign.ProviderFields;
import io.countersign.Rejection;
import io.countersign.UnavailableException;
import io.countersign.spi.JsonFormatException;
import io.countersign.spi.JsonText;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Profit sharing: what is sent, what is believed of the answers, and what may be done next. */
class ProfitSharingTest {
  private static final String NUMBER = "P20261121001";
  private static final ShareAccount PERSON =
      ShareAccount.person(MINI_PROGRAM, PersonalText.of("oUpF8uMuAJO_M2pxb1Q9"));

  @Test
  void aReceiverIsAddedWithItsNameEncryptedAndRemovedByItsAccount() throws JsonFormatException {
    ScriptedGateway gateway =
        new ScriptedGateway(
            signed(200, "{\"type\":\"MERCHANT_ID\",\"account\":\"1900000109\"}"),
            signed(200, "{\"type\":\"PERSONAL_OPENID\",\"account\":\"oUpF8uMuAJO_M2pxb1Q9\"}"),
            signed(200, "{\"type\":\"PERSONAL_OPENID\",\"account\":\"oUpF8uMuAJO_M2pxb1Q9\"}"));
    WeChatPayProfitSharing sharing = gateway.client().profitSharing();

    Shop.accepted(sharing.addReceiver(receiver()));
    Shop.accepted(sharing.addReceiver(ShareReceiver.custom(PERSON, "代理")));
    Shop.accepted(sharing.removeReceiver(PERSON));

    ProviderFields added = JsonText.fields(gateway.body(0).getBytes(StandardCharsets.UTF_8));
    assertThat(PLATFORM.decrypt(added.text("name").orElseThrow())).isEqualTo("某某有限公司");
    assertThat(added.text("relation_type")).contains("STORE");
    assertThat(added.text("appid")).contains(MINI_PROGRAM);
    assertThat(gateway.body(1))
        .isEqualTo(
            "{\"appid\":\""
                + MINI_PROGRAM
                + "\",\"type\":\"PERSONAL_OPENID\",\"account\":\"oUpF8uMuAJO_M2pxb1Q9\","
                + "\"relation_type\":\"CUSTOM\",\"custom_relation\":\"代理\"}");
    assertThat(gateway.body(2))
        .isEqualTo(
            "{\"appid\":\""
                + MINI_PROGRAM
                + "\",\"type\":\"PERSONAL_OPENID\",\"account\":\"oUpF8uMuAJO_M2pxb1Q9\"}");
  }

  @Test
  void aShareNamesEveryReceiverAndEncryptsTheirNames() throws JsonFormatException {
    ScriptedGateway gateway = new ScriptedGateway(signed(200, "{}"));

    gateway
        .client()
        .profitSharing()
        .share(
            share()
                .to(PERSON, Money.of("0.01", "CNY"), "分给个人", PersonalText.of("张三"))
                .unfreezeRest());

    ProviderFields body = JsonText.fields(gateway.body(0).getBytes(StandardCharsets.UTF_8));
    assertThat(PLATFORM.decrypt(body.text("receivers/1/name").orElseThrow())).isEqualTo("张三");
    assertThat(gateway.body(0).replaceAll(",\"name\":\"[^\"]+\"", ""))
        .isEqualTo(
            "{\"appid\":\""
                + MINI_PROGRAM
                + "\",\"transaction_id\":\""
                + TRANSACTION
                + "\",\"out_order_no\":\"P20261121001\",\"receivers\":["
                + "{\"type\":\"MERCHANT_ID\",\"account\":\"1900000109\",\"amount\":300,"
                + "\"description\":\"分给商户\"},"
                + "{\"type\":\"PERSONAL_OPENID\",\"account\":\"oUpF8uMuAJO_M2pxb1Q9\",\"amount\":1,"
                + "\"description\":\"分给个人\"}],\"unfreeze_unsplit\":true}");
  }

  @Test
  void releasesAndReturnsSendTheirFields() {
    ScriptedGateway gateway = new ScriptedGateway(signed(200, "{}"));
    WeChatPayProfitSharing sharing = gateway.client().profitSharing();

    sharing.unfreezeRest("U1", TRANSACTION, "完结");
    sharing.takeBack(takeBack());
    sharing.takeBack(ShareReturnRequest.ofOrder("3008", "R2", PARTNER, THREE, "退"));

    assertThat(gateway.body(0))
        .isEqualTo(
            "{\"transaction_id\":\""
                + TRANSACTION
                + "\",\"out_order_no\":\"U1\",\"description\":\"完结\"}");
    assertThat(gateway.body(1))
        .isEqualTo(
            "{\"out_order_no\":\"P20261121001\",\"out_return_no\":\"R20261121001\","
                + "\"return_mchid\":\"1900000109\",\"amount\":300,\"description\":\"用户退款\"}");
    assertThat(gateway.body(2))
        .isEqualTo(
            "{\"order_id\":\"3008\",\"out_return_no\":\"R2\",\"return_mchid\":\"1900000109\","
                + "\"amount\":300,\"description\":\"退\"}");
  }

  @Test
  void whatTheProtocolDoesNotAllowIsNeverSent() {
    ShareRequest.Builder many = ShareRequest.of(TRANSACTION, NUMBER);
    for (int i = 0; i < 51; i++) {
      many.to(ShareAccount.merchant("19" + i), THREE, "x");
    }
    ScriptedGateway gateway = new ScriptedGateway(signed(200, "{}"));
    WeChatPayProfitSharing sharing = gateway.client().profitSharing();
    PersonalText openId = PersonalText.of("o1");

    refused("receivers", many::keepRestFrozen);
    refused("receivers", () -> ShareRequest.of(TRANSACTION, NUMBER).keepRestFrozen());
    refused("receiver", () -> share().to(ShareAccount.merchant(PARTNER), THREE, "again"));
    refused("share amount", () -> share().to(PERSON, Money.of("0", "CNY"), "x"));
    refused("share amount", () -> share().to(PERSON, Money.of("1", "HKD"), "x"));
    refused("description", () -> share().to(PERSON, THREE, "x".repeat(81)));
    refused("share number", () -> ShareRequest.of(TRANSACTION, "x".repeat(65)));
    refused("relation", () -> ShareReceiver.of(PERSON, ShareReceiver.Relation.CUSTOM));
    refused("custom relation", () -> ShareReceiver.custom(PERSON, "x".repeat(11)));
    refused(
        "name",
        () ->
            sharing.addReceiver(
                ShareReceiver.of(ShareAccount.merchant("1"), ShareReceiver.Relation.STORE)));
    refused("appId", () -> sharing.removeReceiver(ShareAccount.person("wx9", openId)));
    refused(
        "appId",
        () ->
            sharing.share(
                share()
                    .to(PERSON, THREE, "x")
                    .to(ShareAccount.person(ScriptedGateway.MOBILE_APP, openId), THREE, "x")
                    .keepRestFrozen()));
    refused("sub-merchant", sharing::maxRatio);
    assertThat(gateway.calls).isEmpty();
  }

  @Test
  void finishedMeansProcessedAndNotPaid() {
    ProfitShare paid = found(shared(NUMBER, "FINISHED", "SUCCESS")).orElseThrow();
    ProfitShare closed =
        found(
                shared(NUMBER, "FINISHED", "CLOSED")
                    .replace("\"detail_id\"", "\"fail_reason\":\"NO_RELATION\",\"detail_id\""))
            .orElseThrow();
    ProfitShare pending = found(shared(NUMBER, "FINISHED", "PENDING")).orElseThrow();
    ProfitShare odd = found(shared(NUMBER, "FINISHED", "NEXT_YEAR")).orElseThrow();
    ProfitShare oddState = found(shared(NUMBER, "DONE", "SUCCESS")).orElseThrow();
    ProfitShare early = found(shared(NUMBER, "PROCESSING", "SUCCESS")).orElseThrow();

    assertThat(paid.isPaidToAll()).isTrue();
    for (ProfitShare share : List.of(closed, pending, odd, oddState, early)) {
      assertThat(share.isPaidToAll()).describedAs(share.fields().json()).isFalse();
    }
    assertThat(closed.state()).isEqualTo(ProfitShare.State.PROCESSED);
    assertThat(closed.parts().get(0).result()).isEqualTo(ProfitShare.Result.CLOSED);
    assertThat(closed.parts().get(0).failReason()).contains("NO_RELATION");
    assertThat(closed.parts().get(0).remedy().orElseThrow()).contains("add the receiver");
    assertThat(closed.isSettled()).isTrue();
    assertThat(List.of(pending, odd, oddState, early)).noneMatch(ProfitShare::isSettled);
    String nobody = paid.fields().json().replaceFirst("\\[.*\\]", "[]");
    assertThat(found(nobody).orElseThrow().isPaidToAll()).isFalse();
  }

  @Test
  void aReportMustBeAboutTheShareThatWasAskedAbout() {
    String right = shared(NUMBER, "FINISHED", "SUCCESS");

    mismatch("out_order_no", () -> found(right.replace(NUMBER, "P2")));
    mismatch("transaction_id", () -> found(right.replace(TRANSACTION, "42")));
    for (String field :
        List.of("state", "order_id", "out_order_no", "amount", "account", "type", "result")) {
      assertThatExceptionOfType(UnavailableException.class)
          .describedAs(field)
          .isThrownBy(() -> found(right.replace("\"" + field + "\"", "\"x\"")));
    }
  }

  @Test
  void anAnswerWithOtherReceiversIsUnknownAndTheMerchantsOwnRestIsNoReceiver() {
    String right = shared(NUMBER, "PROCESSING", "PENDING");
    String rest =
        ",{\"type\":\"MERCHANT_ID\",\"account\":\"1900000001\",\"amount\":700,\"result\":\"PENDING\"}]";

    Shop.accepted(sent(right));
    Shop.accepted(sent(right.replace("]", rest)));
    Shop.accepted(sent(right.replaceFirst("\\[.*\\]", "[]")));
    Shop.unknown(sent(right.replace(":300,", ":301,")));
    Shop.unknown(sent(right.replace(PARTNER, "1900000110")));
    Shop.unknown(sent(right.replace("MERCHANT_ID", "PERSONAL_OPENID")));
    Shop.unknown(sent(right.replace("]", rest.replace("1900000001", "1900000110"))));
  }

  @Test
  void aNumberInUseIsAcceptedIfItIsThisVeryShareAndRejectedIfItIsAnother() {
    for (String code : List.of("ALREADY_EXISTS", "INVALID_REQUEST")) {
      String right = shared(NUMBER, "FINISHED", "SUCCESS");
      ScriptedGateway gateway = new ScriptedGateway(signed(400, refusal(code)), signed(200, right));

      Shop.accepted(gateway.client().profitSharing().share(share().keepRestFrozen()));

      assertThat(gateway.targets().get(1))
          .isEqualTo("GET /v3/profitsharing/orders/" + NUMBER + "?transaction_id=" + TRANSACTION);
      Rejection rejection =
          Shop.rejected(
                  new ScriptedGateway(
                          signed(400, refusal(code)), signed(200, right.replace(":300,", ":400,")))
                      .client()
                      .profitSharing()
                      .share(share().keepRestFrozen()))
              .rejection();
      assertThat(rejection.verified()).isTrue();
    }
  }

  @Test
  void aShareUnderTheNumberThatListsNobodyYetLeavesItUnknown() {
    String nobody = shared(NUMBER, "PROCESSING", "PENDING").replaceFirst("\\[.*\\]", "[]");
    for (String code : List.of("ALREADY_EXISTS", "INVALID_REQUEST")) {
      ScriptedGateway gateway =
          new ScriptedGateway(signed(400, refusal(code)), signed(200, nobody));

      Shop.unknown(gateway.client().profitSharing().share(share().keepRestFrozen()));
    }
  }

  @Test
  void aReturnIsBoundToNumbersMerchantAndAmount() {
    ShareReturn back = Shop.accepted(takenBack(taken("SUCCESS"))).value();

    assertThat(back.state()).isEqualTo(ShareReturn.State.RETURNED);
    assertThat(back.isSettled()).isTrue();
    Shop.unknown(takenBack(taken("SUCCESS").replace(":300,", ":301,")));
    Shop.unknown(takenBack(taken("SUCCESS").replace(PARTNER, "1900000110")));
    Shop.unknown(takenBack(taken("SUCCESS").replace(NUMBER, "P2")));
    mismatch("out_return_no", () -> takenBack(taken("SUCCESS").replace("R2026", "R2027")));
    mismatch("amount", () -> foundReturn(taken("SUCCESS").replace(":300,", ":301,")));
    mismatch("out_order_no", () -> foundReturn(taken("SUCCESS").replace(NUMBER, "P2")));
    ShareReturn failed =
        foundReturn(taken("FAILED").replace("}", ",\"fail_reason\":\"BALANCE_NOT_ENOUGH\"}"))
            .orElseThrow();
    assertThat(failed.state()).isEqualTo(ShareReturn.State.FAILED);
    assertThat(failed.remedy().orElseThrow()).contains("top up");
    assertThat(foundReturn(taken("X")).orElseThrow().isSettled()).isFalse();
  }

  @Test
  void aReturnWhoseNumberIsInUseIsSettledByAsking() {
    ScriptedGateway same =
        new ScriptedGateway(signed(400, refusal("INVALID_REQUEST")), signed(200, taken("SUCCESS")));
    ScriptedGateway other =
        new ScriptedGateway(
            signed(400, refusal("ALREADY_EXISTS")),
            signed(200, taken("SUCCESS").replace(":300,", ":500,")));

    Shop.accepted(same.client().profitSharing().takeBack(takeBack()));
    Shop.rejected(other.client().profitSharing().takeBack(takeBack()));

    assertThat(same.targets().get(1))
        .isEqualTo("GET /v3/profitsharing/return-orders/R20261121001?out_order_no=" + NUMBER);
  }

  @Test
  void whatIsLeftIsAskedForAndBoundToThePayment() {
    String answer = "{\"transaction_id\":\"" + TRANSACTION + "\",\"unsplit_amount\":700}";
    ScriptedGateway gateway = new ScriptedGateway(signed(200, answer));

    assertThat(gateway.client().profitSharing().unsplitAmount(TRANSACTION))
        .isEqualTo(Money.of("7.00", "CNY"));
    assertThat(gateway.targets())
        .containsExactly("GET /v3/profitsharing/transactions/" + TRANSACTION + "/amounts");
    mismatch(
        "transaction_id",
        () ->
            new ScriptedGateway(signed(200, answer.replace(TRANSACTION, "42")))
                .client()
                .profitSharing()
                .unsplitAmount(TRANSACTION));
  }

  @Test
  void anotherSubMerchantsRatioIsNotThisOnes() {
    ScriptedGateway gateway =
        new ScriptedGateway(signed(200, "{\"sub_mchid\":\"1900000201\",\"max_ratio\":3000}"));
    WeChatPayClient behalf = gateway.client().onBehalfOf(WeChatPaySubMerchant.of("1900000200"));

    mismatch("sub_mchid", () -> behalf.profitSharing().maxRatio());
  }

  @Test
  void anAnswerThatListsOnlyTheMerchantItselfIsUnknown() {
    Shop.unknown(sent(shared(NUMBER, "PROCESSING", "PENDING").replace(PARTNER, "1900000001")));
  }

  @Test
  void anUnsignedRefusalOfAShareProvesNothing() {
    ScriptedGateway gateway =
        new ScriptedGateway(
            ScriptedGateway.unsigned(400, refusal("INVALID_REQUEST")),
            signed(404, refusal("NOT_FOUND")));

    Shop.unknown(gateway.client().profitSharing().share(share().keepRestFrozen()));
  }

  @Test
  void aServiceProviderNamesItsSubMerchantEverywhere() {
    ScriptedGateway gateway =
        new ScriptedGateway(
            signed(200, shared(NUMBER, "PROCESSING", "PENDING")),
            signed(200, "{}"),
            signed(200, "{}"),
            signed(200, "{\"sub_mchid\":\"1900000200\",\"max_ratio\":3000}"),
            signed(404, refusal("NOT_FOUND")));
    WeChatPayProfitSharing sharing =
        gateway
            .client()
            .onBehalfOf(
                WeChatPaySubMerchant.of("1900000200")
                    .withAppId(WeChatPayAppKind.MINI_PROGRAM, "wxsub"))
            .profitSharing();

    sharing.share(
        share()
            .to(ShareAccount.person("wxsub", PersonalText.of("o2")), THREE, "x")
            .keepRestFrozen());
    sharing.unfreezeRest("U1", TRANSACTION, "完结");
    sharing.takeBack(takeBack());
    assertThat(sharing.maxRatio()).isEqualTo(3000);
    assertThat(sharing.find(NUMBER, TRANSACTION)).isEmpty();
    assertThat(sharing.findReturn("R1", NUMBER, THREE)).isEmpty();

    for (int i = 0; i < 3; i++) {
      assertThat(gateway.body(i)).startsWith("{\"sub_mchid\":\"1900000200\",");
    }
    assertThat(gateway.body(0))
        .contains("\"sub_appid\":\"wxsub\"", "\"type\":\"PERSONAL_SUB_OPENID\"");
    assertThat(gateway.targets().subList(3, 6))
        .containsExactly(
            "GET /v3/profitsharing/merchant-configs/1900000200",
            "GET /v3/profitsharing/orders/"
                + NUMBER
                + "?transaction_id="
                + TRANSACTION
                + "&sub_mchid=1900000200",
            "GET /v3/profitsharing/return-orders/R1?out_order_no="
                + NUMBER
                + "&sub_mchid=1900000200");
  }

  @Test
  void whatComesNextDependsOnWhatIsProven() {
    WeChatPayProfitSharing sharing =
        new ScriptedGateway(signed(200, "{}")).client().profitSharing();
    Optional<ProfitShare> done = found(shared(NUMBER, "FINISHED", "CLOSED"));
    Optional<ProfitShare> open = found(shared(NUMBER, "FINISHED", "PENDING"));

    assertThat(sharing.followUp(NOW, done, NOW)).isInstanceOf(FollowUp.Done.class);
    assertThat(sharing.followUp(NOW, open, NOW)).isInstanceOf(FollowUp.Ask.class);
    assertThat(sharing.followUp(NOW, Optional.empty(), NOW.plusSeconds(61)))
        .isInstanceOf(FollowUp.RepeatSame.class);
    assertThat(sharing.followUpReturn(NOW, foundReturn(taken("SUCCESS")), NOW))
        .isInstanceOf(FollowUp.Done.class);
    assertThat(sharing.followUpReturn(NOW, foundReturn(taken("PROCESSING")), NOW))
        .isInstanceOf(FollowUp.Ask.class);
  }

  @Test
  void nothingPersonalIsPrinted() {
    ProfitShare share = found(shared(NUMBER, "FINISHED", "SUCCESS")).orElseThrow();
    ShareRequest request = share().to(PERSON, THREE, "x", PersonalText.of("张三")).keepRestFrozen();

    for (Object printed : List.of(PERSON, receiver(), request, request.lines(), share.parts())) {
      assertThat(printed.toString()).doesNotContain("oUpF8", "张三", "某某有限公司");
    }
  }

  private static Outcome<ProfitShare> sent(String answer) {
    return new ScriptedGateway(signed(200, answer))
        .client()
        .profitSharing()
        .share(share().keepRestFrozen());
  }

  private static Outcome<ShareReturn> takenBack(String answer) {
    return new ScriptedGateway(signed(200, answer)).client().profitSharing().takeBack(takeBack());
  }

  private static Optional<ProfitShare> found(String answer) {
    return new ScriptedGateway(signed(200, answer))
        .client()
        .profitSharing()
        .find(NUMBER, TRANSACTION);
  }

  private static Optional<ShareReturn> foundReturn(String answer) {
    return new ScriptedGateway(signed(200, answer))
        .client()
        .profitSharing()
        .findReturn("R20261121001", NUMBER, THREE);
  }

  private static void mismatch(String field, ThrowingCallable call) {
    assertThatExceptionOfType(MismatchException.class)
        .isThrownBy(call)
        .satisfies(e -> assertThat(e.field()).isEqualTo(field));
  }

  private static void refused(String field, ThrowingCallable call) {
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(call)
        .withMessageContaining(field);
  }
}
