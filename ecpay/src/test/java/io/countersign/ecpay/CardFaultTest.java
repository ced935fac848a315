// SPDX-License-Identifier: Apache-2.0
package io.countersign.ecpay;

import static io.countersign.sandbox.ecpay.Operation.CARD_ACTION;
import static io.countersign.sandbox.ecpay.Operation.CARD_QUERY;
import static io.countersign.sandbox.ecpay.Operation.SEALED_CARD_ACTION;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.countersign.FollowUp;
import io.countersign.MismatchException;
import io.countersign.Outcome;
import io.countersign.PaymentRef;
import io.countersign.Refund;
import io.countersign.RetryPolicy;
import io.countersign.Signal;
import io.countersign.UnavailableException;
import io.countersign.ecpay.EcpayCardPlan.Step;
import io.countersign.sandbox.ecpay.Fault;
import java.time.Duration;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Whatever goes wrong with an action, it is sent once, and no payer gets money back twice. */
class CardFaultTest {

  /** A way to a refund. */
  private record Way(String steps, boolean manual, Function<CardShop, PaymentRef> paid, long sum) {}

  private static final List<Way> WAYS =
      List.of(
          new Way("N", false, CardShop::authorised, 1000),
          new Way("CR", false, CardShop::authorised, 300),
          new Way("EN", true, CardShop::requested, 1000),
          new Way("R", true, CardShop::requested, 300),
          new Way("R", false, CardShop::captured, 1000),
          new Way("R", false, CardShop::captured, 300));

  private static Map<String, Fault> faults() {
    Map<String, Fault> faults = new LinkedHashMap<>();
    faults.put("answer dropped", Fault.answerDropped());
    faults.put("truncated", Fault.truncatedBody());
    faults.put("page", Fault.htmlWithStatus200());
    faults.put("502 after", Fault.badGateway().afterProcessing());
    faults.put("403 after", Fault.tooManyCalls().afterProcessing());
    faults.put("other order", Fault.otherOrder());
    faults.put("other merchant", Fault.otherMerchant());
    faults.put("other TradeNo", Fault.withField("TradeNo", "2603010000000001"));
    faults.put("no TradeNo", Fault.withoutField("TradeNo"));
    faults.put("no RtnCode", Fault.withoutField("RtnCode"));
    faults.put("1|OK", Fault.literal(200, "text/html", "1|OK").afterProcessing());
    faults.put("unlisted code", Fault.withField("RtnCode", "99999999"));
    faults.put("not sent on", Fault.requestDropped());
    faults.put("502", Fault.badGateway());
    faults.put("403", Fault.tooManyCalls());
    faults.put("1|OK without doing it", Fault.literal(200, "text/html", "1|OK"));
    return faults;
  }

  private static final List<String> PROVEN_BY_READING =
      List.of(
          "answer dropped",
          "truncated",
          "page",
          "502 after",
          "other order",
          "other merchant",
          "other TradeNo",
          "no TradeNo",
          "no RtnCode",
          "1|OK");

  @TestFactory
  Stream<DynamicTest> whateverHappensToAStepNoPayerGetsMoreThanAsked() {
    List<DynamicTest> tests = new ArrayList<>();
    for (Way way : WAYS) {
      for (int step = 0; step < way.steps().length(); step++) {
        for (Map.Entry<String, Fault> fault : faults().entrySet()) {
          int at = step;
          tests.add(
              dynamicTest(
                  way.steps() + " " + way.sum() + ", step " + at + ": " + fault.getKey(),
                  () -> holds(way, at, fault.getKey(), fault.getValue())));
        }
      }
    }
    return tests.stream();
  }

