// SPDX-License-Identifier: Apache-2.0
package io.countersign.ecpay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.Evidence;
import io.countersign.FollowUp;
import io.countersign.InvalidRequestException;
import io.countersign.MismatchException;
import io.countersign.Money;
import io.countersign.Outcome;
import io.countersign.PaymentRef;
import io.countersign.Rejection;
import io.countersign.UnavailableException;
import io.countersign.sandbox.ecpay.Fault;
import java.time.Period;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PeriodsTest {
  private static final io.countersign.sandbox.ecpay.Operation ASKED =
      io.countersign.sandbox.ecpay.Operation.PERIOD_QUERY;
  private static final io.countersign.sandbox.ecpay.Operation ACTED =
      io.countersign.sandbox.ecpay.Operation.PERIOD_ACTION;

  private PeriodShop month = PeriodShop.open();

  @AfterEach
  void close() {
    month.close();
  }

  private EcpayPeriodOrder found(PaymentRef order) {
    return month.periods.find(order).orElseThrow();
  }

  @Test
  void everyChargeIsToldWithItsOwnNumbers() {
    PaymentRef order = month.agreed(3);
    month.shop.clock.advance(PeriodShop.A_MONTH);

    EcpayPeriodOrder found = found(order);

    assertEquals(EcpayPeriodState.RUNNING, found.state());
    assertEquals(Shop.HUNDRED, found.amount());
    assertEquals(Period.ofMonths(1), found.every().orElseThrow());
    assertEquals(3, found.times());
    assertEquals(2, found.timesPaid());
    assertEquals(Money.of("200", "TWD"), found.totalPaid().orElseThrow());
    assertEquals(Evidence.Kind.TRANSPORT_ONLY, found.evidence().kind());
    List<EcpayPeriodCharge> charges = found.charges();
    assertEquals(2, charges.size());
    assertTrue(charges.get(1).isPaid());
    assertEquals(Shop.HUNDRED, charges.get(1).amount());
    assertEquals(month.shop.collector().gwsr(order.number()), charges.get(0).gwsr().orElseThrow());
    assertEquals(found.ref().transactionId(), charges.get(0).tradeNo());
    assertFalse(charges.get(0).tradeNo().equals(charges.get(1).tradeNo()));
    assertTrue(charges.get(0).at().orElseThrow().isBefore(charges.get(1).at().orElseThrow()));
  }

  @Test
  void aChargeThatNobodyHeardOfIsFoundByAskingAndCountedOnce() {
    PaymentRef order = month.agreed(4);
    EcpayPeriodOrder first = found(order);
    Set<String> delivered = new HashSet<>(Set.of(first.ref().transactionId().orElseThrow()));
    assertEquals(List.of(), first.paidChargesBeyond(delivered));

    month.shop.clock.advance(PeriodShop.A_MONTH);
    month.shop.collector().refusePeriodCharges(order.number(), 1);
    month.shop.clock.advance(PeriodShop.A_MONTH);

    List<EcpayPeriodCharge> fresh = found(order).paidChargesBeyond(delivered);
    assertEquals(1, fresh.size());
    delivered.add(fresh.get(0).gwsr().orElseThrow());
    assertEquals(List.of(), found(order).paidChargesBeyond(delivered));
    assertEquals(3, found(order).charges().size());
    EcpayPeriodCharge refused = found(order).charges().get(2);
    assertFalse(refused.isPaid());
    assertEquals("10100058", refused.code());
    assertTrue(refused.gwsr().isEmpty());
  }

  @Test
  void theSameChargeListedTwiceIsOneCharge() {
    PaymentRef order = month.agreed(3);
    String charge =
        "{\"RtnCode\":1,\"amount\":\"100\",\"gwsr\":11,\"TradeNo\":\"2601010000000001\"}";
    answering(
        order,
        "\"1\"",
        "100",
        "[" + charge + "," + charge.replace("\"2601010000000001\"", "null") + "]");

    assertEquals(1, found(order).paidChargesBeyond(Set.of()).size());
  }

  @Test
  void anOrderThatMadeAllItsChargesIsFinished() {
    PaymentRef order = month.agreed(2);
    month.shop.clock.advance(PeriodShop.A_MONTH);

    assertEquals(EcpayPeriodState.FINISHED, found(order).state());
    assertTrue(found(order).state().hasStopped());
  }

  @Test
  void anOrderThatWasNeverAgreedToIsNone() {
    assertTrue(month.periods.find(month.placed(Map.of())).isEmpty());
    assertTrue(
        month.periods.find(PaymentRef.of("ecpay", month.shop.freshId(), Shop.HUNDRED)).isEmpty());
  }

  @Test
  void cancellingStopsTheCharges() {
    PaymentRef order = month.agreed(12);

    assertEquals(EcpayPeriodState.CANCELLED, Shop.accepted(month.periods.cancel(order)).value());

    month.shop.clock.advance(PeriodShop.A_MONTH);
    assertEquals(1, month.shop.collector().chargesOf(order.number()));
    assertEquals(EcpayPeriodState.CANCELLED, found(order).state());
  }

  @Test
  void cancellingTwiceIsAcceptedBecauseTheOrderShowsIt() {
    PaymentRef order = month.agreed(12);
    Shop.accepted(month.periods.cancel(order));

    assertEquals(EcpayPeriodState.CANCELLED, Shop.accepted(month.periods.cancel(order)).value());
    assertEquals(1, month.shop.requests(ASKED).size());
  }

  @Test
  void whatHasMadeAllItsChargesCannotBeCancelled() {
    PaymentRef order = month.agreed(2);
    month.shop.clock.advance(PeriodShop.A_MONTH);

    Rejection rejection = rejected(month.periods.cancel(order));

    assertEquals(Rejection.Reason.CLOSED, rejection.reason());
    assertTrue(rejection.remedy().contains("FINISHED"), rejection.remedy());
  }

  @Test
  void saidToHaveStoppedButRunningIsUnknown() {
    PaymentRef order = month.agreed(12);
    answering(order, "1", "100", "[]");
    month.shop.collector().faults().once(ACTED, Fault.withField("RtnCode", "90100149"));

    assertInstanceOf(Outcome.Unknown.class, month.periods.cancel(order));
  }

  @Test
  void anAnswerLostOnItsWayIsRecoveredByAsking() {
    PaymentRef order = month.agreed(12);
    month.shop.collector().faults().once(ACTED, Fault.answerDropped());

    Outcome.Unknown<?> unknown =
        assertInstanceOf(Outcome.Unknown.class, month.periods.cancel(order));

    assertInstanceOf(FollowUp.Ask.class, unknown.followUp());
    assertEquals(EcpayPeriodState.CANCELLED, found(order).state());
    assertEquals(1, month.shop.requests(ACTED).size());
  }

  @ParameterizedTest
  @ValueSource(strings = {"cancel", "retry"})
  void whatECPayDidNotSignProvesNothing(String action) {
    PaymentRef order = month.agreed(12);
    for (Fault fault :
        List.of(
            Fault.wrongCheckMacValue(),
            Fault.missingCheckMacValue(),
            Fault.tamperedField("RtnMsg", "?"),
            Fault.htmlWithStatus200(),
            Fault.badGateway(),
            Fault.tooManyCalls(),
            Fault.truncatedBody(),
            Fault.withField("RtnCode", ""),
            Fault.withField("RtnCode", "31415926"),
            Fault.literal(200, "text/html", "RtnCode=1&MerchantTradeNo=" + order.number()))) {
      month.shop.collector().faults().once(ACTED, fault);
      Outcome<EcpayPeriodState> outcome =
          action.equals("cancel")
              ? month.periods.cancel(order)
              : month.periods.retryLastCharge(order);
      assertInstanceOf(Outcome.Unknown.class, outcome, fault.toString());
      month.shop.collector().faults().clear();
    }
  }

  @Test
  void anActionOnAnotherOrderOrMerchantStopsTheShop() {
    PaymentRef order = month.agreed(12);
    for (Fault fault : List.of(Fault.otherOrder(), Fault.otherMerchant())) {
      month.shop.collector().faults().once(ACTED, fault);
      assertThrows(MismatchException.class, () -> month.periods.cancel(order), fault.toString());
    }
  }

  @Test
  void anActionThatIsDoneAndNamesNoOrderStopsTheShop() {
    for (Fault fault :
        List.of(
            Fault.withField("MerchantTradeNo", ""),
            Fault.withoutField("MerchantTradeNo"),
            Fault.withoutField("MerchantID"))) {
      PaymentRef order = month.agreed(12);
      month.shop.collector().faults().once(ACTED, fault);
      assertThrows(MismatchException.class, () -> month.periods.cancel(order), fault.toString());
    }
  }

  @Test
  void aRequestThatECPayCouldNotVerifyIsAMatterOfConfiguration() {
    PaymentRef order = month.agreed(12);

    // The last charge was paid, so there is nothing to repeat.
    Rejection rejection = rejected(month.periods.retryLastCharge(order));

    assertEquals("10200083", rejection.code());
    assertEquals(Rejection.Reason.CONFIGURATION, rejection.reason());
    assertTrue(rejection.verified());
  }

  @Test
  void anUnknownOrderCannotBeCancelled() {
    PaymentRef never = PaymentRef.of("ecpay", month.shop.freshId(), Shop.HUNDRED);

    assertEquals(Rejection.Reason.NOT_FOUND, rejected(month.periods.cancel(never)).reason());
  }

  @Test
  void aRefusedChargeIsRepeatedOnce() {
    PaymentRef order = month.agreed(12);
    month.shop.collector().refusePeriodCharges(order.number(), 1);
    month.shop.clock.advance(PeriodShop.A_MONTH);
    assertEquals(1, month.shop.collector().chargesOf(order.number()));

    Outcome<EcpayPeriodState> outcome = month.periods.retryLastCharge(order);

    assertEquals(EcpayPeriodState.RUNNING, Shop.accepted(outcome).value());
    month.shop.clock.advance(java.time.Duration.ofDays(1));
    assertEquals(2, month.shop.collector().chargesOf(order.number()));
    assertEquals(2, found(order).timesPaid());
  }

  @Test
  void aStoppedOrderChargesNothingAgain() {
    PaymentRef order = month.agreed(12);
    Shop.accepted(month.periods.cancel(order));

    assertEquals(Rejection.Reason.CLOSED, rejected(month.periods.retryLastCharge(order)).reason());
  }

  @Test
  void anAnswerAboutAnotherOrderMerchantOrAmountIsNotBelieved() {
    PaymentRef order = month.agreed(12);
    String charge = "{\"RtnCode\":\"1\",\"amount\":101,\"gwsr\":\"11\"}";
    for (String answer :
        List.of(
            json(order, "1", "101", "[]"),
            json(order, "1", "100", "[" + charge + "]"),
            json(order, "1", "100", "[]").replace(order.number(), "9" + order.number()),
            json(order, "1", "100", "[]")
                .replace(month.shop.collector().merchantId(), "2999999"))) {
      answering(answer);
      assertThrows(MismatchException.class, () -> month.periods.find(order), answer);
    }
  }

  @Test
  void anAnswerThatSaysTooLittleIsNoAnswer() {
    PaymentRef order = month.agreed(12);
    String paid = "{\"RtnCode\":1,\"amount\":100,\"gwsr\":0}";
    for (String answer :
        List.of(
            "",
            "[]",
            "null",
            "\"RtnCode\"",
            "{}",
            "{\"RtnCode\":1}",
            "[".repeat(10_000),
            "{\"a\":".repeat(10_000),
            "<html></html>",
            json(order, "null", "100", "[]"),
            json(order, "1", "null", "[]"),
            json(order, "1", "1e9", "[]"),
            json(order, "1", "-100", "[]"),
            json(order, "1", "{\"a\":100}", "[]"),
            json(order, "1", "100", "[" + paid + "]"))) {
      answering(answer);
      assertThrows(UnavailableException.class, () -> month.periods.find(order), answer);
    }
  }

  @Test
  void numbersAsTextAndNullsAreRead() {
    PaymentRef order = month.agreed(12);
    answering(order, "\"2\"", "\"100\"", "null");

    EcpayPeriodOrder found = found(order);

    assertEquals(EcpayPeriodState.FINISHED, found.state());
    assertEquals(List.of(), found.charges());
    assertTrue(found.every().isEmpty());
    assertEquals(0, found.times());
  }

  @Test
  void anUnknownWordForTheStateIsNeitherRunningNorStopped() {
    PaymentRef order = month.agreed(12);
    answering(order, "7", "100", "[]");

    assertEquals(EcpayPeriodState.UNRECOGNIZED, found(order).state());
    assertFalse(found(order).state().hasStopped());
  }

  @Test
  void aPlatformManagesItsSubMerchantsOrders() {
    month.close();
    month = PeriodShop.openOnBehalf();
    PaymentRef order = month.agreed(12);

    assertEquals(1, found(order).timesPaid());
    Shop.accepted(month.periods.cancel(order));
    assertEquals(EcpayPeriodState.CANCELLED, found(order).state());
    EcpayPeriods platforms = EcpayClient.of(month.shop.config().build()).periods();
    assertThrows(InvalidRequestException.class, () -> platforms.find(order));
    assertThrows(InvalidRequestException.class, () -> platforms.cancel(order));
  }

  @Test
  void nothingPrintedTellsTheCard() {
    PaymentRef order = month.agreed(12);
    EcpayPeriodOrder found = found(order);

    String printed = found + " " + found.charges() + " " + found.fields();

    assertFalse(printed.contains("2222"), printed);
    assertFalse(printed.contains("431195"), printed);
    assertTrue(printed.contains(order.number()), printed);
  }

  private void answering(PaymentRef order, String state, String amount, String log) {
    answering(json(order, state, amount, log));
  }

  private void answering(String json) {
    month.shop.collector().faults().clear();
    month.shop.collector().faults().always(ASKED, Fault.literal(200, "application/json", json));
  }

  private String json(PaymentRef order, String state, String amount, String log) {
    return "{\"RtnCode\":1,\"MerchantID\":\""
        + month.shop.collector().merchantId()
        + "\",\"MerchantTradeNo\":\""
        + order.number()
        + "\",\"ExecStatus\":"
        + state
        + ",\"PeriodAmount\":"
        + amount
        + ",\"PeriodType\":null,\"Frequency\":null,\"gwsr\":null,\"ExecLog\":"
        + log
        + "}";
  }

  private static Rejection rejected(Outcome<?> outcome) {
    return assertInstanceOf(Outcome.Rejected.class, outcome).rejection();
  }
}
