// SPDX-License-Identifier: Apache-2.0
package io.countersign;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class RejectionTest {

  private static Rejection full() {
    return Rejection.of("wechatpay", Rejection.Reason.INVALID_FIELD, "PARAM_ERROR")
        .message("wrong total")
        .remedy("send fen")
        .verified(true)
        .payerAdvice(PayerAdvice.OTHER_METHOD)
        .requestId("08F78BB4")
        .field("/amount/total")
        .build();
  }

  @Test
  void oneLineSaysWhoSaidWhatAndWhatToDo() {
    assertThat(full())
        .hasToString(
            "wechatpay PARAM_ERROR at /amount/total: wrong total -> send fen [request 08F78BB4]");
    assertThat(Rejection.of("p", Rejection.Reason.CONFIGURATION, "SIGN_ERROR").build())
        .hasToString("p SIGN_ERROR (refusal not signed)");
  }

  @Test
  void theProvidersSentenceIsBounded() {
    Rejection.Builder builder = Rejection.of("p", Rejection.Reason.NOT_FOUND, "X");

    assertThat(builder.message("m".repeat(100_000)).build().message()).hasSize(512);
    assertThat(builder.message("m".repeat(512)).build().message()).hasSize(512);
  }

  @Test
  void aProvenPaymentMakesItAlreadyDoneAndKeepsTheRest() {
    Payment paid = payment(PaymentState.PAID);

    Rejection done = full().about(paid);

    assertThat(done.reason()).isEqualTo(Rejection.Reason.ALREADY_DONE);
    assertThat(done.payment()).containsSame(paid);
    assertThat(done.refund()).isEmpty();
    assertThat(done.payerAdvice()).isEqualTo(PayerAdvice.ALREADY_PAID);
    assertThat(done).hasToString(full().toString());
    assertThat(done.verified()).isTrue();
  }

  @Test
  void aClosedPaymentMakesItClosedAndExpired() {
    Rejection closed = full().about(payment(PaymentState.CLOSED));

    assertThat(closed.reason()).isEqualTo(Rejection.Reason.CLOSED);
    assertThat(closed.payerAdvice()).isEqualTo(PayerAdvice.EXPIRED);
  }

  @Test
  void aFailedPaymentKeepsTheReason() {
    Rejection failed = full().about(payment(PaymentState.FAILED));

    assertThat(failed.reason()).isEqualTo(full().reason());
    assertThat(failed.payerAdvice()).isEqualTo(full().payerAdvice());
    assertThat(failed.payment()).isPresent();
  }

  @Test
  void whatComesFromOutsideStaysOnOneLine() {
    Rejection forged =
        Rejection.of("p", Rejection.Reason.NOT_FOUND, "X\nWARN all is well")
            .message("a\r\nb\u2028c")
            .field("f\n")
            .requestId("r\u0000")
            .build();

    assertThat(forged.toString()).doesNotContain("\n", "\r", "\u2028", "\u0000");
  }

  @Test
  void whatComesFromOutsideIsBounded() {
    String endless = "9\n\u2028".repeat(100_000);

    assertThat(Rejection.of("p", Rejection.Reason.NOT_FOUND, endless).build().toString())
        .hasSizeLessThan(1_000);
    assertThat(new MismatchException("MerchantID", "1", endless))
        .message()
        .hasSizeLessThan(1_000)
        .doesNotContain("\n", "\u2028");
  }

  @Test
  void aProvenRefundIsShownBesideTheReason() {
    Refund refund =
        Refund.of(
                "T1",
                "R1",
                RefundState.PROCESSING,
                Money.ofMinor(1, "CNY"),
                Money.ofMinor(2, "CNY"))
            .build();

    Rejection done = full().about(refund);

    assertThat(done.reason()).isEqualTo(full().reason());
    assertThat(done.refund()).containsSame(refund);
    assertThat(done.payment()).isEmpty();
  }

  private static Payment payment(PaymentState state) {
    return Payment.of(
            PaymentRef.of("p", new PaymentId("T1", Instant.EPOCH), Money.ofMinor(1, "CNY")),
            state,
            state.name(),
            ProviderFields.none(),
            Evidence.of(Evidence.Kind.SIGNED_ANSWER, Instant.EPOCH))
        .build();
  }
}
