// SPDX-License-Identifier: Apache-2.0
package io.countersign.unionpay;

import static io.countersign.unionpay.ScriptedGateway.HUNDRED;
import static io.countersign.unionpay.ScriptedGateway.MERCHANT;
import static io.countersign.unionpay.ScriptedGateway.NOW;
import static io.countersign.unionpay.ScriptedGateway.QUERY_ID;
import static io.countersign.unionpay.ScriptedGateway.found;
import static io.countersign.unionpay.ScriptedGateway.lost;
import static io.countersign.unionpay.ScriptedGateway.plain;
import static io.countersign.unionpay.ScriptedGateway.reply;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.countersign.InvalidRequestException;
import io.countersign.MismatchException;
import io.countersign.Money;
import io.countersign.Payment;
import io.countersign.PaymentId;
import io.countersign.PaymentRef;
import io.countersign.PaymentState;
import io.countersign.Refunds;
import io.countersign.RejectedException;
import io.countersign.Rejection;
import io.countersign.Signal;
import io.countersign.UnavailableException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a question about an order proves. */
class FindTest {
  private static final Duration TO_THE_END = Duration.ofMinutes(25);

  private static PaymentRef ref(String product) {
    PaymentRef ref =
        PaymentRef.of(UnionPayClient.PROVIDER, new PaymentId("A1B2C3D4E5F6G7H8J9K0", NOW), HUNDRED);
    return product.isEmpty()
        ? ref
        : ref.withProduct(product).withPayBefore(NOW.plus(Duration.ofMinutes(15)));
  }

  private static Payment find(PaymentRef ref, ScriptedGateway.Reply answer) {
    return new ScriptedGateway(answer).client().find(ref).orElseThrow();
  }

  private static PaymentState stateAfter(Duration age, PaymentRef ref, String origRespCode) {
    ScriptedGateway gateway = new ScriptedGateway(found(origRespCode));
    gateway.moveTo(NOW.plus(age));
    return gateway.client().find(ref).orElseThrow().state();
  }

  private static void mismatch(String field, ScriptedGateway.Reply answer) {
    ScriptedGateway gateway = new ScriptedGateway(answer);
    assertThatExceptionOfType(MismatchException.class)
        .isThrownBy(() -> gateway.client().find(ref("qr").withTransactionId(QUERY_ID)))
        .matches(different -> different.field().equals(field), field);
    assertThat(gateway.calls).hasSize(1);
  }

  @Test
  void aPaidOrderTellsAllThatAShopMustKeep() {
    Payment payment = find(ref("qr"), found("00"));
    assertThat(payment.isPaid()).isTrue();
    assertThat(payment.providerState()).isEqualTo("00");
    assertThat(payment.orderTotal()).contains(HUNDRED);
    assertThat(payment.ref().transactionId()).contains(QUERY_ID);
    assertThat(payment.paidAt()).contains(Instant.parse("2026-11-21T07:30:40Z"));
    assertThat(payment.payerPaid()).isEmpty();
    assertThat(payment.refunds()).isEqualTo(Refunds.NOT_REPORTED);
    assertThat(payment.fields().text("settleDate")).contains("1121");
    assertThat(payment.fields().text("traceNo")).contains("067402");
    assertThat(payment.evidence().keyId()).contains(ScriptedGateway.UNIONPAY.certId());
  }

  @Test
  void itIsAskedWithTheOrdersOwnTimeAndKind() {
    String[][] bizTypes = {
      {"page", "000201"},
      {"b2b", "000202"},
      {"wap", "000201"},
      {"app", "000201"},
      {"qr", "000000"},
      {"code", "000000"},
      {"", "000000"}
    };
    for (String[] row : bizTypes) {
      ScriptedGateway gateway = new ScriptedGateway(found("00"));
      gateway.moveTo(NOW.plus(Duration.ofDays(300)));
      gateway.client().find(ref(row[0]));
      assertThat(gateway.calls.get(0).uri().getPath()).isEqualTo("/gateway/api/queryTrans.do");
      assertThat(gateway.fields(0).without("signature").asMap())
          .containsOnlyKeys(
              "version",
              "encoding",
              "signMethod",
              "certId",
              "accessType",
              "merId",
              "txnType",
              "txnSubType",
              "bizType",
              "orderId",
              "txnTime")
          .containsEntry("txnType", "00")
          .containsEntry("txnSubType", "00")
          .containsEntry("bizType", row[1])
          .containsEntry("orderId", "A1B2C3D4E5F6G7H8J9K0")
          .containsEntry("txnTime", ScriptedGateway.NOW_TEXT);
    }
  }

  @Test
  void moneyTakenWithADefectIsTaken() {
    assertThat(find(ref("page"), found("A6")).isPaid()).isTrue();
    assertThat(find(ref("code"), found("A6")).isPaid()).isTrue();
  }

