// SPDX-License-Identifier: Apache-2.0
package io.countersign.wechatpay;

import static io.countersign.wechatpay.PayoutWrite.BILL;
import static io.countersign.wechatpay.PayoutWrite.THREE;
import static io.countersign.wechatpay.PayoutWrite.sent;
import static io.countersign.wechatpay.PayoutWrite.transfer;
import static io.countersign.wechatpay.ScriptedGateway.MINI_PROGRAM;
import static io.countersign.wechatpay.ScriptedGateway.NOW;
import static io.countersign.wechatpay.ScriptedGateway.refusal;
import static io.countersign.wechatpay.ScriptedGateway.signed;
import static io.countersign.wechatpay.ScriptedGateway.unsigned;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.countersign.FollowUp;
import io.countersign.MismatchException;
import io.countersign.Money;
import io.countersign.Outcome;
import io.countersign.PersonalText;
import io.countersign.ProviderFields;
import io.countersign.Rejection;
import io.countersign.UnavailableException;
import io.countersign.spi.JsonFormatException;
import io.countersign.spi.JsonText;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Payments to users: what is sent, what is believed of the answers, and what may be done next. */
class TransfersTest {
  private static final String NUMBER = "T20261121001";

  @Test
  void everyFieldReachesTheGatewayAndTheNameOnlyEncrypted() throws JsonFormatException {
    ScriptedGateway gateway = new ScriptedGateway(signed(200, sent(NUMBER, "ACCEPTED")));

    gateway
        .client()
        .transfers()
        .send(
            transfer()
                .payeeName(PersonalText.of("张三"))
                .notifyUrl(URI.create("https://shop.example.com/transfers"))
                .perception("现金奖励")
                .style(TransferRequest.Style.RED_PACKET)
                .build());

    ProviderFields body = sentFields(gateway);
    assertThat(ScriptedGateway.PLATFORM.decrypt(body.text("user_name").orElseThrow()))
        .isEqualTo("张三");
    assertThat(gateway.body(0).replaceAll(",\"user_name\":\"[^\"]+\"", ""))
        .isEqualTo(
            "{\"appid\":\""
                + MINI_PROGRAM
                + "\",\"out_bill_no\":\"T20261121001\",\"transfer_scene_id\":\"1000\","
                + "\"openid\":\"oUpF8uMuAJO_M2pxb1Q9\",\"transfer_amount\":300,"
                + "\"transfer_remark\":\"谢谢\","
                + "\"notify_url\":\"https://shop.example.com/transfers\","
                + "\"user_recv_perception\":\"现金奖励\",\"transfer_scene_report_infos\":["
                + "{\"info_type\":\"活动名称\",\"info_content\":\"春日有礼\"},"
                + "{\"info_type\":\"奖励说明\",\"info_content\":\"写评价\"}],"
                + "\"user_recv_style\":{\"type\":\"RED_PACKET\"}}");
    assertThat(gateway.calls.get(0).headers().single(Proof.SERIAL))
        .contains(ScriptedGateway.PLATFORM.keyId);
  }

  @Test
  void whatIsNotGivenIsNotSentExceptTheConfiguredAddress() throws JsonFormatException {
    ScriptedGateway gateway = new ScriptedGateway(signed(200, sent(NUMBER, "ACCEPTED")));

    gateway.client().transfers().send(transfer().build());

    assertThat(sentFields(gateway).names())
        .containsExactly(
            "appid",
            "out_bill_no",
            "transfer_scene_id",
            "openid",
            "transfer_amount",
            "transfer_remark",
            "notify_url",
            "transfer_scene_report_infos");
    assertThat(sentFields(gateway).text("notify_url"))
        .contains(ScriptedGateway.NOTIFY_URL.toString());
  }

  @Test
  void moreFenThanAnIntHoldsAreSentExactly() throws JsonFormatException {
    ScriptedGateway gateway = new ScriptedGateway(signed(200, sent(NUMBER, "ACCEPTED")));

    gateway
        .client()
        .transfers()
        .send(
            transfer()
                .amount(Money.of("21474836.48", "CNY"))
                .payeeName(PersonalText.of("张三"))
                .build());

    assertThat(sentFields(gateway).number("transfer_amount")).hasValue(2_147_483_648L);
  }