  private static void holds(Way way, int step, String name, Fault fault) {
    try (CardShop card = way.manual() ? CardShop.manual() : CardShop.open()) {
      PaymentRef paid = way.paid().apply(card);
      int before = card.actions();
      // A delay of nothing lets a step pass.
      for (int i = 0; i < step; i++) {
        card.shop.gateway.faults().once(CARD_ACTION, Fault.delayed(Duration.ZERO));
      }
      card.shop.gateway.faults().once(CARD_ACTION, fault);

      Outcome<Refund> outcome = card.refund(paid, way.sum(), 0);

      if (PROVEN_BY_READING.contains(name)) {
        assertThat(outcome).isInstanceOf(Outcome.Accepted.class);
        assertThat(card.actions() - before).isEqualTo(way.steps().length());
        assertThat(card.givenBack(paid)).isEqualTo(way.sum());
        return;
      }
      assertThat(outcome).isInstanceOf(Outcome.Unknown.class);
      Outcome.Unknown<Refund> unknown = (Outcome.Unknown<Refund>) outcome;
      assertThat(card.actions() - before).isEqualTo(step + 1);
      assertThat(card.shop.signals).filteredOn(Signal.UnknownOpened.class::isInstance).hasSize(1);
      FollowUp.Ask ask = (FollowUp.Ask) unknown.followUp();
      assertThat(Duration.between(card.shop.clock.instant(), ask.at()))
          .isEqualTo(name.startsWith("403") ? Duration.ofMinutes(30) : Duration.ofSeconds(5));
      recovers(card, paid, way, ask);
    }
  }

  /** The shop asks when it is time to, and plans anew what is not done. */
  private static void recovers(CardShop card, PaymentRef paid, Way way, FollowUp.Ask ask) {
    card.shop.clock.advance(Duration.between(card.shop.clock.instant(), ask.at()));
    long refunded = card.cards().detail(paid).orElseThrow().refunded().minorUnits() / 100;
    assertThat(refunded).isEqualTo(card.givenBack(paid)).isIn(0L, way.sum());
    if (refunded == 0) {
      Shop.accepted(card.refund(paid, way.sum(), 0));
    } else {
      assertThatExceptionOfType(MismatchException.class)
          .isThrownBy(() -> card.refund(paid, way.sum(), 0));
    }
    assertThat(card.givenBack(paid)).isEqualTo(way.sum());
  }

  @Test
  void aLostAnswerAndAnUnreadableDetailAreUnknownAndSayWhatToAsk() {
    try (CardShop card = CardShop.open()) {
      PaymentRef paid = card.captured();
      card.shop.gateway.faults().once(CARD_ACTION, Fault.answerDropped());
      card.shop.gateway.faults().once(CARD_QUERY, Fault.delayed(Duration.ZERO));
      card.shop.gateway.faults().once(CARD_QUERY, Fault.badGateway());

      Outcome<Refund> outcome = card.refund(paid, 300, 0);

      assertThat(outcome)
          .isInstanceOfSatisfying(
              Outcome.Unknown.class,
              unknown ->
                  assertThat(unknown.cause())
                      .contains("R 300.00 TWD may have been carried out", "cards().detail"));
      assertThat(card.actions()).isEqualTo(1);
      assertThatExceptionOfType(MismatchException.class)
          .isThrownBy(() -> card.refund(paid, 300, 0))
          .withMessageContaining("300.00 TWD");
      assertThat(card.givenBack(paid)).isEqualTo(300);
    }
  }

  @Test
  void anActionThatHangsIsUnknownAndSentOnce() {
    try (CardShop card = CardShop.open()) {
      PaymentRef paid = card.captured();
      card.shop.gateway.faults().once(CARD_ACTION, Fault.hanging());
      EcpayClient client =
          card.shop.client(
              card.shop
                  .config()
                  .retryPolicy(RetryPolicy.standard())
                  .timeout(Duration.ofMillis(500)));

      assertThat(client.refund(card.request(paid, 300, 0))).isInstanceOf(Outcome.Unknown.class);
      assertThat(card.actions()).isEqualTo(1);
    }
  }

  @Test
  void aLostAnswerIsNotRepeatedUnderAnyRetryPolicy() {
    try (CardShop card = CardShop.open()) {
      PaymentRef paid = card.captured();
      card.shop.gateway.faults().always(CARD_ACTION, Fault.requestDropped());

      assertThat(card.shop.client().refund(card.request(paid, 300, 0)))
          .isInstanceOf(Outcome.Unknown.class);
      assertThat(card.actions()).isEqualTo(1);
      assertThat(card.givenBack(paid)).isZero();
    }
  }

