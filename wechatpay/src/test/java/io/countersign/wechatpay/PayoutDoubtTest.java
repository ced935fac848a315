// SPDX-License-Identifier: Apache-2.0
package io.countersign.wechatpay;

import static io.countersign.wechatpay.PayoutWrite.PARTNER;
import static io.countersign.wechatpay.PayoutWrite.THREE;
import static io.countersign.wechatpay.PayoutWrite.TRANSACTION;
import static io.countersign.wechatpay.PayoutWrite.sent;
import static io.countersign.wechatpay.PayoutWrite.shared;
import static io.countersign.wechatpay.PayoutWrite.takeBack;
import static io.countersign.wechatpay.PayoutWrite.taken;
import static io.countersign.wechatpay.PayoutWrite.transfer;
import static io.countersign.wechatpay.ScriptedGateway.lost;
import static io.countersign.wechatpay.ScriptedGateway.refusal;
import static io.countersign.wechatpay.ScriptedGateway.signed;
import static io.countersign.wechatpay.ScriptedGateway.unsigned;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.countersign.FollowUp;
import io.countersign.MismatchException;
import io.countersign.Outcome;
import io.countersign.Rejection;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What moves money away and is in doubt stays in doubt until something proves how it ended. */
class PayoutDoubtTest {
  private static final String NUMBER = "T20261121001";
  private static final String SHARE = "P20261121001";
  private static final String SUB = "1900000200";
  private static final ShareReturnRequest BY_ORDER =
      ShareReturnRequest.ofOrder(
          "3008450740201411110007820472", "R20261121001", PARTNER, THREE, "用户退款");

  @TestFactory
  Stream<DynamicTest> aConflictThatCannotBeAskedAboutIsNoRejection() {
    List<DynamicTest> tests = new ArrayList<>();
    for (PayoutWrite write : PayoutWrite.all()) {
      if (!write.movesMoney()) {
        continue;
      }
      for (ScriptedGateway.Step silence :
          List.of(lost(), unsigned(502, "<html>"), signed(403, refusal("NO_AUTH")))) {
        tests.add(
            dynamicTest(
                write.name(),
                () -> {
                  ScriptedGateway gateway =
                      new ScriptedGateway(signed(400, refusal("INVALID_REQUEST")), silence);

                  Outcome.Unknown<?> unknown = Shop.unknown(write.send().apply(gateway.client()));

                  assertThat(unknown.followUp()).isInstanceOf(FollowUp.Ask.class);
                }));
      }
    }
    return tests.stream();
  }

  @Test
  void aReturnOfWhichNobodyCanAskIsUnknownAfterAConflict() {
    for (String code : List.of("INVALID_REQUEST", "ALREADY_EXISTS")) {
      ScriptedGateway gateway = new ScriptedGateway(signed(400, refusal(code)));

      Shop.unknown(gateway.client().profitSharing().takeBack(BY_ORDER));

      assertThat(gateway.calls).hasSize(1);
    }
  }

  @Test
  void aReturnOfAShareNamedByTheGatewaysNumberIsBoundToIt() {
    String right = taken("SUCCESS");

    Shop.accepted(takenBackByOrder(right));
    Shop.unknown(takenBackByOrder(right.replace("3008", "3007")));
    Shop.unknown(takenBackByOrder(right.replace("order_id", "order")));
  }

  @Test
  void anotherPayoutUnderTheNumberIsSaidToBeSoWhateverTheCode() {
    for (String code : List.of("INVALID_REQUEST", "ALREADY_EXISTS")) {
      ScriptedGateway paid =
          new ScriptedGateway(
              signed(400, refusal(code)),
              signed(200, TransfersTest.report("SUCCESS").replace(":300,", ":400,")));
      ScriptedGateway sharedOut =
          new ScriptedGateway(
              signed(400, refusal(code)),
              signed(200, shared(SHARE, "FINISHED", "SUCCESS").replace(":300,", ":400,")));

      Rejection transfer =
          Shop.rejected(paid.client().transfers().send(transfer().build())).rejection();
      Rejection share =
          Shop.rejected(
                  sharedOut.client().profitSharing().share(PayoutWrite.share().keepRestFrozen()))
              .rejection();

      for (Rejection rejection : List.of(transfer, share)) {
        assertThat(rejection.reason()).isEqualTo(Rejection.Reason.NUMBER_IN_USE);
        assertThat(rejection.code()).isEqualTo(code);
        assertThat(rejection.verified()).isTrue();
        assertThat(rejection.requestId()).isPresent();
        assertThat(rejection.message()).isEqualTo("as planned");
        assertThat(rejection.remedy()).contains("look it up").doesNotContain("correct it");
      }
    }
  }

