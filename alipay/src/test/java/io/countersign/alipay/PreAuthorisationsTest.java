// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import static io.countersign.alipay.ScriptedGateway.NOW;
import static io.countersign.alipay.ScriptedGateway.forged;
import static io.countersign.alipay.ScriptedGateway.lost;
import static io.countersign.alipay.ScriptedGateway.plain;
import static io.countersign.alipay.ScriptedGateway.refusal;
import static io.countersign.alipay.ScriptedGateway.signed;
import static io.countersign.alipay.ScriptedGateway.success;
import static io.countersign.alipay.ScriptedGateway.unsigned;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.countersign.Answer;
import io.countersign.Evidence;
import io.countersign.FollowUp;
import io.countersign.InvalidRequestException;
import io.countersign.MismatchException;
import io.countersign.Money;
import io.countersign.Outcome;
import io.countersign.PersonalText;
import io.countersign.ProviderFields;
import io.countersign.Rejection;
import io.countersign.ShowQrCode;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Frozen money: what is sent, what is believed of the answers, and what may be done next. */
class PreAuthorisationsTest {
  private static final PersonalText CODE = PersonalText.of("280012345678901234");
  private static final Money FIVE_HUNDRED = Money.of("500.00", "CNY");
  private static final Duration VALIDITY = Duration.ofMinutes(15);

  private static FreezeRequest.Builder request() {
    return FreezeRequest.of("F1", "F1-1").amount(FIVE_HUNDRED).title("押金");
  }

  private static UnfreezeRequest letGo() {
    return UnfreezeRequest.of(
        "F1", "2026070110002000000000000001", "F1-2", Money.of("200.00", "CNY"), "还了");
  }

  private static Outcome<FreezeOperation> freezing(ScriptedGateway.Step... steps) {
    return new ScriptedGateway(steps).client().preAuthorisations().freeze(request().build(), CODE);
  }

  private static Outcome<FreezeOperation> unfreezing(ScriptedGateway.Step... steps) {
    return new ScriptedGateway(steps).client().preAuthorisations().unfreeze(letGo());
  }

  static String report(String number, String amount, String state) {
    return success(
        "\"auth_no\":\"2026070110002000000000000001\",\"out_order_no\":\"F1\","
            + "\"operation_id\":\"2026070100000000\",\"out_request_no\":\""
            + number
            + "\",\"amount\":\""
            + amount
            + "\",\"status\":\""
            + state
            + "\",\"payer_user_id\":\"2088102534368455\",\"gmt_trans\":\"2026-07-01 12:00:01\"");
  }

  private static String asked(String number, String kind, String amount, String state) {
    return with(
        report(number, amount, state),
        "\"operation_type\":\""
            + kind
            + "\",\"order_status\":\"AUTHORIZED\",\"rest_amount\":\"300.00\","
            + "\"total_freeze_amount\":\"500.00\",\"total_pay_amount\":\"0.00\"");
  }

