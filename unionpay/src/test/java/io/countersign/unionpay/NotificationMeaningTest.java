// SPDX-License-Identifier: Apache-2.0
package io.countersign.unionpay;

import static io.countersign.unionpay.ScriptedGateway.HUNDRED;
import static io.countersign.unionpay.ScriptedGateway.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.InvalidNotificationException;
import io.countersign.Money;
import io.countersign.Payment;
import io.countersign.PaymentId;
import io.countersign.PaymentRef;
import io.countersign.PaymentState;
import io.countersign.ReceivedReply;
import io.countersign.ReceivedReply.Result;
import io.countersign.Signal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Authentic is not enough: what a form is about decides what comes of it. */
class NotificationMeaningTest {
  private final NoticeDesk desk = new NoticeDesk();
  private final SignedNotice paid = NoticeDesk.paid();

  @Test
  void aPaymentReachesTheShopOnceHoweverOftenItIsTold() {
    ReceivedReply first = desk.handle(paid);
    assertThat(first.result()).isEqualTo(Result.HANDLED);
    assertThat(first.status()).isEqualTo(200);
    assertThat(first.headers()).containsExactly(Map.entry("Content-Type", "text/plain"));
    assertThat(first.body()).isEqualTo("ok");
    for (SignedNotice again : List.of(paid, paid.with("traceNo", "1"), paid.with("new", "tea"))) {
      ReceivedReply reply = desk.handle(again);
      assertThat(reply.result()).isEqualTo(Result.ALREADY_HANDLED);
      assertThat(reply.body()).isEqualTo("ok");
    }

    assertThat(desk.payments).hasSize(1);
    Payment payment = desk.payments.get(0);
    assertThat(payment.isPaid()).isTrue();
    assertThat(payment.ref()).isEqualTo(desk.order.withTransactionId(ScriptedGateway.QUERY_ID));
    assertThat(payment.orderTotal()).contains(HUNDRED);
    assertThat(payment.paidAt()).contains(Instant.parse("2026-11-21T07:29:55Z"));
    assertThat(payment.providerState()).isEqualTo("00");
  }

  @Test
  void bookedWithADefectIsPaid() {
    assertThat(desk.handle(paid.with("respCode", "A6")).result()).isEqualTo(Result.HANDLED);
    assertThat(desk.payments).allMatch(Payment::isPaid).hasSize(1);
  }

  @Test
  void everyWayToPayIsAPayment() {
    for (String subType : List.of("01", "03", "06", "07", "10")) {
      NoticeDesk each = new NoticeDesk();
      each.handle(paid.with("txnSubType", subType));
      assertThat(each.payments).describedAs(subType).allMatch(Payment::isPaid).hasSize(1);
    }
  }

  @Test
  void anotherAmountOrderTimeOrCurrencyIsNotThePayment() {
    desk.expected.put(
        "DEARORDER1",
        PaymentRef.of(
            "unionpay",
            new PaymentId("DEARORDER1", NoticeDesk.ID.createdAt()),
            Money.of("5000.00", "CNY")));
    for (SignedNotice other :
        List.of(
            paid.with("txnAmt", "9999"),
            paid.with("txnAmt", "10001"),
            paid.with("txnAmt", "1"),
            paid.with("orderId", "DEARORDER1"),
            paid.with("orderId", "NOBODYS1"),
            paid.with("currencyCode", "840"),
            paid.with("currencyCode", "CNY"),
            paid.with("txnTime", BeijingTime.text(NoticeDesk.ID.createdAt().plusSeconds(1))),
            paid.with(
                "txnTime", BeijingTime.text(NoticeDesk.ID.createdAt().minusSeconds(86400))))) {
      ReceivedReply reply = desk.handle(other);
      assertThat(reply.result()).isEqualTo(Result.UNEXPECTED);
      assertThat(reply.status()).isEqualTo(409);
      assertThat(reply.body()).isEqualTo("not expected");
    }
    assertThat(desk.payments).isEmpty();
    assertThat(desk.gateway.signals).anyMatch(Signal.ProvenButUnexpected.class::isInstance);
    assertThat(desk.handle(paid).result())
        .describedAs("the real one is not taken for a repetition of those")
        .isEqualTo(Result.HANDLED);
  }