  @Test
  void aPreAuthorisationIsAuthorisedAndNotPaid() {
    Payment held = find(ref("page"), found("00").with("txnType", "02"));
    assertThat(held.state()).isEqualTo(PaymentState.AUTHORIZED);
    assertThat(held.paidAt()).isEmpty();
  }

  @Test
  void anUnknownOrderIsEmptyAndNothingMore() {
    ScriptedGateway gateway = new ScriptedGateway(reply("34"));
    assertThat(gateway.client().find(ref("page"))).isEmpty();
    assertThat(gateway.signals)
        .anyMatch(signal -> signal instanceof Signal.PaymentAsked asked && asked.state().isEmpty());
    for (ScriptedGateway.Reply forged :
        List.of(
            reply("34").unsigned(),
            reply("34").signedBy(MERCHANT),
            reply("34").without("orderId"))) {
      assertThatExceptionOfType(io.countersign.PaymentException.class)
          .isThrownBy(() -> new ScriptedGateway(forged).client().find(ref("page")));
    }
  }

  @Test
  void aTryThatCameToNothingLeavesNoNumberBehind() {
    PaymentRef ref = ref("page");
    for (String code : List.of("01", "05", "64")) {
      assertThat(find(ref, found(code).with("queryId", "1")).ref().transactionId()).isEmpty();
      assertThat(find(ref.withTransactionId(QUERY_ID), found(code).with("queryId", "1")).isPaid())
          .isFalse();
    }
    assertThat(find(ref, found("00")).ref().transactionId()).contains(QUERY_ID);
  }

  @Test
  void aRefusedCardDoesNotEndAnOrderBeforeItsTimeIsOver() {
    for (String product : List.of("page", "b2b", "wap", "app", "qr")) {
      for (String code : List.of("01", "30", "60", "61", "64", "69", "70", "86", "99")) {
        assertThat(stateAfter(TO_THE_END.minusSeconds(1), ref(product), code))
            .as(product + " " + code)
            .isEqualTo(PaymentState.AWAITING_PAYER);
        assertThat(stateAfter(TO_THE_END, ref(product), code))
            .as(product + " " + code)
            .isEqualTo(PaymentState.CLOSED);
      }
    }
  }

  @Test
  void whatNobodyKnowsStaysOpenHoweverLateItIs() {
    for (String product : List.of("page", "qr", "code")) {
      for (String code :
          List.of("02", "03", "04", "05", "06", "12", "34", "37", "74", "75", "83")) {
        for (Duration age : List.of(Duration.ZERO, TO_THE_END, Duration.ofDays(3))) {
          assertThat(stateAfter(age, ref(product), code))
              .as(product + " " + code)
              .isEqualTo(PaymentState.PROCESSING);
        }
      }
      assertThat(stateAfter(TO_THE_END, ref(product), "7Q")).isEqualTo(PaymentState.UNRECOGNIZED);
      assertThat(stateAfter(TO_THE_END, ref(product), "0")).isEqualTo(PaymentState.UNRECOGNIZED);
    }
    assertThat(stateAfter(Duration.ofDays(3), ref("code"), "70"))
        .isEqualTo(PaymentState.PROCESSING);
  }

  @Test
  void anOrderThatNamesNoEndIsNeverSaidToHaveEnded() {
    assertThat(stateAfter(Duration.ofDays(300), ref(""), "69"))
        .isEqualTo(PaymentState.AWAITING_PAYER);
  }

  @Test
  void aFailedChargeByPaymentCodeHasFailed() {
    for (String code : List.of("01", "30", "60", "64", "69", "86", "88", "99")) {
      assertThat(stateAfter(Duration.ZERO, ref("code"), code)).isEqualTo(PaymentState.FAILED);
    }
    assertThat(find(ref(""), found("64").with("txnSubType", "06")).state())
        .isEqualTo(PaymentState.FAILED);
    assertThat(stateAfter(Duration.ZERO, ref("code"), "46")).isEqualTo(PaymentState.CLOSED);
  }

  @Test
  void moneyThatCameTooLateGoesBackAndClosesTheOrder() {
    for (String product : List.of("page", "b2b", "wap", "app", "qr")) {
      assertThat(stateAfter(TO_THE_END.minusSeconds(1), ref(product), "42"))
          .as("another try, begun in time, may still succeed")
          .isEqualTo(PaymentState.PROCESSING);
      assertThat(stateAfter(TO_THE_END, ref(product), "42")).isEqualTo(PaymentState.CLOSED);
    }
    assertThat(stateAfter(Duration.ZERO, ref("code"), "42")).isEqualTo(PaymentState.CLOSED);
  }