  @Test
  void aPaymentThatAwaitsItsUserSaysWhatTheUsersClientNeeds() throws JsonFormatException {
    ScriptedGateway gateway = new ScriptedGateway(signed(200, sent(NUMBER, "WAIT_USER_CONFIRM")));

    Transfer transfer =
        Shop.accepted(gateway.client().transfers().send(transfer().build())).value();

    assertThat(transfer.state()).isEqualTo(TransferState.AWAITING_USER);
    TransferConfirmation confirmation = transfer.confirmation().orElseThrow();
    Map<String, String> expected =
        Map.of(
            "mchId",
            ScriptedGateway.MCHID,
            "appId",
            MINI_PROGRAM,
            "package",
            "affffddafdfafddffda==");
    assertThat(confirmation.miniProgram().parameters()).isEqualTo(expected);
    assertThat(confirmation.webPage().parameters()).isEqualTo(expected);
    assertThat(
            JsonText.fields(confirmation.miniProgram().content().getBytes(StandardCharsets.UTF_8))
                .text("package"))
        .contains("affffddafdfafddffda==");
    assertThat(confirmation.mobileAppQuery())
        .isEqualTo("mchId=1900000001&appId=" + MINI_PROGRAM + "&package=affffddafdfafddffda%3D%3D");
    assertThat(confirmation.toString()).doesNotContain("affff");
  }

  @Test
  void noOtherStateAsksTheUserForAConfirmation() {
    for (String word :
        List.of(
            "ACCEPTED",
            "PROCESSING",
            "TRANSFERING",
            "SUCCESS",
            "FAIL",
            "CANCELING",
            "CANCELLED",
            "wait_user_confirm",
            "NEXT_YEARS_STATE")) {
      ScriptedGateway gateway = new ScriptedGateway(signed(200, sent(NUMBER, word)));

      Transfer transfer =
          Shop.accepted(gateway.client().transfers().send(transfer().build())).value();

      assertThat(transfer.confirmation()).describedAs(word).isEmpty();
      assertThat(transfer.providerState()).isEqualTo(word);
    }
  }

  @Test
  void onlyAProvenEndWithoutMoneyAllowsANewNumber() {
    Map<String, TransferState> words =
        Map.of(
            "ACCEPTED", TransferState.ACCEPTED,
            "PROCESSING", TransferState.PROCESSING,
            "WAIT_USER_CONFIRM", TransferState.AWAITING_USER,
            "TRANSFERING", TransferState.TRANSFERRING,
            "SUCCESS", TransferState.SUCCEEDED,
            "FAIL", TransferState.FAILED,
            "CANCELING", TransferState.CANCELLING,
            "CANCELLED", TransferState.CANCELLED,
            "success", TransferState.UNRECOGNIZED,
            "CLOSED", TransferState.UNRECOGNIZED);

    words.forEach(
        (word, state) -> {
          Transfer transfer = found(report(word)).orElseThrow();

          assertThat(transfer.state()).isEqualTo(state);
          assertThat(transfer.allowsNewNumber())
              .describedAs(word)
              .isEqualTo(word.equals("FAIL") || word.equals("CANCELLED"));
          assertThat(transfer.state().isFinal())
              .describedAs(word)
              .isEqualTo(List.of("SUCCESS", "FAIL", "CANCELLED").contains(word));
        });
  }

  @Test
  void aFailureKeepsItsReasonAndSaysWhatToDoIfThatIsKnown() {
    Transfer known =
        found(report("FAIL").replace("}", ",\"fail_reason\":\"NAME_NOT_CORRECT\"}")).orElseThrow();
    Transfer unknown =
        found(report("FAIL").replace("}", ",\"fail_reason\":\"BANK_CARD_ODD\"}")).orElseThrow();

    assertThat(known.failReason()).contains("NAME_NOT_CORRECT");
    assertThat(known.remedy().orElseThrow()).contains("name");
    assertThat(unknown.failReason()).contains("BANK_CARD_ODD");
    assertThat(unknown.remedy()).isEmpty();
    assertThat(found(report("SUCCESS")).orElseThrow().failReason()).isEmpty();
  }

