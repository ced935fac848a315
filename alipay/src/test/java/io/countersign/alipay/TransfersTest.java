// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import static io.countersign.alipay.ScriptedGateway.NOW;
import static io.countersign.alipay.ScriptedGateway.forged;
import static io.countersign.alipay.ScriptedGateway.lost;
import static io.countersign.alipay.ScriptedGateway.notSent;
import static io.countersign.alipay.ScriptedGateway.plain;
import static io.countersign.alipay.ScriptedGateway.refusal;
import static io.countersign.alipay.ScriptedGateway.signed;
import static io.countersign.alipay.ScriptedGateway.success;
import static io.countersign.alipay.ScriptedGateway.unsigned;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.countersign.FollowUp;
import io.countersign.InvalidRequestException;
import io.countersign.MismatchException;
import io.countersign.Money;
import io.countersign.Outcome;
import io.countersign.PersonalText;
import io.countersign.Rejection;
import io.countersign.UnavailableException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Payments to users: what is believed of the answers, and what may be done next. */
class TransfersTest {
  private static final String NUMBER = "T20260701001";
  private static final Money THREE = Money.of("3.00", "CNY");

  private static AlipayTransfers transfers(ScriptedGateway gateway) {
    return new AlipayTransfers(gateway.client().gateway());
  }

  private static Outcome<Transfer> sending(ScriptedGateway.Step... steps) {
    return transfers(new ScriptedGateway(steps)).send(TransferRequestTest.three().build());
  }

  private static Optional<Transfer> found(String answer) {
    return transfers(new ScriptedGateway(signed(answer))).find(NUMBER, TransferKind.ACCOUNT, THREE);
  }

  static String sent(String state) {
    return success(
        "\"out_biz_no\":\"T20260701001\",\"order_id\":\"20260701110070001506660000000001\","
            + "\"pay_fund_order_id\":\"20260701110070001501110000000001\",\"status\":\""
            + state
            + "\",\"trans_date\":\"2026-07-01 12:00:01\"");
  }

  static String report(String state) {
    return success(
        "\"out_biz_no\":\"T20260701001\",\"order_id\":\"20260701110070001506660000000001\","
            + "\"status\":\""
            + state
            + "\",\"trans_amount\":\"3.00\",\"receiver_user_id\":\"2088102534368455\","
            + "\"pay_date\":\"2026-07-01 12:00:01\"");
  }

  @Test
  void theRequestIsSentOnceAndItsStateTold() {
    for (String word : List.of("SUCCESS", "DEALING", "FAIL", "REFUND", "NEXT_YEARS_STATE")) {
      ScriptedGateway gateway = new ScriptedGateway(signed(sent(word)));

      Transfer transfer =
          Shop.accepted(transfers(gateway).send(TransferRequestTest.three().build())).value();

      assertThat(transfer.state()).isEqualTo(TransferState.of(word));
      assertThat(transfer.providerState()).isEqualTo(word);
      assertThat(transfer.amount()).isEqualTo(THREE);
      assertThat(transfer.paidAt()).contains(Instant.parse("2026-07-01T04:00:01Z"));
      assertThat(gateway.methods()).containsExactly("fund.trans.uni.transfer");
    }
  }

  @Test
  void onlyAProvenEndWithoutMoneyAllowsANewNumber() {
    Map<String, TransferState> words =
        Map.of(
            "SUCCESS", TransferState.SUCCEEDED,
            "DEALING", TransferState.PROCESSING,
            "WAIT_PAY", TransferState.AWAITING_PAYER,
            "FAIL", TransferState.FAILED,
            "REFUND", TransferState.RETURNED,
            "CLOSED", TransferState.CLOSED,
            "fail", TransferState.UNRECOGNIZED,
            "NEXT_YEARS_STATE", TransferState.UNRECOGNIZED);
    words.forEach(
        (word, state) -> {
          Transfer transfer = found(report(word)).orElseThrow();

          assertThat(transfer.state()).isEqualTo(state);
          assertThat(transfer.allowsNewNumber())
              .describedAs(word)
              .isEqualTo(List.of("FAIL", "REFUND", "CLOSED").contains(word));
          assertThat(transfer.state().isFinal())
              .describedAs(word)
              .isEqualTo(List.of("SUCCESS", "FAIL", "REFUND", "CLOSED").contains(word));
        });
  }