  @Test
  void anAmountIsDigitsAndNothingElse() {
    List<SignedNotice> odd = new ArrayList<>();
    for (String amount :
        List.of(
            "100.00",
            "1e4",
            "-10000",
            "+10000",
            " 10000",
            "1OOOO",
            "１００００",
            "10,000",
            "0",
            "",
            "18446744073709561616")) {
      odd.add(paid.with("txnAmt", amount));
    }
    for (String name : List.of("orderId", "respCode", "txnAmt", "currencyCode", "queryId")) {
      odd.add(paid.without(name));
    }
    for (String number : List.of("A B", "A".repeat(41), "茶", "<b>")) {
      odd.add(paid.with("orderId", number));
    }
    for (String code : List.of("0 ", "+0", "00000000000")) {
      odd.add(paid.with("respCode", code));
    }
    for (SignedNotice form : odd) {
      assertThat(desk.handle(form).result()).isEqualTo(Result.REFUSED);
    }
    assertThat(desk.payments).isEmpty();
    assertThat(desk.handle(paid.with("txnAmt", "010000")).result()).isEqualTo(Result.HANDLED);
  }

  @Test
  void aFailedTryOnAPageIsNotTheEnd() {
    for (String code : List.of("64", "67", "33")) {
      NoticeDesk each = new NoticeDesk();
      assertThat(each.handle(paid.with("respCode", code)).body()).isEqualTo("ok");
      assertThat(each.payments)
          .extracting(Payment::state)
          .containsExactly(PaymentState.AWAITING_PAYER);
      assertThat(each.payments.get(0).providerState()).isEqualTo(code);
      assertThat(each.handle(paid).result())
          .describedAs("a payment after it is news")
          .isEqualTo(Result.HANDLED);
    }
  }

  @Test
  void aFailedChargeOfAScannedCodeIsTheEnd() {
    SignedNotice scanned = paid.with("txnSubType", "06");

    desk.handle(scanned.with("respCode", "64").without("queryId"));

    assertThat(desk.payments).extracting(Payment::state).containsExactly(PaymentState.FAILED);
  }

  @Test
  void whatIsNeitherPaidNorRefusedIsUnderWay() {
    for (String code : List.of("01", "03", "04", "05", "06", "12", "34", "60", "74", "75", "83")) {
      for (String subType : List.of("01", "06")) {
        NoticeDesk each = new NoticeDesk();
        each.handle(paid.with("respCode", code).with("txnSubType", subType));
        assertThat(each.payments)
            .describedAs(code)
            .extracting(Payment::state)
            .containsExactly(PaymentState.PROCESSING);
      }
    }
  }

  @Test
  void aCodeThatNobodyKnowsIsNeitherPaidNorUnpaid() {
    for (String code : List.of("oo", "A7", "a6", "84", "0", "000", "SUCCESS")) {
      NoticeDesk each = new NoticeDesk();
      assertThat(each.handle(paid.with("respCode", code)).body()).isEqualTo("ok");
      assertThat(each.payments)
          .extracting(Payment::state)
          .containsExactly(PaymentState.UNRECOGNIZED);
      assertThat(each.handle(paid).result()).isEqualTo(Result.HANDLED);
    }
  }

  @Test
  void paidTooLateIsNotPaidAndOfAScannedCodeItIsTheEnd() {
    desk.handle(paid.with("respCode", "42").with("txnSubType", "06"));
    assertThat(desk.payments).extracting(Payment::state).containsExactly(PaymentState.CLOSED);

    // On a page another try may have begun in time: no permission for a new number yet.
    NoticeDesk page = new NoticeDesk();
    page.handle(paid.with("respCode", "42"));
    assertThat(page.payments).extracting(Payment::state).containsExactly(PaymentState.PROCESSING);
    page.handle(paid);
    assertThat(page.payments.get(1).isPaid()).isTrue();
  }

  @Test
  void aPayerWhoIsStillTypingIsAwaited() {
    for (String subType : List.of("01", "06")) {
      NoticeDesk each = new NoticeDesk();
      each.handle(paid.with("respCode", "70").with("txnSubType", subType));
      assertThat(each.payments)
          .extracting(Payment::state)
          .containsExactly(PaymentState.AWAITING_PAYER);
    }
  }

  @Test
  void anAnswerIsNoNotification() {
    SignedNotice answer = paid.with("origRespCode", "05");
    assertThat(desk.handle(answer).result()).isEqualTo(Result.REFUSED);
    assertThat(desk.handle(paid.with("txnType", "00")).result()).isEqualTo(Result.REFUSED);
    SignedNotice acceptance = paid.with("qrCode", "https://qr.95516.com/1");
    for (String booked : List.of("settleAmt", "settleDate", "traceNo", "traceTime")) {
      acceptance = acceptance.without(booked);
    }
    assertThat(desk.handle(acceptance).result()).isEqualTo(Result.REFUSED);
    assertThat(desk.payments).isEmpty();
    assertThat(desk.events).isEmpty();
  }