  @Test
  void everyFieldReachesTheWireUnderAlipaysName() {
    ScriptedGateway gateway = new ScriptedGateway(signed(report("F1-1", "500.00", "SUCCESS")));

    gateway
        .client()
        .preAuthorisations()
        .freeze(
            request()
                .payeeUserId("2088000000000001")
                .payeeLogonId(PersonalText.of("shop@example.com"))
                .validity(Duration.ofDays(15))
                .credit("RENT_PHONE", "2019031400000000000001")
                .onlyBy("PCREDIT_PAY", "MONEY_FUND")
                .notBy("OPTIMIZED_MOTO")
                .onlyPayer(PersonalText.of("2088102534368455"))
                .onlyIdentity("acc2b92ffc5ed9b472faa19748f10045c30434132784f774b00216a56b8841c6")
                .depositMode("POSTPAY")
                .scene("HOTEL")
                .notifyUrl(URI.create("https://shop.example.com/freezes"))
                .field("post_payments", "[{\"name\":\"租金\",\"amount\":\"1.00\"}]")
                .build(),
            CODE);

    assertThat(gateway.parameters(0))
        .containsEntry("notify_url", "https://shop.example.com/freezes");
    assertThat(gateway.content(0))
        .isEqualTo(
            "{\"out_order_no\":\"F1\",\"out_request_no\":\"F1-1\",\"order_title\":\"押金\","
                + "\"amount\":\"500.00\",\"payee_user_id\":\"2088000000000001\","
                + "\"payee_logon_id\":\"shop@example.com\",\"pay_timeout\":\"360h\","
                + "\"enable_pay_channels\":\"[{\\\"payChannelType\\\":\\\"PCREDIT_PAY\\\"},"
                + "{\\\"payChannelType\\\":\\\"MONEY_FUND\\\"}]\","
                + "\"disable_pay_channels\":\"[{\\\"payChannelType\\\":\\\"OPTIMIZED_MOTO\\\"}]\","
                + "\"deposit_product_mode\":\"POSTPAY\",\"scene_code\":\"HOTEL\","
                + "\"extra_param\":\"{\\\"category\\\":\\\"RENT_PHONE\\\","
                + "\\\"serviceId\\\":\\\"2019031400000000000001\\\"}\","
                + "\"identity_params\":\"{\\\"alipay_user_id\\\":\\\"2088102534368455\\\","
                + "\\\"identity_hash\\\":"
                + "\\\"acc2b92ffc5ed9b472faa19748f10045c30434132784f774b00216a56b8841c6\\\"}\","
                + "\"post_payments\":[{\"name\":\"租金\",\"amount\":\"1.00\"}],"
                + "\"product_code\":\"PRE_AUTH\",\"auth_code\":\"280012345678901234\","
                + "\"auth_code_type\":\"bar_code\"}");
  }

  @Test
  void theUnfreezesFieldsReachTheWireToo() {
    ScriptedGateway gateway = new ScriptedGateway(signed(report("F1-2", "200.00", "SUCCESS")));

    FreezeOperation done =
        Shop.accepted(
                gateway
                    .client()
                    .preAuthorisations()
                    .unfreeze(
                        letGo()
                            .completing()
                            .withNotifyUrl(URI.create("https://shop.example.com/freezes"))))
            .value();

    assertThat(done.kind()).isEqualTo(FreezeOperation.Kind.UNFREEZE);
    assertThat(done.state()).isEqualTo(FreezeOperation.State.SUCCEEDED);
    assertThat(gateway.parameters(0))
        .containsEntry("notify_url", "https://shop.example.com/freezes");
    assertThat(gateway.content(0))
        .isEqualTo(
            "{\"auth_no\":\"2026070110002000000000000001\",\"out_request_no\":\"F1-2\","
                + "\"amount\":\"200.00\",\"remark\":\"还了\",\"extra_param\":"
                + "\"{\\\"unfreezeBizInfo\\\":\\\"{\\\\\\\"bizComplete\\\\\\\":"
                + "\\\\\\\"true\\\\\\\"}\\\"}\"}");
  }

  @Test
  void whatThePayerHasToConfirmIsProcessing() {
    FreezeOperation init = Shop.accepted(freezing(signed(report("F1-1", "500", "INIT")))).value();
    FreezeOperation waiting =
        Shop.accepted(
                freezing(signed("{\"code\":\"10003\",\"msg\":\"order success pay inprocess\"}")))
            .value();
    FreezeOperation odd =
        Shop.accepted(freezing(signed(report("F1-1", "500.00", "NEXT_YEARS_STATE")))).value();

    assertThat(init.state()).isEqualTo(FreezeOperation.State.PROCESSING);
    assertThat(waiting.state()).isEqualTo(FreezeOperation.State.PROCESSING);
    assertThat(waiting.authNo()).isEmpty();
    assertThat(odd.state()).isEqualTo(FreezeOperation.State.UNRECOGNIZED);
    assertThat(odd.state().isFinal()).isFalse();
    assertThat(unfreezing(signed(report("F1-2", "200.00", "SUCCESS").replace("10000", "10003"))))
        .isInstanceOf(Outcome.Unknown.class);
  }