  @Test
  void aFailureKeepsItsReason() {
    Transfer failed =
        found(
                report("FAIL")
                    .replace(
                        "\"trans_amount\"",
                        "\"error_code\":\"PAYEE_ACCOUNT_STATUS_ERROR\","
                            + "\"fail_reason\":\"blocked\",\"trans_amount\""))
            .orElseThrow();

    assertThat(failed.failReason()).contains("PAYEE_ACCOUNT_STATUS_ERROR");
    assertThat(failed.failText()).contains("blocked");
  }

  @Test
  void whatIsNotProvenOrNotReadIsUnknownAndNotSentAgain() {
    for (ScriptedGateway.Step step :
        List.of(
            lost(),
            plain(502, "<html>"),
            plain(200, "<html>"),
            plain(200, ""),
            plain(200, "[]"),
            forged(sent("SUCCESS")),
            unsigned(sent("SUCCESS")),
            signed(success("")),
            signed(sent("SUCCESS").replace("\"status\"", "\"x\"")),
            signed(sent("SUCCESS").replace("\"out_biz_no\"", "\"x\"")),
            signed(sent("SUCCESS").replace("10000", "10003")),
            signed(
                "{\"code\":\"20000\",\"msg\":\"Service Currently Unavailable\","
                    + "\"sub_code\":\"isp.unknow-error\",\"sub_msg\":\"x\"}"),
            signed(refusal("SYSTEM_ERROR")),
            signed(refusal("A_CODE_OF_NEXT_YEAR")),
            unsigned(refusal("PAYEE_NOT_EXIST")))) {
      ScriptedGateway gateway = new ScriptedGateway(step);

      Outcome<Transfer> outcome = transfers(gateway).send(TransferRequestTest.three().build());

      assertThat(outcome).isInstanceOf(Outcome.Unknown.class);
      assertThat(((Outcome.Unknown<?>) outcome).followUp()).isInstanceOf(FollowUp.Ask.class);
      assertThat(gateway.calls).hasSize(1);
    }
  }

  @Test
  void whatProvablyDidNotGoOutIsUnavailableAndTriedAgain() {
    ScriptedGateway gateway = new ScriptedGateway(notSent(), signed(sent("SUCCESS")));

    Shop.accepted(transfers(gateway).send(TransferRequestTest.three().build()));

    assertThat(gateway.calls).hasSize(2);
    assertThatExceptionOfType(UnavailableException.class).isThrownBy(() -> sending(notSent()));
  }

  @Test
  void anAnswerLostOnItsWayIsAskedAboutAndPaysNobodyTwice() {
    ScriptedGateway gateway =
        new ScriptedGateway(lost(), signed(refusal("ORDER_NOT_EXIST")), signed(sent("SUCCESS")));
    AlipayTransfers transfers = transfers(gateway);
    TransferRequest request = TransferRequestTest.three().build();

    Outcome<Transfer> first = transfers.send(request);
    Optional<Transfer> asked = transfers.find(NUMBER, request.kind(), THREE);
    FollowUp soon = transfers.followUp(NOW, asked, NOW.plusSeconds(20));
    FollowUp later = transfers.followUp(NOW, asked, NOW.plusSeconds(90));
    Outcome<Transfer> again = transfers.send(TransferRequestTest.three().build());

    assertThat(first).isInstanceOf(Outcome.Unknown.class);
    assertThat(asked).isEmpty();
    assertThat(soon).isInstanceOf(FollowUp.Ask.class);
    assertThat(later).isInstanceOf(FollowUp.RepeatSame.class);
    Shop.accepted(again);
    assertThat(gateway.content(2)).isEqualTo(gateway.content(0));
    assertThat(gateway.content(1))
        .isEqualTo(
            "{\"out_biz_no\":\"T20260701001\",\"product_code\":\"TRANS_ACCOUNT_NO_PWD\","
                + "\"biz_scene\":\"DIRECT_TRANSFER\"}");
  }

