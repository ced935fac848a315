// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.Evidence;
import io.countersign.FollowUp;
import io.countersign.Payment;
import io.countersign.PaymentRef;
import io.countersign.PaymentState;
import io.countersign.ProviderFields;
import io.countersign.Scene;
import io.countersign.testing.FollowUpTimelines;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FollowUpTest {
  private final Shop shop = Shop.open();
  private final Counter counter = new Counter(shop);
  private final AlipayClient client = shop.client();

  @AfterEach
  void close() {
    shop.close();
  }

  private FollowUp next(PaymentRef ref, PaymentState last, Duration age) {
    Instant now = ref.id().createdAt().plus(age);
    Payment payment =
        Payment.of(
                ref,
                last,
                last.name(),
                ProviderFields.none(),
                Evidence.of(Evidence.Kind.SIGNED_ANSWER, now))
            .build();
    return client.followUp(ref, Optional.of(payment), now);
  }

  private FollowUp next(PaymentRef ref, Duration age) {
    return client.followUp(ref, Optional.empty(), ref.id().createdAt().plus(age));
  }

  @Test
  void tenThousandLivesOfAnOrderChargeNobodyTwiceAndLoseNothing() {
    FollowUpTimelines.Report report =
        FollowUpTimelines.of(client)
            .payingLater(Scene.qrCode(), Shop.HUNDRED)
            .payingByCode(Scene.paymentCode("280012345678901234"), Shop.HUNDRED)
            .seed(1)
            .run(10_000);

    assertThat(report.timelines()).isEqualTo(10_000);
    assertThat(report.charges()).isGreaterThan(3_000);
    assertThat(report.lostNotifications()).isGreaterThan(500);
    assertThat(report.foundByAsking()).isGreaterThan(500);
    assertThat(report.secondAttempts()).isGreaterThan(500);
    assertThat(report.reversals()).isPositive();
    assertThat(shop.gateway.journal()).describedAs("what to do next is asked of nobody").isEmpty();
  }

  /** What a payer opens, Alipay knows from then on; the wallet's orders it knows at once. */
  @Test
  void twoThousandLivesOfWhatAPayerOpensFirstChargeNobodyTwiceAndLoseNothing() {
    FollowUpTimelines.Report report =
        FollowUpTimelines.of(client)
            .payingByForm(Scene.webPage(URI.create("https://shop.example.com/done")), Shop.HUNDRED)
            .payingByForm(Scene.qrCode(), Shop.HUNDRED)
            .payingLater(Scene.inWallet("2088102146225135"), Shop.HUNDRED)
            .seed(2)
            .run(2_000);

    assertThat(report.timelines()).isEqualTo(2_000);
    assertThat(report.charges()).isGreaterThan(600);
    assertThat(report.foundByAsking()).isGreaterThan(100);
    assertThat(report.secondAttempts()).isGreaterThan(20);
    assertThat(report.neverOpened()).isGreaterThan(20);
    assertThat(report.reversals()).isZero();
  }

  @Test
  void anUnpaidQrCodeIsClosedAfterThreeHoursAndAPageAfterFifteenDays() {
    PaymentRef code = counter.ref("precreate");
    PaymentRef page = counter.ref("page");

    assertThat(next(code, PaymentState.AWAITING_PAYER, Duration.ofMinutes(184)))
        .isInstanceOf(FollowUp.Ask.class);
    assertThat(next(code, PaymentState.AWAITING_PAYER, Duration.ofMinutes(185)))
        .isInstanceOf(FollowUp.Close.class);
    assertThat(next(page, PaymentState.AWAITING_PAYER, Duration.ofDays(15)))
        .isInstanceOf(FollowUp.Ask.class);
    assertThat(next(page, PaymentState.AWAITING_PAYER, Duration.ofDays(15).plusMinutes(5)))
        .isInstanceOf(FollowUp.Close.class);
  }

  @Test
  void theLastMomentToPayEndsItEarlier() {
    PaymentRef page = counter.ref("page");
    PaymentRef soon = page.withPayBefore(page.id().createdAt().plus(Duration.ofMinutes(30)));

    assertThat(next(soon, PaymentState.AWAITING_PAYER, Duration.ofMinutes(34)))
        .isInstanceOf(FollowUp.Ask.class);
    assertThat(next(soon, PaymentState.AWAITING_PAYER, Duration.ofMinutes(35)))
        .isInstanceOf(FollowUp.Close.class);
  }

  @Test
  void aQrCodeThatNobodyScannedIsNeverClosedAndNeverCalledDone() {
    PaymentRef code = counter.ref("precreate");
    for (Duration age = Duration.ZERO;
        age.compareTo(Duration.ofHours(27)) < 0;
        age = age.plusMinutes(10)) {
      assertThat(next(code, age)).isInstanceOf(FollowUp.Ask.class);
    }
    assertThat(next(code, Duration.ofHours(28))).isInstanceOf(FollowUp.Reconcile.class);
  }

  @Test
  void aPaymentCodeIsReversedAfterThreeQuartersOfAMinute() {
    PaymentRef charged = counter.ref("pay");

    assertThat(next(charged, Duration.ofSeconds(44))).isInstanceOf(FollowUp.Ask.class);
    assertThat(next(charged, Duration.ofSeconds(45))).isInstanceOf(FollowUp.Reverse.class);
    assertThat(next(charged, PaymentState.PROCESSING, Duration.ofSeconds(45)))
        .isInstanceOf(FollowUp.Reverse.class);
  }

  @Test
  void whatHasEndedNeedsNothing() {
    for (String product : new String[] {"page", "precreate", "pay"}) {
      PaymentRef ref = counter.ref(product);
      assertThat(next(ref, PaymentState.PAID, Duration.ofDays(1)))
          .isInstanceOf(FollowUp.Done.class);
      assertThat(next(ref, PaymentState.CLOSED, Duration.ofDays(1)))
          .isInstanceOf(FollowUp.Done.class);
    }
  }
}