  @Test
  void ofOpenApiV3TheStatusSaysThatThePayerHasToConfirm() {
    Evidence proven = Evidence.of(Evidence.Kind.SIGNED_ANSWER, NOW);

    assertThat(answered(202, proven).isInProgress()).isTrue();
    assertThat(answered(200, proven).isInProgress()).isFalse();
  }

  private static FreezeReport answered(int status, Evidence proven) {
    return FreezeReport.of(new Answer(status, ProviderFields.none(), Optional.empty(), proven));
  }

  @Test
  void aReportTellsTheOperationAndThePreAuthorisation() {
    FreezeOperation found =
        new ScriptedGateway(signed(asked("F1-2", "UNFREEZE", "200.00", "SUCCESS")))
            .client()
            .preAuthorisations()
            .find(FreezeOperation.Kind.UNFREEZE, "F1", "F1-2", Money.of("200.00", "CNY"))
            .orElseThrow();

    assertThat(found.orderState()).contains(FreezeOperation.OrderState.AUTHORIZED);
    assertThat(found.rest()).contains(Money.of("300.00", "CNY"));
    assertThat(found.totalFrozen()).contains(FIVE_HUNDRED);
    assertThat(found.totalPaid()).contains(Money.of("0.00", "CNY"));
    assertThat(found.authNo()).contains("2026070110002000000000000001");
    assertThat(found.operationId()).contains("2026070100000000");
    assertThat(found.doneAt()).contains(Instant.parse("2026-07-01T04:00:01Z"));
    assertThat(found.payerUserId()).contains(PersonalText.of("2088102534368455"));
    assertThat(found.isByCredit()).isFalse();
    assertThat(found + " " + found.payerUserId()).doesNotContain("2088102534368455");
  }

  @Test
  void whatIsNotProvenOrNotReadIsUnknownAndNotSentAgain() {
    for (ScriptedGateway.Step step :
        List.of(
            lost(),
            plain(502, "<html>"),
            forged(report("F1-1", "500.00", "SUCCESS")),
            unsigned(report("F1-1", "500.00", "SUCCESS")),
            signed(success("")),
            signed(report("F1-1", "500.00", "SUCCESS").replace("\"status\"", "\"x\"")),
            signed(refusal("SYSTEM_ERROR")),
            signed(refusal("A_CODE_OF_NEXT_YEAR")),
            unsigned(refusal("MONEY_NOT_ENOUGH")))) {
      ScriptedGateway gateway = new ScriptedGateway(step);

      Outcome<FreezeOperation> outcome =
          gateway.client().preAuthorisations().freeze(request().build(), CODE);

      assertThat(((Outcome.Unknown<?>) outcome).followUp()).isInstanceOf(FollowUp.Ask.class);
      assertThat(gateway.calls).hasSize(1);
    }
    ScriptedGateway gateway = new ScriptedGateway(lost());
    gateway.client().preAuthorisations().unfreeze(letGo());
    assertThat(gateway.calls).hasSize(1);
  }