  @Test
  void anAnswerToASendingThatNamesAnotherPaymentIsNotBelieved() {
    String right = sent("SUCCESS");

    Shop.accepted(sending(signed(with(right, "\"amount\":\"3.00\""))));
    Shop.accepted(sending(signed(with(right, "\"amount\":\"3.0\""))));
    mismatch("out_biz_no", signed(right.replace("T20260701001", "T20260701002")));
    mismatch("trans_amount", signed(with(right, "\"amount\":\"3.01\"")));
    mismatch("trans_amount", signed(with(right, "\"trans_amount\":\"30.00\"")));
    mismatch("trans_amount", signed(with(right, "\"amount\":\"3e0\"")));
  }

  @Test
  void aFoundPaymentMustHaveTheNumberAndAmountAskedFor() {
    String right = report("SUCCESS");

    assertThat(found(right.replace("\"3.00\"", "3")).orElseThrow().amount()).isEqualTo(THREE);
    assertThatExceptionOfType(MismatchException.class)
        .isThrownBy(() -> found(right.replace("3.00", "30.00")))
        .withMessageContaining("trans_amount");
    assertThatExceptionOfType(MismatchException.class)
        .isThrownBy(() -> found(right.replace("T20260701001", "T20260701002")))
        .withMessageContaining("out_biz_no");
    for (String field : List.of("status", "out_biz_no", "trans_amount")) {
      assertThatExceptionOfType(UnavailableException.class)
          .describedAs(field)
          .isThrownBy(() -> found(right.replace("\"" + field + "\"", "\"x\"")));
    }
    assertThatExceptionOfType(UnavailableException.class)
        .isThrownBy(() -> found(right.replace("3.00", "-3.00")));
  }

  @Test
  void aPaymentThatIsNotKnownNowIsEmptySignedOrNot() {
    for (ScriptedGateway.Step step :
        List.of(signed(refusal("ORDER_NOT_EXIST")), unsigned(refusal("ORDER_NOT_EXIST")))) {
      assertThat(transfers(new ScriptedGateway(step)).find(NUMBER, TransferKind.ACCOUNT, THREE))
          .isEmpty();
    }
    assertThatExceptionOfType(UnavailableException.class)
        .isThrownBy(
            () ->
                transfers(new ScriptedGateway(forged(refusal("ORDER_NOT_EXIST"))))
                    .find(NUMBER, TransferKind.ACCOUNT, THREE));
  }

  @Test
  void aPaymentIsFoundByAlipaysNumberToo() {
    ScriptedGateway gateway = new ScriptedGateway(signed(report("SUCCESS")));

    Transfer transfer =
        transfers(gateway).findOrder("20260701110070001506660000000001").orElseThrow();

    assertThat(transfer.number()).isEqualTo(NUMBER);
    assertThat(gateway.content(0)).isEqualTo("{\"order_id\":\"20260701110070001506660000000001\"}");
    assertThatExceptionOfType(UnavailableException.class)
        .isThrownBy(() -> transfers(gateway).findOrder("999"));
  }

  @Test
  void aNumberInUseByThisVeryPaymentIsAccepted() {
    for (String code : List.of("BIZ_UNIQUE_EXCEPTION", "PAYMENT_INFO_INCONSISTENCY")) {
      ScriptedGateway gateway =
          new ScriptedGateway(signed(refusal(code)), signed(report("SUCCESS")));

      Outcome<Transfer> outcome = transfers(gateway).send(TransferRequestTest.three().build());

      assertThat(Shop.accepted(outcome).value().state()).isEqualTo(TransferState.SUCCEEDED);
      assertThat(gateway.methods())
          .containsExactly("fund.trans.uni.transfer", "fund.trans.common.query");
    }
  }

  @Test
  void aNumberInUseByAnotherPaymentIsRejectedAndByOneOfAnUnnamedUserUnknown() {
    ScriptedGateway.Step taken = signed(refusal("PAYMENT_INFO_INCONSISTENCY"));
    for (String other :
        List.of(
            report("SUCCESS").replace("3.00", "4.00"),
            report("SUCCESS").replace("2088102534368455", "2088102534368456"))) {
      Outcome<Transfer> outcome = sending(taken, signed(other));

      Rejection rejection = ((Outcome.Rejected<Transfer>) outcome).rejection();
      assertThat(rejection.reason()).isEqualTo(Rejection.Reason.NUMBER_IN_USE);
      assertThat(rejection.toString()).contains("look it up").doesNotContain("2088102534368456");
    }
    for (ScriptedGateway.Step silence :
        List.of(
            signed(report("SUCCESS").replace("receiver_user_id", "x")),
            signed(refusal("ORDER_NOT_EXIST")),
            unsigned(refusal("ORDER_NOT_EXIST")),
            signed(report("SUCCESS").replace(NUMBER, "T20260701002")),
            lost(),
            plain(502, "<html>"))) {
      assertThat(sending(taken, silence)).isInstanceOf(Outcome.Unknown.class);
    }
  }