  @Test
  void aFoundPaymentMustHaveTheNumberAmountMerchantAndAppAskedFor() {
    String right = report("SUCCESS");

    assertThat(found(right).orElseThrow().createdAt())
        .contains(Instant.parse("2026-11-21T05:00:00Z"));
    mismatch("transfer_amount", right.replace(":300,", ":301,"));
    mismatch("transfer_amount", right.replace(":300,", ":30,"));
    mismatch("out_bill_no", right.replace(NUMBER, "T20261121002"));
    mismatch("appid", right.replace(MINI_PROGRAM, "wx9999999999999999"));
    mismatch("appid", right.replace("\"appid\"", "\"app\""));
    mismatch("mch_id", right.replace(ScriptedGateway.MCHID, "1900000002"));
    mismatch("mch_id", right.replace("\"mch_id\"", "\"mch\""));
    mismatch("mchid", right.replace("}", ",\"mchid\":\"1900000002\"}"));
    assertThat(found(right.replace("\"mch_id\"", "\"mchid\""))).isPresent();
  }

  @Test
  void aReportWithoutStateNumberOrAmountIsNoReport() {
    for (String field : List.of("state", "out_bill_no", "transfer_bill_no", "transfer_amount")) {
      assertThatExceptionOfType(UnavailableException.class)
          .describedAs(field)
          .isThrownBy(() -> found(report("SUCCESS").replace("\"" + field + "\"", "\"x\"")));
    }
    assertThatExceptionOfType(UnavailableException.class)
        .isThrownBy(() -> found(report("SUCCESS").replace(":300,", ":-300,")));
  }

  @Test
  void aPaymentIsFoundByWeChatPaysNumberToo() {
    ScriptedGateway gateway = new ScriptedGateway(signed(200, report("SUCCESS")));
    WeChatPayTransfers transfers = gateway.client().transfers();
    String billNo = transfers.find(NUMBER, THREE).orElseThrow().transferBillNo();

    Transfer transfer = transfers.findBill(billNo).orElseThrow();

    assertThat(transfer.amount()).isEqualTo(THREE);
    assertThat(gateway.targets())
        .containsExactly(
            "GET " + BILL + "/out-bill-no/" + NUMBER,
            "GET " + BILL + "/transfer-bill-no/" + billNo);
    assertThatExceptionOfType(UnavailableException.class)
        .isThrownBy(() -> transfers.findBill("999"));
  }

  @Test
  void aPaymentThatIsNotKnownNowIsEmptySignedOrNot() {
    assertThat(
            new ScriptedGateway(signed(404, refusal("NOT_FOUND")))
                .client()
                .transfers()
                .find(NUMBER, THREE))
        .isEmpty();
    assertThat(
            new ScriptedGateway(unsigned(404, refusal("NOT_FOUND")))
                .client()
                .transfers()
                .find(NUMBER, THREE))
        .isEmpty();
  }

  @Test
  void anAnswerLostOnItsWayIsAskedAboutAndPaysNobodyTwice() {
    ScriptedGateway gateway =
        new ScriptedGateway(
            ScriptedGateway.lost(),
            signed(404, refusal("NOT_FOUND")),
            signed(200, sent(NUMBER, "WAIT_USER_CONFIRM")));
    WeChatPayTransfers transfers = gateway.client().transfers();

    FollowUp first = Shop.unknown(transfers.send(transfer().build())).followUp();
    Optional<Transfer> asked = transfers.find(NUMBER, THREE);
    FollowUp next = transfers.followUp(NOW, asked, NOW.plusSeconds(90));
    Outcome<Transfer> again = transfers.send(transfer().build());

    assertThat(first).isInstanceOf(FollowUp.Ask.class);
    assertThat(next).isInstanceOf(FollowUp.RepeatSame.class);
    assertThat(Shop.accepted(again).value().confirmation()).isPresent();
    assertThat(gateway.body(2)).isEqualTo(gateway.body(0));
  }

