// SPDX-License-Identifier: Apache-2.0
package io.countersign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StatementRowTest {
  private static final Money TEN = Money.of("10.00", "CNY");
  private static final Money THREE = Money.of("3.00", "CNY");
  private static final Instant AT = Instant.parse("2026-11-20T04:00:00Z");
  private static final Instant CREATED = AT.minusSeconds(60);
  private static final PaymentRef STORED =
      PaymentRef.of("teapay", new PaymentId("N1", CREATED), TEN)
          .withProduct("QR")
          .withAppId("app1");

  @Test
  void aPaymentRowIsThePaymentThatANotificationWouldHaveTold() {
    Payment payment = paymentRow().build().payment().orElseThrow();

    assertThat(payment.isPaid()).isTrue();
    assertThat(payment.orderTotal()).contains(TEN);
    assertThat(payment.paidAt()).contains(AT);
    assertThat(payment.ref().number()).isEqualTo("N1");
    assertThat(payment.ref().transactionId()).contains("T1");
    assertThat(payment.providerState()).isEqualTo("DONE");
    assertThat(payment.fields().text("品名")).contains("茶");
    assertThat(payment.evidence().kind()).isEqualTo(Evidence.Kind.STATEMENT);
    assertThat(payment.evidence().keyId()).contains("K1");
  }

  @Test
  void aPaymentRowKeepsWhatTheShopStoredOfTheAttempt() {
    Payment payment = paymentRow().build().payment(STORED).orElseThrow();

    assertThat(payment.ref()).isEqualTo(STORED.withTransactionId("T1"));
    assertThat(payment.ref().id().createdAt()).isEqualTo(CREATED);
    assertThat(payment.isPaid()).isTrue();
  }

  @Test
  void aRowAboutAnotherAttemptIsNoneOfThisOne() {
    StatementRow row = paymentRow().build();
    PaymentId id = STORED.id();
    for (PaymentRef other :
        new PaymentRef[] {
          PaymentRef.of("coffeepay", id, TEN),
          PaymentRef.of("teapay", new PaymentId("N2", CREATED), TEN),
          STORED.withOnBehalfOf("S1"),
          PaymentRef.of("teapay", id, THREE),
          PaymentRef.of("teapay", id, Money.of("10.00", "USD"))
        }) {
      assertThatExceptionOfType(MismatchException.class).isThrownBy(() -> row.payment(other));
    }
  }

  @Test
  void aRefundRowIsTheRefundOfTheStoredPayment() {
    StatementRow row = refundRow().refundId("R1").providerRefundId("P1").refundedAt(AT).build();
    Refund refund = row.refund(STORED).orElseThrow();

    assertThat(refund.paymentNumber()).isEqualTo("N1");
    assertThat(refund.refundId()).isEqualTo("R1");
    assertThat(refund.providerRefundId()).contains("P1");
    assertThat(refund.state()).isEqualTo(RefundState.REFUNDED);
    assertThat(refund.amount()).isEqualTo(THREE);
    assertThat(refund.orderTotal()).isEqualTo(TEN);
    assertThat(refund.refundedAt()).contains(AT);
    assertThat(refund.evidence().kind()).isEqualTo(Evidence.Kind.STATEMENT);
    assertThat(row.booking()).contains(Booking.refund("N1", "R1", THREE, RefundState.REFUNDED));
    assertThat(row.payment()).isEmpty();
    assertThat(row.payment(STORED)).isEmpty();
  }

  @Test
  void aRefundRowOfAnotherOrderTotalOrCurrencyIsNoneOfThisPayment() {
    StatementRow total = refundRow().refundId("R1").orderTotal(THREE).build();
    StatementRow currency =
        row(StatementRow.Kind.REFUND)
            .refundId("R1")
            .refund(RefundState.REFUNDED, Money.of("3.00", "USD"))
            .build();

    assertThatExceptionOfType(MismatchException.class).isThrownBy(() -> total.refund(STORED));
    assertThatExceptionOfType(MismatchException.class).isThrownBy(() -> currency.refund(STORED));
  }

  @Test
  void aRefundMadeInThePortalIsKnownByTheProvidersNumber() {
    StatementRow row = refundRow().providerRefundId("P1").build();

    assertThat(row.refund(STORED).orElseThrow().refundId()).isEqualTo("P1");
    assertThat(row.booking().orElseThrow().refundId()).isEqualTo("P1");
    assertThat(row.refundId()).isEmpty();
  }

  @Test
  void aSubMerchantsRowIsItsOwnAndNobodyElses() {
    StatementRow paid = paymentRow().onBehalfOf("S1").build();
    StatementRow refunded = refundRow().refundId("R1").onBehalfOf("S1").build();
    PaymentRef theirs = STORED.withOnBehalfOf("S1");

    assertThat(paid.payment().orElseThrow().ref().onBehalfOf()).contains("S1");
    assertThat(paid.payment(theirs).orElseThrow().ref()).isEqualTo(theirs.withTransactionId("T1"));
    assertThat(refunded.refund(theirs).orElseThrow().onBehalfOf()).contains("S1");
    for (PaymentRef other : new PaymentRef[] {STORED, STORED.withOnBehalfOf("S2")}) {
      assertThatExceptionOfType(MismatchException.class).isThrownBy(() -> paid.payment(other));
      assertThatExceptionOfType(MismatchException.class).isThrownBy(() -> refunded.refund(other));
    }
  }

  @Test
  void anOtherRowIsKeptAndIsNeitherPaymentNorRefund() {
    StatementRow row =
        row(StatementRow.Kind.OTHER).feeInMajorUnits(new BigDecimal("-0.00600")).build();

    assertThat(row.payment()).isEmpty();
    assertThat(row.refund(STORED)).isEmpty();
    assertThat(row.booking()).isEmpty();
    assertThat(row.feeInMajorUnits()).contains(new BigDecimal("-0.00600"));
    assertThat(row.fields().text("品名")).contains("茶");
  }

  @Test
  void aRowWithoutWhatItsKindNeedsCannotBeMade() {
    assertThatIllegalStateException().isThrownBy(() -> row(StatementRow.Kind.PAYMENT).build());
    assertThatIllegalStateException()
        .isThrownBy(() -> row(StatementRow.Kind.REFUND).refundId("R1").build());
    assertThatIllegalStateException().isThrownBy(() -> refundRow().build());
  }

  @Test
  void aRowsTextShowsNoCell() {
    assertThat(paymentRow().build().toString()).doesNotContain("茶").contains("PAYMENT", "N1");
  }

  private static StatementRow.Builder paymentRow() {
    return row(StatementRow.Kind.PAYMENT).orderTotal(TEN).transactionId("T1");
  }

  private static StatementRow.Builder refundRow() {
    return row(StatementRow.Kind.REFUND).refund(RefundState.REFUNDED, THREE);
  }

  private static StatementRow.Builder row(StatementRow.Kind kind) {
    return StatementRow.of(
        "teapay",
        kind,
        1,
        "N1",
        AT,
        "DONE",
        ProviderFields.of("", Map.of("品名", "茶")),
        Evidence.of(Evidence.Kind.STATEMENT, AT).withKeyId("K1"));
  }
}