  @Test
  void aRefusalAfterWhichNothingHasChangedIsRejected() {
    try (CardShop card = CardShop.open()) {
      PaymentRef paid = card.captured();
      card.shop.merchant.balance(0);

      Outcome<Refund> outcome = card.refund(paid, 300, 0);

      assertThat(outcome)
          .isInstanceOfSatisfying(
              Outcome.Rejected.class,
              no -> {
                assertThat(no.rejection().code()).isEqualTo("0");
                assertThat(no.rejection().verified()).isFalse();
                assertThat(no.rejection().message()).contains("balance");
              });
      assertThat(card.givenBack(paid)).isZero();
    }
  }

  @Test
  void aRefusalAfterWhichTheMoneyMovedIsUnknown() {
    try (CardShop card = CardShop.open()) {
      PaymentRef paid = card.captured();
      card.shop.gateway.faults().once(CARD_ACTION, Fault.withField("RtnCode", "10100058"));

      assertThat(card.refund(paid, 300, 0))
          .isInstanceOfSatisfying(
              Outcome.Unknown.class,
              unknown -> assertThat(unknown.cause()).contains("changed to", "300.00 TWD"));
      assertThat(card.givenBack(paid)).isEqualTo(300);
    }
  }

  @Test
  void aRefusalOfTheSecondStepIsUnknownAndSaysWhereItStands() {
    try (CardShop card = CardShop.manual()) {
      PaymentRef paid = card.authorised();
      card.shop.gateway.faults().once(CARD_ACTION, Fault.delayed(Duration.ZERO));
      card.shop
          .gateway
          .faults()
          .once(
              CARD_ACTION,
              Fault.literal(
                  200,
                  "text/html",
                  "MerchantID="
                      + card.shop.merchant.merchantId()
                      + "&MerchantTradeNo="
                      + paid.number()
                      + "&TradeNo="
                      + card.shop.merchant.order(paid.number()).orElseThrow().tradeNo()
                      + "&RtnCode=10200073&RtnMsg=CheckMacValue Error"));

      assertThat(card.refund(paid, 300, 0))
          .isInstanceOfSatisfying(
              Outcome.Unknown.class,
              unknown ->
                  assertThat(unknown.cause())
                      .contains("C 1000.00 TWD is done", "nothing is refunded yet", "10200073"));
      Shop.accepted(card.refund(paid, 300, 0));
      assertThat(card.givenBack(paid)).isEqualTo(300);
    }
  }

  @Test
  void aDetailThatCannotBeReadBetweenTwoStepsStopsThere() {
    for (Fault fault : List.of(Fault.badGateway(), Fault.tooManyCalls(), refusedDetail())) {
      try (CardShop card = CardShop.manual()) {
        PaymentRef paid = card.authorised();
        card.shop.gateway.faults().once(CARD_QUERY, Fault.delayed(Duration.ZERO));
        card.shop.gateway.faults().once(CARD_QUERY, fault);

        assertThat(card.refund(paid, 300, 0)).isInstanceOf(Outcome.Unknown.class);
        assertThat(card.actions()).isEqualTo(1);
        Shop.accepted(card.refund(paid, 300, 0));
        assertThat(card.givenBack(paid)).isEqualTo(300);
      }
    }
  }

  private static Fault refusedDetail() {
    return Fault.literal(200, "application/json", "{\"RtnMsg\":\"error\",\"RtnValue\":\"\"}");
  }

  @Test
  void aWindowThatOpensBetweenTwoStepsStopsThere() {
    try (CardShop card = CardShop.manual()) {
      PaymentRef paid = card.authorised();
      card.at(LocalTime.of(20, 14, 59));
      // The clock stands still, so the second reading's repetition is what takes the time.
      card.shop.gateway.faults().once(CARD_QUERY, Fault.delayed(Duration.ZERO));
      card.shop.gateway.faults().once(CARD_QUERY, Fault.badGateway());
      EcpayClient client =
          card.shop.client(
              card.shop.config().sleeper(wait -> card.shop.clock.advance(Duration.ofSeconds(1))));

      Outcome<Refund> outcome = client.refund(card.request(paid, 300, 0));

      assertThat(outcome)
          .isInstanceOfSatisfying(
              Outcome.Unknown.class,
              unknown -> {
                assertThat(unknown.cause()).contains("window");
                assertThat(unknown.followUp())
                    .isEqualTo(
                        new FollowUp.Ask(card.shop.clock.instant().plus(Duration.ofMinutes(15))));
              });
      card.at(LocalTime.of(20, 30));
      Shop.accepted(card.refund(paid, 300, 0));
      assertThat(card.givenBack(paid)).isEqualTo(300);
    }
  }