  @Test
  void anAnswerAboutAnotherOperationOrAmountIsNotBelieved() {
    String right = report("F1-1", "500.00", "SUCCESS");

    mismatch("out_order_no", () -> freezing(signed(right.replace("\"F1\"", "\"F2\""))));
    mismatch("out_request_no", () -> freezing(signed(right.replace("F1-1", "F1-9"))));
    mismatch("amount", () -> freezing(signed(right.replace("500.00", "50.00"))));
    mismatch(
        "amount",
        () -> freezing(signed("{\"code\":\"10003\",\"msg\":\"x\",\"amount\":\"50.00\"}")));
    mismatch("amount", () -> unfreezing(signed(report("F1-2", "300.00", "SUCCESS"))));
    mismatch(
        "operation_type",
        () ->
            new ScriptedGateway(signed(asked("F1-1", "UNFREEZE", "500.00", "SUCCESS")))
                .client()
                .preAuthorisations()
                .find(FreezeOperation.Kind.FREEZE, "F1", "F1-1", FIVE_HUNDRED));
    mismatch(
        "amount",
        () ->
            new ScriptedGateway(signed(asked("F1-1", "FREEZE", "400.00", "SUCCESS")))
                .client()
                .preAuthorisations()
                .find(FreezeOperation.Kind.FREEZE, "F1", "F1-1", FIVE_HUNDRED));
  }

  @Test
  void aQrCodeIsGivenAgainAfterALostAnswer() {
    String answer =
        success(
            "\"out_order_no\":\"F1\",\"out_request_no\":\"F1-1\",\"code_type\":\"qrCode\","
                + "\"code_value\":\"https://qr.alipay.com/x\"");
    ScriptedGateway gateway = new ScriptedGateway(lost(), signed(answer));

    ShowQrCode code =
        Shop.accepted(gateway.client().preAuthorisations().showQrCode(request().build())).value();

    assertThat(code.content()).isEqualTo("https://qr.alipay.com/x");
    assertThat(code.validUntil()).isEqualTo(NOW.plus(VALIDITY));
    assertThat(gateway.methods())
        .containsExactly("fund.auth.order.voucher.create", "fund.auth.order.voucher.create");
    assertThat(gateway.content(1)).isEqualTo(gateway.content(0));
    assertThat(
            new ScriptedGateway(signed(success("\"out_order_no\":\"F1\"")))
                .client()
                .preAuthorisations()
                .showQrCode(request().build()))
        .isInstanceOf(Outcome.Unknown.class);
    mismatch(
        "out_order_no",
        () ->
            new ScriptedGateway(signed(answer.replace("\"F1\"", "\"F2\"")))
                .client()
                .preAuthorisations()
                .showQrCode(request().build()));
  }

  @Test
  void aConflictIsSettledByOneSignedQuestion() {
    ScriptedGateway.Step taken = signed(refusal("UNIQUE_VIOLATION"));
    ScriptedGateway.Step absent = signed(refusal("AUTH_OPERATION_NOT_EXIST"));

    assertThat(
            Shop.accepted(freezing(taken, signed(asked("F1-1", "FREEZE", "500.00", "SUCCESS"))))
                .value()
                .state())
        .isEqualTo(FreezeOperation.State.SUCCEEDED);
    assertThat(
            rejected(freezing(taken, signed(asked("F1-1", "FREEZE", "50.00", "SUCCESS")))).reason())
        .isEqualTo(Rejection.Reason.NUMBER_IN_USE);
    for (ScriptedGateway.Step silence :
        List.of(
            absent,
            lost(),
            unsigned(refusal("AUTH_OPERATION_NOT_EXIST")),
            signed(refusal("SYSTEM_ERROR")))) {
      assertThat(freezing(taken, silence)).isInstanceOf(Outcome.Unknown.class);
    }
  }

  @Test
  void anUnfreezeThatNobodyKnowsAndThatIsRefusedIsRejected() {
    ScriptedGateway.Step tooMuch = signed(refusal("REQUEST_AMOUNT_EXCEED"));
    ScriptedGateway.Step absent = signed(refusal("AUTH_OPERATION_NOT_EXIST"));

    assertThat(rejected(unfreezing(tooMuch, absent)).code()).isEqualTo("REQUEST_AMOUNT_EXCEED");
    assertThat(unfreezing(tooMuch, unsigned(refusal("AUTH_OPERATION_NOT_EXIST"))))
        .isInstanceOf(Outcome.Unknown.class);
    assertThat(unfreezing(unsigned(refusal("REQUEST_AMOUNT_EXCEED")), absent))
        .isInstanceOf(Outcome.Unknown.class);
    Shop.accepted(unfreezing(tooMuch, signed(asked("F1-2", "UNFREEZE", "200.00", "SUCCESS"))));
  }