  @Test
  void aNumberInUseByThisVeryPaymentIsAccepted() {
    for (String code : List.of("ALREADY_EXISTS", "INVALID_REQUEST")) {
      ScriptedGateway gateway =
          new ScriptedGateway(signed(400, refusal(code)), signed(200, report("SUCCESS")));

      Outcome<Transfer> outcome = gateway.client().transfers().send(transfer().build());

      assertThat(Shop.accepted(outcome).value().state()).isEqualTo(TransferState.SUCCEEDED);
      assertThat(gateway.targets())
          .containsExactly("POST " + BILL, "GET " + BILL + "/out-bill-no/" + NUMBER);
    }
  }

  @Test
  void aNumberInUseByAnotherPaymentIsRejectedAndByOneOfAnUnnamedUserUnknown() {
    for (String other :
        List.of(
            report("SUCCESS").replace(":300,", ":400,"),
            report("SUCCESS").replace("oUpF8uMuAJO_M2pxb1Q9", "oSomebodyElse"),
            report("SUCCESS").replace(MINI_PROGRAM, ScriptedGateway.MOBILE_APP))) {
      ScriptedGateway gateway =
          new ScriptedGateway(signed(400, refusal("ALREADY_EXISTS")), signed(200, other));

      Rejection rejection =
          Shop.rejected(gateway.client().transfers().send(transfer().build())).rejection();

      assertThat(rejection.reason()).isEqualTo(Rejection.Reason.NUMBER_IN_USE);
      assertThat(rejection.toString()).doesNotContain("oSomebodyElse");
    }
    ScriptedGateway gateway =
        new ScriptedGateway(
            signed(400, refusal("ALREADY_EXISTS")),
            signed(200, report("SUCCESS").replace("\"openid\"", "\"x\"")));
    Shop.unknown(gateway.client().transfers().send(transfer().build()));
  }

  @Test
  void aRequestThatBreaksARuleIsRejectedOnlyIfSignedAndNothingIsUnderItsNumber() {
    ScriptedGateway.Step absent = signed(404, refusal("NOT_FOUND"));
    ScriptedGateway proven = new ScriptedGateway(signed(400, refusal("INVALID_REQUEST")), absent);
    ScriptedGateway unproven =
        new ScriptedGateway(unsigned(400, refusal("INVALID_REQUEST")), absent);

    Rejection rejection =
        Shop.rejected(proven.client().transfers().send(transfer().build())).rejection();

    assertThat(rejection.remedy()).contains("same number");
    Shop.unknown(unproven.client().transfers().send(transfer().build()));
  }

  @Test
  void cancellingIsAcceptedOnlyWhenTheAnswerSaysSo() {
    assertThat(Shop.accepted(cancelled("CANCELING")).value()).isEqualTo(TransferState.CANCELLING);
    assertThat(Shop.accepted(cancelled("CANCELLED")).value()).isEqualTo(TransferState.CANCELLED);
    for (String other : List.of("SUCCESS", "TRANSFERING", "WAIT_USER_CONFIRM", "FAIL", "X")) {
      Shop.unknown(cancelled(other));
    }
    assertThat(TransferState.CANCELLING.isFinal()).isFalse();
  }

  @Test
  void aCancellationInDoubtIsWhatAskingShows() {
    ScriptedGateway done =
        new ScriptedGateway(
            signed(400, refusal("ALREADY_EXISTS")), signed(200, report("CANCELLED")));
    ScriptedGateway paid =
        new ScriptedGateway(signed(400, refusal("ALREADY_EXISTS")), signed(200, report("SUCCESS")));

    assertThat(Shop.accepted(done.client().transfers().cancel(NUMBER)).value())
        .isEqualTo(TransferState.CANCELLED);
    Shop.unknown(paid.client().transfers().cancel(NUMBER));
  }