  @Test
  void aDetailThatIsNotToBeHadStopsThePlanBeforeAnythingIsSent() {
    try (CardShop card = CardShop.open()) {
      PaymentRef paid = card.authorised();
      for (Fault fault :
          List.of(
              Fault.badGateway(),
              Fault.tooManyCalls(),
              Fault.htmlWithStatus200(),
              Fault.literal(200, "application/json", "{\"RtnMsg\":\"\",\"RtnValue\":{}}"))) {
        card.shop.gateway.faults().once(CARD_QUERY, fault);
        assertThatExceptionOfType(UnavailableException.class)
            .isThrownBy(() -> card.refund(paid, 300, 0));
      }
      for (String word : List.of("error", "error_Stop", "error_nopay")) {
        card.shop
            .gateway
            .faults()
            .once(
                CARD_QUERY,
                Fault.literal(
                    200, "application/json", "{\"RtnMsg\":\"" + word + "\",\"RtnValue\":null}"));
        assertThat(card.refund(paid, 300, 0)).isInstanceOf(Outcome.Rejected.class);
      }
      assertThat(card.actions()).isZero();
    }
  }

  @Test
  void somebodyElsesActionStopsAPlanBeforeAnythingIsSent() {
    try (CardShop card = CardShop.open()) {
      PaymentRef paid = card.captured();
      EcpayCardPlan<Refund> plan = card.cards().planRefund(card.request(paid, 300, 0));
      Shop.accepted(card.refund(paid, 100, 0));
      int before = card.actions();

      assertThatExceptionOfType(MismatchException.class)
          .isThrownBy(() -> card.cards().carryOut(plan))
          .withMessageContaining("nothing was sent");
      assertThat(card.actions()).isEqualTo(before);
      assertThat(card.shop.signals).anyMatch(Signal.ProvenButUnexpected.class::isInstance);
    }
  }

  @Test
  void aPlanIsCarriedOutOnce() {
    try (CardShop card = CardShop.open()) {
      PaymentRef paid = card.captured();
      EcpayCardPlan<Refund> plan = card.cards().planRefund(card.request(paid, 300, 0));
      Shop.accepted(card.cards().carryOut(plan));

      assertThatExceptionOfType(MismatchException.class)
          .isThrownBy(() -> card.cards().carryOut(plan));
      assertThat(card.givenBack(paid)).isEqualTo(300);
    }
  }

  @TestFactory
  Stream<DynamicTest> byEnvelopeAStepIsSentOnceToo() {
    Map<String, Fault> faults = new LinkedHashMap<>();
    faults.put("answer dropped", Fault.answerDropped());
    faults.put("stranger's envelope", Fault.strangersEnvelope());
    faults.put("other order", Fault.otherOrder());
    faults.put("other merchant", Fault.otherMerchant());
    faults.put("403 after", Fault.tooManyCalls().afterProcessing());
    faults.put("not sent on", Fault.requestDropped());
    return faults.entrySet().stream()
        .map(
            fault ->
                dynamicTest(
                    fault.getKey(),
                    () -> {
                      try (CardShop card = CardShop.open()) {
                        PaymentRef paid = card.embedded();
                        card.shop.gateway.faults().once(SEALED_CARD_ACTION, fault.getValue());

                        Outcome<Refund> outcome = card.refund(paid, 1000, 0);

                        assertThat(card.actions()).isEqualTo(1);
                        boolean open =
                            fault.getKey().startsWith("403") || fault.getKey().startsWith("not");
                        assertThat(outcome)
                            .isInstanceOf(open ? Outcome.Unknown.class : Outcome.Accepted.class);
                        assertThat(card.givenBack(paid))
                            .isEqualTo(fault.getKey().startsWith("not") ? 0 : 1000);
                      }
                    }));
  }

  @Test
  void aStepReadsAsItsLetterAndAmount() {
    assertThat(new Step(EcpayCardAction.CANCEL_CAPTURE, CardShop.TOTAL))
        .hasToString("E 1000.00 TWD");
  }
}