  @Test
  void anUnfreezeIsOnlyRejectedIfTheQuestionWasAboutItsPreAuthorisation() {
    ScriptedGateway.Step exceeded = signed(refusal("REQUEST_AMOUNT_EXCEED"));
    ScriptedGateway.Step absent = signed(refusal("AUTH_OPERATION_NOT_EXIST"));

    // A wrong orderNumber() asks about nothing, while auth_no may have let the money go.
    assertThat(unfreezing(exceeded, signed(refusal("AUTH_ORDER_NOT_EXIST"))))
        .isInstanceOf(Outcome.Unknown.class);
    // A number that is in use is not shown to be free by an answer that does not know it.
    assertThat(unfreezing(signed(refusal("UNIQUE_VIOLATION")), absent))
        .isInstanceOf(Outcome.Unknown.class);
  }

  @Test
  void aPayerWhoCannotIsRejected() {
    Rejection rejection = rejected(freezing(signed(refusal("MONEY_NOT_ENOUGH"))));

    assertThat(rejection.reason()).isEqualTo(Rejection.Reason.PAYER);
    assertThat(rejection.verified()).isTrue();
  }

  @Test
  void whatIsNotKnownNowIsEmptySignedOrNot() {
    for (ScriptedGateway.Step step :
        List.of(
            signed(refusal("AUTH_ORDER_NOT_EXIST")), unsigned(refusal("AUTH_ORDER_NOT_EXIST")))) {
      assertThat(
              new ScriptedGateway(step)
                  .client()
                  .preAuthorisations()
                  .find(FreezeOperation.Kind.FREEZE, "F1", "F1-1", FIVE_HUNDRED))
          .isEmpty();
    }
  }

  @Test
  void anOperationIsFoundByAlipaysNumbersToo() {
    ScriptedGateway gateway =
        new ScriptedGateway(signed(asked("F1-1", "FREEZE", "500.00", "SUCCESS")));
    AlipayPreAuthorisations preAuthorisations = gateway.client().preAuthorisations();

    FreezeOperation found =
        preAuthorisations
            .findOperation(
                FreezeOperation.Kind.FREEZE, "2026070110002000000000000001", "2026070100000000")
            .orElseThrow();

    assertThat(found.number()).isEqualTo("F1-1");
    mismatch(
        "operation_id",
        () ->
            preAuthorisations.findOperation(
                FreezeOperation.Kind.FREEZE, "2026070110002000000000000001", "9"));
  }

  @Test
  void aCancellationSaysWhatItDid() {
    String answer =
        success("\"out_order_no\":\"F1\",\"out_request_no\":\"F1-1\",\"action\":\"unfreeze\"");

    assertThat(Shop.accepted(cancelling(signed(answer))).value())
        .isEqualTo(FreezeCancellation.UNFROZEN);
    assertThat(Shop.accepted(cancelling(signed(answer.replace("unfreeze", "close")))).value())
        .isEqualTo(FreezeCancellation.CLOSED);
    for (ScriptedGateway.Step step :
        List.of(
            lost(),
            signed(answer.replace("unfreeze", "")),
            signed(success("")),
            unsigned(answer))) {
      Outcome<FreezeCancellation> outcome = cancelling(step);
      assertThat(((Outcome.Unknown<?>) outcome).followUp()).isInstanceOf(FollowUp.Reverse.class);
    }
    mismatch("out_order_no", () -> cancelling(signed(answer.replace("\"F1\"", "\"F2\""))));
  }