  @Test
  void anAnswerToASendingThatNamesAnotherPaymentIsNotBelieved() {
    String right = sent(NUMBER, "ACCEPTED");

    Shop.accepted(sending(with(right, "\"transfer_amount\":300")));
    Shop.accepted(sending(with(right, "\"mch_id\":\"" + ScriptedGateway.MCHID + "\"")));
    Shop.accepted(sending(with(right, "\"appid\":\"" + ScriptedGateway.MINI_PROGRAM + "\"")));
    mismatch("transfer_amount", () -> sending(with(right, "\"transfer_amount\":301")));
    mismatch("transfer_amount", () -> sending(with(right, "\"transfer_amount\":-300")));
    mismatch("mch_id", () -> sending(with(right, "\"mch_id\":\"1900000002\"")));
    mismatch("mchid", () -> sending(with(right, "\"mchid\":\"1900000002\"")));
    mismatch("sub_mchid", () -> sending(with(right, "\"sub_mchid\":\"1900000002\"")));
    mismatch(
        "appid", () -> sending(with(right, "\"appid\":\"" + ScriptedGateway.MOBILE_APP + "\"")));
  }

  @Test
  void aRemedyIsGivenOnlyForWhatHasEndedWithoutMoneyBecauseItMayBeANewNumber() {
    for (String open : List.of("ACCEPTED", "PROCESSING", "WAIT_USER_CONFIRM", "CANCELING", "X")) {
      Transfer transfer =
          new ScriptedGateway(
                  signed(
                      200, with(TransfersTest.report(open), "\"fail_reason\":\"OVERDUE_CLOSE\"")))
              .client()
              .transfers()
              .find(NUMBER, THREE)
              .orElseThrow();

      assertThat(transfer.failReason()).contains("OVERDUE_CLOSE");
      assertThat(transfer.remedy()).describedAs(open).isEmpty();
    }
    for (String open : List.of("PENDING", "SUCCESS", "X")) {
      String report = shared(SHARE, "PROCESSING", open);
      ProfitShare share =
          foundShare(
              report.replace("\"detail_id\"", "\"fail_reason\":\"NO_RELATION\",\"detail_id\""));

      assertThat(share.parts().get(0).failReason()).contains("NO_RELATION");
      assertThat(share.parts().get(0).remedy()).describedAs(open).isEmpty();
    }
    for (String open : List.of("PROCESSING", "SUCCESS", "X")) {
      ShareReturn back =
          new ScriptedGateway(signed(200, with(taken(open), "\"fail_reason\":\"TIME_OUT_CLOSED\"")))
              .client()
              .profitSharing()
              .findReturn("R20261121001", SHARE, THREE)
              .orElseThrow();

      assertThat(back.failReason()).contains("TIME_OUT_CLOSED");
      assertThat(back.remedy()).describedAs(open).isEmpty();
    }
  }

  @Test
  void aProcessedShareThatListsNobodyIsNotSettled() {
    ProfitShare nobody =
        foundShare(shared(SHARE, "FINISHED", "SUCCESS").replaceFirst("\\[.*\\]", "[]"));
    WeChatPayProfitSharing sharing = new ScriptedGateway().client().profitSharing();

    assertThat(nobody.isSettled()).isFalse();
    assertThat(
            sharing.followUp(
                ScriptedGateway.NOW, Optional.of(nobody), ScriptedGateway.NOW.plusSeconds(90)))
        .isInstanceOf(FollowUp.Ask.class);
  }

  @Test
  void aReleaseThatPaysAnybodyElseIsNotTheReleaseThatWasAskedFor() {
    String own = shared("U1", "PROCESSING", "PENDING").replace(PARTNER, ScriptedGateway.MCHID);

    Shop.accepted(releasing(own));
    Shop.unknown(releasing(own.replace(ScriptedGateway.MCHID, PARTNER)));
    Shop.unknown(releasing(own.replace("MERCHANT_ID", "PERSONAL_OPENID")));
  }

