// SPDX-License-Identifier: Apache-2.0
package io.countersign.unionpay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.countersign.Evidence;
import io.countersign.FollowUp;
import io.countersign.InvalidRequestException;
import io.countersign.InvokeWallet;
import io.countersign.MismatchException;
import io.countersign.Money;
import io.countersign.OpenPage;
import io.countersign.Outcome;
import io.countersign.Payment;
import io.countersign.PaymentRef;
import io.countersign.PaymentState;
import io.countersign.Rejection;
import io.countersign.Scene;
import io.countersign.ShowQrCode;
import io.countersign.UnavailableException;
import io.countersign.unionpay.UnionPayPreAuthorisationChanged.Step;
import io.countersign.unionpay.UnionPayPreAuthorisationStep.State;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class PreAuthorisationsTest {

  private static final String STEP_QUERY_ID = "782611211530239999999";

  /** The steps on held money, which end alike. */
  enum Deed {
    COMPLETE("03", Step.COLLECTED),
    UNDO("32", Step.RELEASED),
    UNDO_COMPLETION("33", Step.COLLECTION_UNDONE);

    private final String txnType;
    private final Step step;

    Deed(String txnType, Step step) {
      this.txnType = txnType;
      this.step = step;
    }

    Outcome<UnionPayPreAuthorisationStep> of(ScriptedGateway gateway) {
      UnionPayPreAuthorisations held = gateway.client().preAuthorisations();
      PaymentRef ref = held(gateway);
      String number = gateway.freshId().number();
      return switch (this) {
        case COMPLETE -> held.complete(ref, number, ref.total());
        case UNDO -> held.undo(ref, number);
        case UNDO_COMPLETION -> held.undoCompletion(ref, gateway.freshId().number(), number);
      };
    }

    /** What is asked before: only what a collection collected. */
    ScriptedGateway gateway(ScriptedGateway.Step... steps) {
      if (this != UNDO_COMPLETION) {
        return new ScriptedGateway(steps);
      }
      ScriptedGateway.Step[] all = new ScriptedGateway.Step[steps.length + 1];
      all[0] = asked("03", "00");
      System.arraycopy(steps, 0, all, 1, steps.length);
      return new ScriptedGateway(all);
    }
  }

  @Test
  void aPageLetsMoneyBeHeld() {
    ScriptedGateway gateway = new ScriptedGateway(ScriptedGateway.lost());
    UnionPayPreAuthorisations held = gateway.client().preAuthorisations();
    for (Scene<OpenPage> scene : List.of(Scene.webPage(ScriptedGateway.BACK), mobilePage())) {
      var request = gateway.order(scene).build();

      Outcome.Accepted<OpenPage> accepted = Shop.accepted(held.create(request));

      Map<String, String> fields = new LinkedHashMap<>();
      for (OpenPage.PostForm.Field field : ((OpenPage.PostForm) accepted.value()).fields()) {
        fields.put(field.name(), field.value());
      }
      assertThat(fields)
          .containsEntry("txnType", "02")
          .containsEntry("txnSubType", "01")
          .containsEntry("bizType", "000201")
          .containsEntry("txnAmt", "10000")
          .containsKeys("signature", "payTimeout", "frontUrl", "backUrl");
      assertThat(accepted.payment()).contains(held.ref(request));
    }
    assertThat(gateway.calls).isEmpty();
  }

  @Test
  void anAppAndAQrCodeLetMoneyBeHeld() {
    ScriptedGateway gateway =
        new ScriptedGateway(
            ScriptedGateway.accepted()
                .with("tn", "782611211530231234567")
                .with("qrCode", "https://qr.95516.com/1"));
    UnionPayPreAuthorisations held = gateway.client().preAuthorisations();

    InvokeWallet wallet = Shop.accepted(held.create(gateway.order(Scene.inApp()).build())).value();
    ShowQrCode code = Shop.accepted(held.create(gateway.order(Scene.qrCode()).build())).value();

    assertThat(wallet.content()).isEqualTo("782611211530231234567");
    assertThat(code.content()).isEqualTo("https://qr.95516.com/1");
    assertThat(gateway.kinds()).containsExactly("02/01", "02/05");
  }

  @Test
  void whatCannotBeHeldIsNotSent() {
    ScriptedGateway gateway = new ScriptedGateway(ScriptedGateway.accepted());
    UnionPayPreAuthorisations held = gateway.client().preAuthorisations();

    refused(() -> held.create(gateway.order(Scene.paymentCode("6212345678901234567")).build()));
    refused(
        () ->
            held.create(
                gateway
                    .order(Scene.webPage(ScriptedGateway.BACK))
                    .with(UnionPayOption.b2b())
                    .build()));
    refused(
        () ->
            held.create(gateway.order(Scene.inApp()).with(UnionPayOption.instalments(6)).build()));
    refused(
        () ->
            held.create(
                gateway
                    .order(Scene.qrCode())
                    .with(UnionPayOption.controlRule("rule", "1"))
                    .build()));
    assertThat(gateway.calls).isEmpty();
  }

  @Test
  void heldIsNotPaid() {
    ScriptedGateway gateway =
        new ScriptedGateway(ScriptedGateway.found("00").with("txnType", "02"));

    Payment found = gateway.client().preAuthorisations().find(held(gateway)).orElseThrow();

    assertThat(found.state()).isEqualTo(PaymentState.AUTHORIZED);
    assertThat(found.isPaid()).isFalse();
    assertThatExceptionOfType(MismatchException.class)
        .isThrownBy(
            () ->
                new ScriptedGateway(ScriptedGateway.found("00"))
                    .client()
                    .preAuthorisations()
                    .find(held(gateway)));
  }

  @ParameterizedTest
  @EnumSource(Deed.class)
  void aStepIsTakenWithItsOwnNumberAndTime(Deed deed) {
    ScriptedGateway gateway = deed.gateway(taken(deed.txnType));

    UnionPayPreAuthorisationStep step = Shop.accepted(deed.of(gateway)).value();

    assertThat(step.step()).isEqualTo(deed.step);
    assertThat(step.state()).isEqualTo(State.PROCESSING);
    assertThat(step.state().isFinal()).isFalse();
    assertThat(step.amount()).isEqualTo(ScriptedGateway.HUNDRED);
    assertThat(step.transactionId()).contains(STEP_QUERY_ID);
    assertThat(step.evidence().kind()).isEqualTo(Evidence.Kind.SIGNED_ANSWER);
    Map<String, String> sent = gateway.fields(gateway.calls.size() - 1).asMap();
    assertThat(sent)
        .containsEntry("txnType", deed.txnType)
        .containsEntry("txnSubType", "00")
        .containsEntry("bizType", "000201")
        .containsEntry("orderId", step.number())
        .containsEntry("txnTime", ScriptedGateway.NOW_TEXT)
        .containsEntry("txnAmt", "10000")
        .containsEntry("backUrl", ScriptedGateway.NOTIFY_URL.toString())
        .containsEntry(
            "origQryId", deed == Deed.UNDO_COMPLETION ? STEP_QUERY_ID : ScriptedGateway.QUERY_ID);
  }

  @ParameterizedTest
  @EnumSource(Deed.class)
  void anAnswerLostOnItsWayIsUnknownAndNeverSentAgain(Deed deed) {
    for (ScriptedGateway.Step lost :
        List.of(
            ScriptedGateway.lost(),
            ScriptedGateway.plain(502, "<html>"),
            taken(deed.txnType).unsigned(),
            taken(deed.txnType).signedBy(ScriptedGateway.MERCHANT),
            taken(deed.txnType).without("orderId"),
            ScriptedGateway.reply("64").unsigned())) {
      ScriptedGateway gateway = deed.gateway(lost);

      assertThat(deed.of(gateway)).isInstanceOf(Outcome.Unknown.class);

      assertThat(gateway.kinds().stream().filter((deed.txnType + "/00")::equals)).hasSize(1);
    }
    assertThatExceptionOfType(UnavailableException.class)
        .isThrownBy(() -> deed.of(deed.gateway(ScriptedGateway.notSent())));
  }

  @ParameterizedTest
  @EnumSource(Deed.class)
  void everyCodeEndsAsTheTableSays(Deed deed) {
    for (RespCode row : RespCode.rows()) {
      Outcome<UnionPayPreAuthorisationStep> outcome =
          deed.of(deed.gateway(ScriptedGateway.reply(row.code())));

      if (row.effect() == RespCode.Effect.NOTHING_HAPPENED) {
        assertThat(rejected(outcome).code()).isEqualTo(row.code());
      } else {
        assertThat(outcome).as(row.code()).isInstanceOf(Outcome.Unknown.class);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Deed.class)
  void aNumberThatExistsIsAskedForOnce(Deed deed) {
    assertThat(Shop.accepted(repeated(deed, "12", asked(deed.txnType, "00"))).value().state())
        .isEqualTo(State.SUCCEEDED);
    assertThat(repeated(deed, "12", ScriptedGateway.reply("34")))
        .isInstanceOf(Outcome.Unknown.class);
    assertThat(repeated(deed, "12", asked(deed.txnType, "ZZ"))).isInstanceOf(Outcome.Unknown.class);
    assertThat(rejected(repeated(deed, "12", asked(deed.txnType, "64"))).code()).isEqualTo("12");
    assertThat(
            rejected(repeated(deed, "12", asked(deed.txnType, "00").with("txnAmt", "9999")))
                .reason())
        .isEqualTo(Rejection.Reason.NUMBER_IN_USE);
    assertThat(rejected(repeated(deed, "45", ScriptedGateway.reply("34"))).reason())
        .isEqualTo(Rejection.Reason.ALREADY_DONE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "merId 777290058110097",
        "txnType 04",
        "txnAmt 9999",
        "origQryId 782611211530231234568"
      })
  void anAnswerAboutSomethingElseIsAMismatch(String field) {
    String[] pair = field.split(" ");
    for (Deed deed : Deed.values()) {
      assertThatExceptionOfType(MismatchException.class)
          .isThrownBy(() -> deed.of(deed.gateway(taken(deed.txnType).with(pair[0], pair[1]))));
    }
  }

  @Test
  void atMostAHundredAndFifteenPercentIsCollected() {
    ScriptedGateway gateway = new ScriptedGateway(taken("03").without("txnAmt"));
    UnionPayPreAuthorisations held = gateway.client().preAuthorisations();
    PaymentRef ref = held(gateway);

    for (String amount : new String[] {"115.01", "1000000.00", "0.00", "-1.00"}) {
      refused(() -> held.complete(ref, gateway.freshId().number(), Money.of(amount, "CNY")));
    }
    refused(() -> held.complete(ref, gateway.freshId().number(), Money.of("1.00", "USD")));
    PaymentRef dollars = PaymentRef.of("unionpay", ref.id(), Money.of("100.00", "USD"));
    refused(
        () ->
            held.complete(
                dollars.withProduct("page").withTransactionId(ScriptedGateway.QUERY_ID),
                gateway.freshId().number(),
                Money.of("1.00", "CNY")));
    assertThat(gateway.calls).isEmpty();
    for (String amount : new String[] {"115.00", "0.01"}) {
      Shop.accepted(held.complete(ref, gateway.freshId().number(), Money.of(amount, "CNY")));
    }
  }

  @Test
  void unionPaysNumberIsAskedForWhereItIsMissing() {
    ScriptedGateway gateway =
        new ScriptedGateway(ScriptedGateway.found("00").with("txnType", "02"), taken("32"));
    PaymentRef bare = RefundTest.unnumbered(gateway);

    Outcome.Accepted<UnionPayPreAuthorisationStep> accepted =
        Shop.accepted(gateway.client().preAuthorisations().undo(bare, gateway.freshId().number()));

    assertThat(gateway.kinds()).containsExactly("00/00", "32/00");
    assertThat(accepted.payment().orElseThrow().transactionId()).contains(ScriptedGateway.QUERY_ID);
  }

  @Test
  void whatIsNotHeldIsNotTouched() {
    for (ScriptedGateway.Reply reply :
        List.of(
            ScriptedGateway.found("00"),
            ScriptedGateway.found("05").with("txnType", "02"),
            ScriptedGateway.reply("34"),
            ScriptedGateway.reply("11"))) {
      ScriptedGateway gateway = new ScriptedGateway(reply);
      PaymentRef bare = RefundTest.unnumbered(gateway);

      assertThat(
              gateway
                  .client()
                  .preAuthorisations()
                  .complete(bare, gateway.freshId().number(), bare.total()))
          .isInstanceOf(Outcome.Rejected.class);
      assertThat(gateway.kinds()).containsExactly("00/00");
    }
  }

  @Test
  void whatWasNotCollectedIsNotGivenBack() {
    for (ScriptedGateway.Reply reply :
        List.of(
            asked("03", "05"),
            asked("03", "64"),
            asked("03", "00").without("queryId"),
            ScriptedGateway.reply("34"),
            ScriptedGateway.reply("11"))) {
      ScriptedGateway gateway = new ScriptedGateway(reply);

      assertThat(Deed.UNDO_COMPLETION.of(gateway)).isInstanceOf(Outcome.Rejected.class);
      assertThat(gateway.kinds()).containsExactly("00/00");
    }
  }

  @Test
  void aCollectionIsGivenBackAsItWas() {
    ScriptedGateway gateway =
        new ScriptedGateway(
            asked("03", "00").with("txnAmt", "4200"), taken("33").with("txnAmt", "4200"));

    assertThat(Shop.accepted(Deed.UNDO_COMPLETION.of(gateway)).value().amount())
        .isEqualTo(Money.of("42.00", "CNY"));
    assertThat(gateway.fields(1).text("txnAmt")).isEqualTo("4200");
  }

  @ParameterizedTest
  @EnumSource(Deed.class)
  void eachStepIsFoundByItsOwnNumber(Deed deed) {
    Map<String, State> expected =
        Map.of(
            "00", State.SUCCEEDED,
            "A6", State.SUCCEEDED,
            "03", State.PROCESSING,
            "64", State.FAILED,
            "ZZ", State.UNRECOGNIZED);
    expected.forEach(
        (code, state) ->
            assertThat(find(deed.step, asked(deed.txnType, code)).orElseThrow().state())
                .isEqualTo(state));
    assertThat(find(deed.step, ScriptedGateway.reply("34"))).isEmpty();
    assertThatExceptionOfType(UnavailableException.class)
        .isThrownBy(() -> find(deed.step, ScriptedGateway.reply("34").unsigned()));
    assertThatExceptionOfType(MismatchException.class)
        .isThrownBy(() -> find(deed.step, asked("04", "00")));
    assertThatExceptionOfType(MismatchException.class)
        .isThrownBy(() -> find(deed.step, asked(deed.txnType, "00").with("txnAmt", "11501")));
  }

  @Test
  void aStepOnOtherHeldMoneyIsAMismatch() {
    ScriptedGateway.Reply other = asked("03", "00").with("origQryId", "782611211530231234568");
    assertThatExceptionOfType(MismatchException.class)
        .isThrownBy(() -> find(Step.COLLECTED, other));
    ScriptedGateway gateway =
        new ScriptedGateway(other, ScriptedGateway.found("00").with("txnType", "02"));
    assertThatExceptionOfType(MismatchException.class)
        .isThrownBy(
            () ->
                gateway
                    .client()
                    .preAuthorisations()
                    .find(
                        RefundTest.unnumbered(gateway),
                        Step.COLLECTED,
                        gateway.freshId().number()));
  }

  @Test
  void holdingIsFoundByItsReference() {
    refused(() -> find(Step.HELD, asked("02", "00")));
  }

  @Test
  void numbersThatTellNoTimeAreNotSent() {
    ScriptedGateway gateway = new ScriptedGateway(taken("32"));
    UnionPayPreAuthorisations held = gateway.client().preAuthorisations();
    PaymentRef ref = held(gateway);
    for (String number : List.of("step-1", "20261121151959000001", "aaaaaaaaaaaaaaaaaaaa")) {
      refused(() -> held.undo(ref, number));
      refused(() -> held.complete(ref, number, ref.total()));
      refused(() -> held.undoCompletion(ref, gateway.freshId().number(), number));
    }
    refused(() -> held.undo(ref.withOnBehalfOf("SUB01"), gateway.freshId().number()));
    assertThat(gateway.calls).isEmpty();
  }

  @Test
  void whatToDoNextIsToAskUntilItIsFinal() {
    ScriptedGateway gateway = new ScriptedGateway(asked("32", "00"));
    UnionPayPreAuthorisations held = gateway.client().preAuthorisations();
    Instant now = ScriptedGateway.NOW;
    String number = gateway.freshId().number();

    assertThat(held.followUp(number, Optional.empty(), now))
        .isEqualTo(new FollowUp.Ask(now.plusSeconds(10)));
    assertThat(held.followUp(number, Optional.empty(), now.plus(Duration.ofHours(2))))
        .isInstanceOf(FollowUp.Ask.class);
    assertThat(held.followUp(number, Optional.empty(), now.plus(Duration.ofDays(29))))
        .isInstanceOf(FollowUp.Reconcile.class);
    Optional<UnionPayPreAuthorisationStep> done = held.find(held(gateway), Step.RELEASED, number);
    assertThat(held.followUp(number, done, now)).isInstanceOf(FollowUp.Done.class);
  }

  private static Outcome<UnionPayPreAuthorisationStep> repeated(
      Deed deed, String code, ScriptedGateway.Step question) {
    ScriptedGateway gateway = deed.gateway(ScriptedGateway.reply(code), question);
    Outcome<UnionPayPreAuthorisationStep> outcome = deed.of(gateway);
    assertThat(gateway.kinds().stream().filter((deed.txnType + "/00")::equals)).hasSize(1);
    return outcome;
  }

  private static Optional<UnionPayPreAuthorisationStep> find(
      Step step, ScriptedGateway.Step answer) {
    ScriptedGateway gateway = new ScriptedGateway(answer);
    return gateway
        .client()
        .preAuthorisations()
        .find(held(gateway), step, gateway.freshId().number());
  }

  private static ScriptedGateway.Reply taken(String txnType) {
    return ScriptedGateway.accepted()
        .with("queryId", STEP_QUERY_ID)
        .with("txnType", txnType)
        .with("txnAmt", "10000")
        .with("currencyCode", "156");
  }

  private static ScriptedGateway.Reply asked(String txnType, String origRespCode) {
    return RefundTest.asked(txnType, origRespCode);
  }

  private static PaymentRef held(ScriptedGateway gateway) {
    return RefundTest.paid(gateway);
  }

  private static Scene<OpenPage> mobilePage() {
    return Scene.mobilePage(ScriptedGateway.BACK, "203.0.113.7");
  }

  private static void refused(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    assertThatExceptionOfType(InvalidRequestException.class).isThrownBy(call);
  }

  private static Rejection rejected(Outcome<UnionPayPreAuthorisationStep> outcome) {
    if (outcome instanceof Outcome.Rejected<UnionPayPreAuthorisationStep> rejected) {
      return rejected.rejection();
    }
    throw new AssertionError("not rejected: " + outcome);
  }

  @Test
  void anUndoneCollectionOfAnotherAuthorisationIsNotThisOnes() {
    ScriptedGateway gateway =
        new ScriptedGateway(
            ScriptedGateway.found("00")
                .with("txnType", "33")
                .with("reqReserved", "cs1-another0001-10000"));
    PaymentRef held =
        PaymentRef.of("unionpay", gateway.freshId(), ScriptedGateway.HUNDRED).withProduct("page");
    assertThatExceptionOfType(MismatchException.class)
        .isThrownBy(
            () ->
                gateway
                    .client()
                    .preAuthorisations()
                    .find(
                        held,
                        UnionPayPreAuthorisationChanged.Step.COLLECTION_UNDONE,
                        gateway.freshId().number()))
        .withMessageContaining("reqReserved");
  }
}