  @Test
  void anAnswerAboutSomethingElseIsNotBelieved() {
    mismatch("merId", found("00").with("merId", "777290058110097"));
    mismatch("merId", found("00").without("merId"));
    mismatch("orderId", found("00").with("orderId", "A1B2C3D4E5F6G7H8J9K1"));
    mismatch("txnTime", found("00").with("txnTime", "20261121153024"));
    mismatch("txnTime", found("00").with("txnTime", "20251121153023"));
    mismatch("txnAmt", found("00").with("txnAmt", "9999"));
    mismatch("txnAmt", found("05").with("txnAmt", "9999"));
    mismatch("currencyCode", found("00").with("currencyCode", "840"));
    mismatch("queryId", found("00").with("queryId", "782611211530231234568"));
    for (String type : List.of("04", "31", "32", "33", "12", "99")) {
      mismatch("txnType", found("00").with("txnType", type));
    }
    mismatch("subMerId", found("00").with("subMerId", "12345"));
  }

  @Test
  void aSuccessWithoutItsFactsProvesNothing() {
    for (String field :
        List.of("txnAmt", "currencyCode", "queryId", "txnType", "orderId", "origRespCode")) {
      ScriptedGateway gateway = new ScriptedGateway(found("00").without(field));
      assertThatExceptionOfType(UnavailableException.class)
          .as(field)
          .isThrownBy(() -> gateway.client().find(ref("qr")));
    }
    for (String amount : List.of("100.00", "-10000", "+10000", "1e4", " ", "1000000000000000")) {
      assertThatExceptionOfType(UnavailableException.class)
          .isThrownBy(() -> find(ref("qr"), found("00").with("txnAmt", amount)));
    }
  }

  @Test
  void whatIsNotProvenIsNoAnswer() {
    for (ScriptedGateway.Step step :
        List.of(
            lost(),
            plain(500, ""),
            plain(200, "respCode=00&origRespCode=00"),
            found("00").unsigned(),
            found("00").signedBy(MERCHANT),
            found("00").withSignature("A".repeat(344)),
            reply("03"),
            reply("06"),
            reply("37"))) {
      ScriptedGateway gateway = new ScriptedGateway(step);
      assertThatExceptionOfType(UnavailableException.class)
          .isThrownBy(() -> gateway.client().find(ref("qr")));
      assertThat(gateway.calls).describedAs("questions are repeated").hasSizeGreaterThan(1);
    }
  }

  @Test
  void aWrongQuestionIsRefused() {
    for (String code : List.of("10", "11", "13", "31", "32")) {
      ScriptedGateway gateway = new ScriptedGateway(reply(code));
      assertThatExceptionOfType(RejectedException.class)
          .isThrownBy(() -> gateway.client().find(ref("qr")))
          .matches(refused -> refused.rejection().code().equals(code));
      assertThat(gateway.calls).hasSize(1);
    }
    assertThatExceptionOfType(RejectedException.class)
        .isThrownBy(() -> new ScriptedGateway(reply("11")).client().find(ref("qr")))
        .matches(r -> r.rejection().reason() == Rejection.Reason.CONFIGURATION);
  }

  @Test
  void aPaymentAroundNewYearIsOfTheRightYear() {
    PaymentRef old =
        PaymentRef.of(
            UnionPayClient.PROVIDER,
            new PaymentId("A1B2C3D4E5F6G7H8J9K0", Instant.parse("2026-12-31T15:59:50Z")),
            HUNDRED);
    assertThat(find(old, found("00").with("traceTime", "0101000010")).paidAt())
        .contains(Instant.parse("2026-12-31T16:00:10Z"));
    assertThat(find(old, found("00").with("traceTime", "1231235955")).paidAt())
        .contains(Instant.parse("2026-12-31T15:59:55Z"));
    for (String odd : List.of("", "0601000000", "1332000000", "0229000000", "010100001", "x")) {
      Payment payment = find(old, found("00").with("traceTime", odd));
      assertThat(payment.isPaid()).isTrue();
      assertThat(payment.paidAt()).as(odd).isEmpty();
    }
  }

  @Test
  void anotherProvidersReferenceAndAnotherMerchantsAreRefusedUnsent() {
    ScriptedGateway gateway = new ScriptedGateway(found("00"));
    PaymentRef foreign = PaymentRef.of("alipay", ref("qr").id(), HUNDRED);
    for (PaymentRef odd :
        List.of(
            foreign,
            ref("qr").withOnBehalfOf("12345"),
            PaymentRef.of(UnionPayClient.PROVIDER, new PaymentId("short", NOW), HUNDRED),
            PaymentRef.of(UnionPayClient.PROVIDER, new PaymentId("a&b=c1234", NOW), HUNDRED))) {
      assertThatExceptionOfType(InvalidRequestException.class)
          .isThrownBy(() -> gateway.client().find(odd));
    }
    assertThat(gateway.calls).isEmpty();
  }

  @Test
  void anAmountInAnotherCurrencyIsNotTheSame() {
    PaymentRef dollars =
        PaymentRef.of(UnionPayClient.PROVIDER, ref("qr").id(), Money.ofMinor(10_000, "USD"));
    assertThatExceptionOfType(MismatchException.class)
        .isThrownBy(() -> find(dollars, found("00")))
        .matches(different -> different.field().equals("txnAmt"));
  }
}
