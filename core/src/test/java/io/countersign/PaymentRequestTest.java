// SPDX-License-Identifier: Apache-2.0
package io.countersign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.net.URI;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class PaymentRequestTest {

  private static final Instant NOW = Instant.parse("2026-07-01T12:00:00.5Z");
  private static final PaymentId ID = new PaymentId("T1", NOW);
  private static final Money PRICE = Money.of("25.00", "CNY");

  private enum Extra implements ProviderOption {
    MILK,
    SUGAR
  }

  private static PaymentRequest.Builder<ShowQrCode> complete() {
    return PaymentRequest.in(Scene.qrCode()).id(ID).amount(PRICE).description("One cup of tea");
  }

  @Test
  void itKeepsWhatItWasGiven() {
    PaymentRequest<ShowQrCode> request =
        complete()
            .payBefore(NOW)
            .attachment("table 7")
            .notifyUrl(URI.create("https://shop.example/notify"))
            .with(Extra.MILK)
            .with(Extra.SUGAR)
            .build();

    assertThat(request.scene()).isEqualTo(Scene.qrCode());
    assertThat(request.id()).isEqualTo(ID);
    assertThat(request.amount()).isEqualTo(PRICE);
    assertThat(request.description()).isEqualTo("One cup of tea");
    assertThat(request.payBefore()).contains(Instant.parse("2026-07-01T12:00:00Z"));
    assertThat(request.attachment()).contains("table 7");
    assertThat(request.notifyUrl()).contains(URI.create("https://shop.example/notify"));
    assertThat(request.options()).containsExactly(Extra.MILK, Extra.SUGAR);
  }

  @Test
  void eachRequiredPartIsNamedWhenItIsMissing() {
    PaymentRequest.Builder<ShowQrCode> empty = PaymentRequest.in(Scene.qrCode());

    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(empty::build)
        .satisfies(missing -> assertThat(missing.field()).isEqualTo("id"));
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> empty.id(ID).build())
        .satisfies(missing -> assertThat(missing.field()).isEqualTo("amount"));
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> empty.amount(PRICE).build())
        .satisfies(missing -> assertThat(missing.field()).isEqualTo("description"));
  }

  @Test
  void nothingAndLessCannotBeCollected() {
    for (String amount : new String[] {"0", "-0.01"}) {
      assertThatExceptionOfType(InvalidRequestException.class)
          .isThrownBy(() -> complete().amount(Money.of(amount, "CNY")).build())
          .satisfies(wrong -> assertThat(wrong.field()).isEqualTo("amount"));
    }
  }

  @Test
  void aBuilderUsedAgainDoesNotChangeWhatItBuilt() {
    PaymentRequest.Builder<ShowQrCode> builder = complete().with(Extra.MILK);
    PaymentRequest<ShowQrCode> first = builder.build();

    builder.with(Extra.SUGAR);

    assertThat(first.options()).containsExactly(Extra.MILK);
  }

  @Test
  void itPrintsNeitherPayerNorCodeNorDescription() {
    String text =
        PaymentRequest.in(Scene.paymentCode("130012345678901234"))
                .id(ID)
                .amount(PRICE)
                .description("a private matter")
                .attachment("more private")
                .build()
                .toString()
            + PaymentRequest.in(Scene.inWallet("oUpF8uMuAJO_M2pxb1Q9zNjWeS6o"))
                .id(ID)
                .amount(PRICE)
                .description("tea")
                .build()
            + Scene.mobilePage("203.0.113.77");

    assertThat(text)
        .contains("T1", "25.00 CNY")
        .doesNotContain("130012345678901234", "oUpF8uMu", "203.0.113.77", "private");
  }
}
