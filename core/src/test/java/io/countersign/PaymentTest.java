// SPDX-License-Identifier: Apache-2.0
package io.countersign;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class PaymentTest {

  private static final Instant NOON = Instant.parse("2026-06-01T04:00:00Z");
  private static final Money TOTAL = Money.of("25.00", "CNY");

  @Test
  void whatWasGivenBackInFullStaysPaidAndSaysSo() {
    Payment partly = report(PaymentState.PAID).refundedTotal(Money.of("24.99", "CNY")).build();
    Payment wholly = report(PaymentState.PAID).refundedTotal(TOTAL).build();

    assertThat(partly.isPaid()).isTrue();
    assertThat(partly.isRefundedInFull()).isFalse();
    assertThat(wholly.isPaid()).isTrue();
    assertThat(wholly.isRefundedInFull()).isTrue();
  }

  @Test
  void whatIsNotReportedIsNotRefunded() {
    assertThat(report(PaymentState.PAID).build().isRefundedInFull()).isFalse();
    assertThat(report(PaymentState.CLOSED).refundedTotal(TOTAL).build().isRefundedInFull())
        .isFalse();
  }

  private static Payment.Builder report(PaymentState state) {
    return Payment.of(
            PaymentRef.of("test", new PaymentId("A1", NOON), TOTAL),
            state,
            "WORD",
            ProviderFields.none(),
            Evidence.of(Evidence.Kind.SIGNED_ANSWER, NOON))
        .orderTotal(TOTAL);
  }
}