  @Test
  void tooLittleMoneyIsRejectedAndTheSameNumberStaysRight() {
    Outcome<Transfer> outcome = sending(signed(refusal("PAYER_BALANCE_NOT_ENOUGH")));

    Rejection rejection = ((Outcome.Rejected<Transfer>) outcome).rejection();
    assertThat(rejection.reason()).isEqualTo(Rejection.Reason.INSUFFICIENT_FUNDS);
    assertThat(rejection.verified()).isTrue();
  }

  @Test
  void theBalanceIsThatOfTheConfiguredAccount() {
    ScriptedGateway gateway =
        new ScriptedGateway(
            signed(success("\"available_amount\":\"26.45\",\"freeze_amount\":\"0\"")));

    AlipayBalance balance = transfers(gateway).balance();

    assertThat(balance.available()).isEqualTo(Money.of("26.45", "CNY"));
    assertThat(balance.frozen()).contains(Money.of("0.00", "CNY"));
    assertThat(gateway.content(0))
        .isEqualTo(
            "{\"alipay_user_id\":\"2088000000000001\",\"account_type\":\"ACCTRANS_ACCOUNT\"}");
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(
            () ->
                new AlipayTransfers(
                        AlipayClient.of(gateway.config().sellerId("2088000000000002").build())
                            .gateway())
                    .balance());
    assertThatExceptionOfType(UnavailableException.class)
        .isThrownBy(
            () ->
                transfers(new ScriptedGateway(signed(success("\"freeze_amount\":\"1.00\""))))
                    .balance());
  }

  @Test
  void whatComesNextDependsOnWhatIsProvenAndOnTime() {
    AlipayTransfers transfers = transfers(new ScriptedGateway(lost()));
    Optional<Transfer> waiting = found(report("DEALING"));
    Optional<Transfer> odd = found(report("NEXT_YEARS_STATE"));
    Instant tooLate = NOW.plus(Duration.ofDays(29));

    for (String end : List.of("SUCCESS", "FAIL", "REFUND", "CLOSED")) {
      assertThat(transfers.followUp(NOW, found(report(end)), tooLate))
          .isEqualTo(new FollowUp.Done());
    }
    assertThat(transfers.followUp(NOW, waiting, NOW.plusSeconds(20)))
        .isEqualTo(new FollowUp.Ask(NOW.plusSeconds(30)));
    assertThat(transfers.followUp(NOW, odd, NOW.plus(Duration.ofHours(3))))
        .isInstanceOf(FollowUp.Ask.class);
    assertThat(transfers.followUp(NOW, Optional.empty(), tooLate))
        .isEqualTo(new FollowUp.Reconcile());
    assertThat(transfers.followUp(NOW, waiting, tooLate)).isEqualTo(new FollowUp.Reconcile());
  }

  @Test
  void withoutCertificatesTransfersAreRefusedWhenTheyAreBegun() {
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> new ScriptedGateway(lost()).client().transfers())
        .withMessageContaining("certificate mode");
  }

  @Test
  void whoIsPaidIsInNoMessageAndNoText() {
    String person = "2088102534368456";
    Transfer transfer = found(report("SUCCESS").replace("2088102534368455", person)).orElseThrow();

    assertThat(transfer.payeeUserId()).contains(PersonalText.of(person));
    assertThat(transfer + " " + transfer.fields() + transfer.payeeUserId() + transfer.evidence())
        .doesNotContain(person);
  }

  private static void mismatch(String field, ScriptedGateway.Step step) {
    assertThatExceptionOfType(MismatchException.class)
        .isThrownBy(() -> sending(step))
        .withMessageContaining(field);
  }

  private static String with(String json, String field) {
    return json.substring(0, json.length() - 1) + "," + field + "}";
  }
}
