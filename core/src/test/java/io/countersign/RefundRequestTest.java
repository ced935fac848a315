// SPDX-License-Identifier: Apache-2.0
package io.countersign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.net.URI;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RefundRequestTest {

  private static final PaymentRef PAID =
      PaymentRef.of("p", new PaymentId("T1", Instant.EPOCH), Money.of("25.00", "CNY"));
  private static final Money PART = Money.of("10.00", "CNY");

  private enum Extra implements ProviderOption {
    FROM_BALANCE
  }

  @Test
  void partAndAllCanBeGivenBack() {
    assertThat(RefundRequest.of(PAID, "R1", PART).amount()).isEqualTo(PART);
    assertThat(RefundRequest.of(PAID, "R1", PAID.total()).amount()).isEqualTo(PAID.total());
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "25.01"})
  void nothingLessAndMoreThanWasPaidCannot(String amount) {
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> RefundRequest.of(PAID, "R1", Money.of(amount, "CNY")))
        .satisfies(wrong -> assertThat(wrong.field()).isEqualTo("refund amount"));
  }

  @Test
  void anotherCurrencyCannot() {
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> RefundRequest.of(PAID, "R1", Money.of("1", "TWD")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "R 1", "R\n1", "R\u0000", "退款", "R\u007f"})
  void aRefundIdIsPrintableAsciiWithoutBlanks(String id) {
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> RefundRequest.of(PAID, id, PART))
        .satisfies(wrong -> assertThat(wrong.field()).isEqualTo("refund id"));
  }

  @Test
  void aRefundIdHasAtMostSixtyFourCharacters() {
    assertThat(RefundRequest.of(PAID, "R".repeat(64), PART).refundId()).hasSize(64);
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> RefundRequest.of(PAID, "R".repeat(65), PART));
  }

  @Test
  void eachMethodGivesACopyThatKeepsTheRest() {
    RefundRequest plain = RefundRequest.of(PAID, "R1", PART);

    RefundRequest full =
        plain
            .with(Extra.FROM_BALANCE)
            .withNotifyUrl(URI.create("https://shop.example/refunds"))
            .withReason("cold tea");

    assertThat(full.options()).containsExactly(Extra.FROM_BALANCE);
    assertThat(full.notifyUrl()).contains(URI.create("https://shop.example/refunds"));
    assertThat(full.reason()).contains("cold tea");
    assertThat(full.payment()).isEqualTo(PAID);
    assertThat(full.refundId()).isEqualTo("R1");
    assertThat(plain.options()).isEmpty();
    assertThat(plain.reason()).isEmpty();
    assertThat(plain.notifyUrl()).isEmpty();
  }
}