  @Test
  void oneReceiverListedTwiceDoesNotStandForTwo() {
    String account = "\"account\":\"" + PARTNER + "\"";
    String part =
        "{\"type\":\"MERCHANT_ID\"," + account + ",\"amount\":300,\"result\":\"PENDING\"}";
    String head = shared(SHARE, "PROCESSING", "PENDING").replaceFirst("\\[.*", "[");
    String other = part.replace(PARTNER, "1900000110");

    Shop.accepted(sharedWithTwo(head + part + "," + other + "]}"));
    Shop.accepted(sharedWithTwo(head + other + "," + part + "]}"));
    Shop.unknown(sharedWithTwo(head + part + "," + part + "]}"));
    Shop.unknown(sharedWithTwo(head + part + "," + other + "," + other + "]}"));
    Shop.unknown(sharedWithTwo(head + part + "]}"));
  }

  @Test
  void anAnswerAboutAnotherMerchantsShareIsNotBelieved() {
    String share = shared(SHARE, "FINISHED", "SUCCESS");
    WeChatPaySubMerchant sub = WeChatPaySubMerchant.of(SUB);
    String ours = with(share, "\"sub_mchid\":\"" + SUB + "\"");
    String echo = "{\"type\":\"MERCHANT_ID\",\"account\":\"1900000109\",\"sub_mchid\":\"1\"}";

    assertThat(client(ours).onBehalfOf(sub).profitSharing().find(SHARE, TRANSACTION)).isPresent();
    mismatch(
        "sub_mchid",
        () ->
            client(ours.replace(SUB, "1900000201"))
                .onBehalfOf(sub)
                .profitSharing()
                .find(SHARE, TRANSACTION));
    mismatch("sub_mchid", () -> client(ours).profitSharing().find(SHARE, TRANSACTION));
    mismatch(
        "mchid",
        () ->
            client(with(share, "\"mchid\":\"1900000002\""))
                .profitSharing()
                .find(SHARE, TRANSACTION));
    mismatch(
        "sub_mchid",
        () ->
            client(with(taken("SUCCESS"), "\"sub_mchid\":\"1900000201\""))
                .onBehalfOf(sub)
                .profitSharing()
                .takeBack(takeBack()));
    mismatch(
        "sub_mchid",
        () -> client(echo).onBehalfOf(sub).profitSharing().addReceiver(PayoutWrite.receiver()));
  }

  @Test
  void aCancellationThatIsRefusedNeverSpeaksOfANewNumber() {
    Rejection rejection =
        Shop.rejected(
                new ScriptedGateway(signed(400, refusal("INVALID_REQUEST")))
                    .client()
                    .transfers()
                    .cancel(NUMBER))
            .rejection();

    assertThat(rejection.remedy()).contains("find it").doesNotContain("new number");
  }

  private static Outcome<ShareReturn> takenBackByOrder(String answer) {
    return client(answer).profitSharing().takeBack(BY_ORDER);
  }

  private static Outcome<Transfer> sending(String answer) {
    return client(answer).transfers().send(transfer().build());
  }

  private static Outcome<ProfitShare> sharedWithTwo(String answer) {
    return client(answer)
        .profitSharing()
        .share(
            PayoutWrite.share()
                .to(ShareAccount.merchant("1900000110"), THREE, "分给商户")
                .keepRestFrozen());
  }

  private static Outcome<ProfitShare> releasing(String answer) {
    return client(answer).profitSharing().unfreezeRest("U1", TRANSACTION, "完结");
  }

  private static ProfitShare foundShare(String answer) {
    return client(answer).profitSharing().find(SHARE, TRANSACTION).orElseThrow();
  }

  private static WeChatPayClient client(String answer) {
    return new ScriptedGateway(signed(200, answer)).client();
  }

  /** An object with one more field. */
  private static String with(String object, String field) {
    return object.substring(0, object.length() - 1) + "," + field + "}";
  }

  private static void mismatch(String field, ThrowingCallable call) {
    assertThatExceptionOfType(MismatchException.class)
        .isThrownBy(call)
        .satisfies(e -> assertThat(e.field()).isEqualTo(field));
  }
}