  @Test
  void whatComesNextDependsOnWhatIsProvenAndOnTime() {
    WeChatPayTransfers transfers = new ScriptedGateway(signed(200, "{}")).client().transfers();
    Optional<Transfer> waiting = found(report("WAIT_USER_CONFIRM"));
    Optional<Transfer> odd = found(report("NEXT_YEARS_STATE"));
    Instant soon = NOW.plusSeconds(20);
    Instant later = NOW.plus(Duration.ofHours(3));
    Instant tooLate = NOW.plus(Duration.ofDays(29));

    for (String end : List.of("SUCCESS", "FAIL", "CANCELLED")) {
      assertThat(transfers.followUp(NOW, found(report(end)), tooLate))
          .isInstanceOf(FollowUp.Done.class);
    }
    assertThat(transfers.followUp(NOW, waiting, later))
        .isEqualTo(new FollowUp.Ask(later.plus(Duration.ofHours(1))));
    assertThat(transfers.followUp(NOW, odd, later)).isInstanceOf(FollowUp.Ask.class);
    assertThat(transfers.followUp(NOW, Optional.empty(), soon))
        .describedAs("the first request may still be on its way")
        .isEqualTo(new FollowUp.Ask(NOW.plusSeconds(30)));
    assertThat(transfers.followUp(NOW, Optional.empty(), later))
        .isInstanceOf(FollowUp.RepeatSame.class);
    assertThat(transfers.followUp(NOW, Optional.empty(), tooLate))
        .describedAs("WeChat Pay forgets, so an empty answer proves nothing any more")
        .isInstanceOf(FollowUp.Reconcile.class);
    assertThat(transfers.followUp(NOW, waiting, tooLate)).isInstanceOf(FollowUp.Reconcile.class);
  }

  @Test
  void nothingPersonalIsPrinted() {
    TransferRequest request = transfer().payeeName(PersonalText.of("张三")).build();
    Transfer transfer = found(report("SUCCESS")).orElseThrow();

    for (Object printed :
        List.of(request, transfer, request.scene(), transfer.payee(), transfer.fields())) {
      assertThat(printed.toString()).doesNotContain("oUpF8", "张三", "写评价");
    }
    assertThat(request.toString()).contains(NUMBER, "3.00 CNY");
    assertThat(transfer.payee()).contains(PersonalText.of("oUpF8uMuAJO_M2pxb1Q9"));
  }

  /** A question's answer about the payment of {@link PayoutWrite#transfer()}. */
  static String report(String state) {
    return "{\"mch_id\":\""
        + ScriptedGateway.MCHID
        + "\",\"out_bill_no\":\""
        + NUMBER
        + "\",\"transfer_bill_no\":\"1330000071100999991182020050700019480001\",\"appid\":\""
        + MINI_PROGRAM
        + "\",\"state\":\""
        + state
        + "\",\"transfer_amount\":300,\"transfer_remark\":\"谢谢\",\"openid\":"
        + "\"oUpF8uMuAJO_M2pxb1Q9\",\"create_time\":\"2026-11-21T13:00:00+08:00\","
        + "\"update_time\":\"2026-11-21T13:00:05+08:00\"}";
  }

  private static Optional<Transfer> found(String report) {
    return new ScriptedGateway(signed(200, report)).client().transfers().find(NUMBER, THREE);
  }

  private static Outcome<TransferState> cancelled(String state) {
    return new ScriptedGateway(signed(200, sent(NUMBER, state)))
        .client()
        .transfers()
        .cancel(NUMBER);
  }

  private static void mismatch(String field, String report) {
    assertThatExceptionOfType(MismatchException.class)
        .isThrownBy(() -> found(report))
        .satisfies(e -> assertThat(e.field()).isEqualTo(field));
  }

  private static ProviderFields sentFields(ScriptedGateway gateway) throws JsonFormatException {
    return JsonText.fields(gateway.body(0).getBytes(StandardCharsets.UTF_8));
  }
}