  @Test
  void aFreezeThatNobodySettlesIsCancelledOnceItsTimeIsOver() {
    AlipayPreAuthorisations next = new ScriptedGateway(lost()).client().preAuthorisations();
    Optional<FreezeOperation> frozen =
        Optional.of(Shop.accepted(freezing(signed(report("F1-1", "500.00", "SUCCESS")))).value());
    Optional<FreezeOperation> typing =
        Optional.of(Shop.accepted(freezing(signed(report("F1-1", "500.00", "INIT")))).value());

    for (Optional<FreezeOperation> open : List.of(typing, Optional.<FreezeOperation>empty())) {
      assertThat(next.followUp(NOW, VALIDITY, open, NOW.plusSeconds(90)))
          .isInstanceOf(FollowUp.Ask.class);
      assertThat(next.followUp(NOW, VALIDITY, open, NOW.plus(VALIDITY)))
          .isInstanceOf(FollowUp.Reverse.class);
      assertThat(next.followUp(NOW, VALIDITY, open, NOW.plus(Duration.ofDays(29))))
          .isEqualTo(new FollowUp.Reconcile());
    }
    assertThat(next.followUp(NOW, VALIDITY, frozen, NOW.plus(VALIDITY)))
        .isEqualTo(new FollowUp.Done());
    assertThat(next.followUpUnfreeze(NOW, Optional.empty(), NOW.plusSeconds(90)))
        .isInstanceOf(FollowUp.RepeatSame.class);
    assertThat(next.followUpUnfreeze(NOW, frozen, NOW.plusSeconds(90)))
        .isEqualTo(new FollowUp.Done());
  }

  @Test
  void whatBreaksARuleIsNotSent() {
    refused("order_title", () -> request().title("x".repeat(101)));
    refused("amount", () -> FreezeRequest.of("F1", "F1-1").title("x").build());
    refused("amount", () -> request().amount(Money.of("0.00", "CNY")).build());
    refused("validity", () -> request().validity(Duration.ofSeconds(59)));
    refused("validity", () -> request().validity(Duration.ofSeconds(90)));
    refused("validity", () -> request().validity(Duration.ofDays(16)));
    refused("validity", () -> request().validity(Duration.ofMinutes(10_001)));
    refused("out_order_no", () -> FreezeRequest.of("F 1", "F1-1"));
    refused("extra_param", () -> request().extra("a", "x".repeat(300)).build());
    refused("payment code", () -> codeless());
    refused("remark", () -> cancellingWith("x".repeat(101)));
    for (String smuggled : List.of("a&sign=b", "x&amount=0.01")) {
      refused("order_title", () -> request().title(smuggled));
    }
  }

  private static Outcome<FreezeOperation> codeless() {
    return new ScriptedGateway(lost())
        .client()
        .preAuthorisations()
        .freeze(request().build(), PersonalText.of("12345"));
  }

  private static Outcome<FreezeCancellation> cancelling(ScriptedGateway.Step... steps) {
    return new ScriptedGateway(steps).client().preAuthorisations().cancel("F1", "F1-1", "算了");
  }

  private static void cancellingWith(String remark) {
    new ScriptedGateway(lost()).client().preAuthorisations().cancel("F1", "F1-1", remark);
  }

  private static Rejection rejected(Outcome<?> outcome) {
    return ((Outcome.Rejected<?>) outcome).rejection();
  }

  private static void mismatch(String field, ThrowingCallable call) {
    assertThatExceptionOfType(MismatchException.class)
        .describedAs(field)
        .isThrownBy(call)
        .withMessageContaining(field);
  }

  private static void refused(String field, ThrowingCallable call) {
    assertThatExceptionOfType(InvalidRequestException.class)
        .describedAs(field)
        .isThrownBy(call)
        .withMessageContaining(field);
  }

  private static String with(String json, String field) {
    return json.substring(0, json.length() - 1) + "," + field + "}";
  }
}