  @Test
  void aPayersReturnAtTheCallbackAddressIsNoPayment() {
    assertThat(desk.handle(PayerReturnTest.returned()).result()).isEqualTo(Result.REFUSED);
    assertThat(desk.payments).isEmpty();
  }

  @Test
  void bookedInTheNewYearIsBookedInTheNewYear() {
    Instant newYearsEve = Instant.parse("2026-12-31T15:50:00Z");
    PaymentId id = new PaymentId("NEWYEAR1", newYearsEve);
    desk.expected.put("NEWYEAR1", PaymentRef.of("unionpay", id, HUNDRED));
    SignedNotice notice =
        paid.with("orderId", "NEWYEAR1")
            .with("txnTime", "20261231235000")
            .with("traceTime", "0101000105");

    desk.handle(notice, newYearsEve.plus(Duration.ofMinutes(12)));

    assertThat(desk.payments.get(0).paidAt()).contains(Instant.parse("2026-12-31T16:01:05Z"));
  }

  @Test
  void aTimeOfBookingThatMakesNoSenseIsNotTaken() {
    for (String odd : List.of("0229120000", "9999999999", "x", "1120152955", "")) {
      NoticeDesk each = new NoticeDesk();
      each.handle(paid.with("traceTime", odd));
      assertThat(each.payments.get(0).paidAt()).contains(NoticeDesk.ID.createdAt());
    }
  }

  @Test
  void whatHasNoTypeOfItsOwnIsAnEventAndNoPayment() {
    for (String kind : List.of("13/08", "01/99", "01/", "11/02", "78/00")) {
      String[] parts = kind.split("/", -1);
      SignedNotice other = paid.with("txnType", parts[0]).with("txnSubType", parts[1]);
      assertThat(desk.handle(other).result()).isEqualTo(Result.HANDLED);
      assertThat(desk.handle(other).result()).isEqualTo(Result.ALREADY_HANDLED);
    }
    assertThat(desk.payments).isEmpty();
    assertThat(desk.events).hasSize(5).allMatch(UnionPayEvent.class::isInstance);
    assertThat(desk.events).extracting(event -> event.type()).contains("13/08", "01/99");
    assertThat(desk.events.get(0).toString()).doesNotContain("6216");
  }

  @Test
  void aPreAuthorisationIsHeldAndNotPaid() {
    for (String txnType : List.of("02", "03", "32", "33")) {
      NoticeDesk each = new NoticeDesk();
      each.handle(paid.with("txnType", txnType));
      assertThat(each.payments).isEmpty();
      UnionPayPreAuthorisationChanged changed =
          (UnionPayPreAuthorisationChanged) each.events.get(0);
      assertThat(changed.type()).startsWith(txnType);
      assertThat(changed.succeeded()).isTrue();
      assertThat(changed.confirm(NoticeDesk.ID, HUNDRED)).isSameAs(changed);
      for (Runnable odd :
          List.<Runnable>of(
              () -> changed.confirm(NoticeDesk.ID, Money.of("99.99", "CNY")),
              () -> changed.confirm(new PaymentId("OTHER001", NoticeDesk.ID.createdAt()), HUNDRED),
              () -> changed.confirm(new PaymentId(NoticeDesk.ID.number(), NOW), HUNDRED))) {
        org.assertj.core.api.Assertions.assertThatExceptionOfType(
                io.countersign.MismatchException.class)
            .isThrownBy(odd::run);
      }
    }
    desk.handle(paid.with("txnType", "02").with("respCode", "64"));
    assertThat(((UnionPayPreAuthorisationChanged) desk.events.get(0)).succeeded()).isFalse();
  }

  @Test
  void aFailedActionIsToldAgain() {
    desk.failing = true;
    ReceivedReply failed = desk.handle(paid);
    desk.failing = false;

    assertThat(failed.result()).isEqualTo(Result.ACTION_FAILED);
    assertThat(failed.status()).isEqualTo(500);
    assertThat(failed.body()).isEqualTo("try again");
    assertThat(desk.handle(paid).result()).isEqualTo(Result.HANDLED);
    assertThat(desk.deliveries.get(0).repeated()).isTrue();
  }

  @Test
  void nothingIsAskedToProveAPayment() throws InvalidNotificationException {
    desk.handle(paid);

    assertThat(desk.gateway.calls).isEmpty();
  }
}
