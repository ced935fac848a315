// SPDX-License-Identifier: Apache-2.0
package io.countersign.ecpay;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.Evidence;
import io.countersign.FollowUp;
import io.countersign.OpenPage;
import io.countersign.Payment;
import io.countersign.PaymentId;
import io.countersign.PaymentRef;
import io.countersign.PaymentRequest;
import io.countersign.PaymentState;
import io.countersign.ProviderFields;
import io.countersign.Scene;
import io.countersign.VoucherKind;
import io.countersign.testing.FollowUpTimelines;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FollowUpTest {

  private static final Instant MADE = Instant.parse("2026-07-01T12:00:00Z");
  private static final PaymentRef PAGE =
      PaymentRef.of(EcpayClient.PROVIDER, new PaymentId("T1", MADE), Shop.HUNDRED)
          .withProduct(Product.PAGE);
  private static final PaymentRef VOUCHER =
      PAGE.withProduct(Product.PAYMENT_CODE).withPayBefore(MADE.plus(Duration.ofDays(2)));

  private static Optional<Payment> unpaidAt(PaymentRef ref, Instant asked) {
    return Optional.of(
        Payment.of(
                ref,
                PaymentState.AWAITING_PAYER,
                "0",
                ProviderFields.none(),
                Evidence.of(Evidence.Kind.SIGNED_ANSWER, asked))
            .build());
  }

  /** The attempt's age at each question, if nobody ever pays. */
  private static List<Duration> questions(PaymentRef ref) {
    try (Shop shop = Shop.open()) {
      EcpayClient client = shop.client();
      List<Duration> ages = new ArrayList<>();
      Instant now = MADE;
      Optional<Payment> last = Optional.empty();
      while (client.followUp(ref, last, now) instanceof FollowUp.Ask ask) {
        now = ask.at();
        last = unpaidAt(ref, now);
        ages.add(Duration.between(MADE, now));
        assertThat(ages).hasSizeLessThan(100);
      }
      assertThat(client.followUp(ref, last, now)).isEqualTo(new FollowUp.Done());
      assertThat(shop.gateway.journal())
          .describedAs("what to do next is asked of nobody")
          .isEmpty();
      return ages;
    }
  }

  @Test
  void ecpayIsAskedTenMinutesAfterAndTenLaterAndThenRarely() {
    List<Duration> ages = questions(PAGE);

    assertThat(ages)
        .startsWith(
            Duration.ofMinutes(10),
            Duration.ofMinutes(20),
            Duration.ofHours(1),
            Duration.ofHours(6))
        .endsWith(Duration.ofDays(10))
        .hasSizeLessThan(20);
  }

  @Test
  void aVoucherIsDoneOnlyOnceItsBarcodeCannotBeReportedAnyMore() {
    assertThat(questions(VOUCHER)).endsWith(Duration.ofDays(5));
  }

  @Test
  void anOrderThatCameLateToEcpayEndsAsMuchLater() {
    try (Shop shop = Shop.open()) {
      EcpayClient client = shop.client();
      PaymentRequest<OpenPage> request =
          shop.order(Scene.webPage(URI.create("https://shop.example.com/done")))
              .with(EcpayOption.choosePayment(EcpayMethod.CVS))
              .payBefore(shop.clock.instant().plus(Duration.ofDays(1)))
              .build();
      OpenPage page = Shop.accepted(client.create(request)).value();
      shop.clock.advance(Duration.ofDays(6));
      new Cashier().open(page);
      PaymentRef ref = client.ref(request);
      Instant until = shop.merchant.issueNumber(ref.number(), "CVS").orElseThrow().until();
      assertThat(until).isAfter(ref.payBefore().orElseThrow().plus(Duration.ofDays(5)));
      Instant latestReport = until.plus(Duration.ofDays(3));

      Optional<Payment> last = client.find(ref);
      FollowUp next = client.followUp(ref, last, shop.clock.instant());
      while (next instanceof FollowUp.Ask ask) {
        shop.clock.advance(Duration.between(shop.clock.instant(), ask.at()));
        last = client.find(ref);
        next = client.followUp(ref, last, shop.clock.instant());
      }

      assertThat(next).isEqualTo(new FollowUp.Done());
      assertThat(shop.clock.instant()).isEqualTo(latestReport);
    }
  }

  @Test
  void aTimeThatCannotBeReadOrLiesBeforeTheAttemptMovesNothing() {
    try (Shop shop = Shop.open()) {
      Instant end = MADE.plus(Duration.ofDays(10));
      for (String opened : List.of("", "soon", "2026/06/30 00:00:00")) {
        Payment unpaid =
            Payment.of(
                    PAGE,
                    PaymentState.AWAITING_PAYER,
                    "0",
                    ProviderFields.of("", Map.of("TradeDate", opened)),
                    Evidence.of(Evidence.Kind.SIGNED_ANSWER, end))
                .build();
        assertThat(shop.client().followUp(PAGE, Optional.of(unpaid), end))
            .isEqualTo(new FollowUp.Done());
      }
    }
  }

  @Test
  void whatEcpayNeverKnewEndsWithTheStatement() {
    try (Shop shop = Shop.open()) {
      EcpayClient client = shop.client();
      Instant end = MADE.plus(Duration.ofDays(10));

      assertThat(client.followUp(PAGE, Optional.empty(), end))
          .isEqualTo(new FollowUp.Ask(end.plus(Duration.ofHours(1))));
      assertThat(client.followUp(PAGE, Optional.empty(), end.plus(Duration.ofDays(1))))
          .isEqualTo(new FollowUp.Reconcile());
    }
  }

  @Test
  void tenThousandLivesOfPagesAndVouchersChargeNobodyTwiceAndLoseNothing() {
    try (Shop shop = Shop.open()) {
      FollowUpTimelines.Report report =
          FollowUpTimelines.of(shop.client())
              .payingByForm(EcpayUnderTest.page(), Shop.HUNDRED)
              .payingLater(Scene.voucher(VoucherKind.BANK_ACCOUNT), Shop.HUNDRED)
              .payingLater(Scene.voucher(VoucherKind.STORE_CODE), Shop.HUNDRED)
              .payingLater(Scene.voucher(VoucherKind.STORE_BARCODE), Shop.HUNDRED)
              .validFor(Duration.ofDays(7))
              .endingByExpiry(Duration.ofDays(2))
              .seed(1)
              .run(10_000);

      assertThat(report.timelines()).isEqualTo(10_000);
      assertThat(report.charges()).isGreaterThan(3_000);
      assertThat(report.lostNotifications()).isGreaterThan(500);
      assertThat(report.foundByAsking()).isGreaterThan(500);
      assertThat(report.endedUnpaid()).isGreaterThan(500);
      assertThat(report.neverOpened()).isGreaterThan(100);
      assertThat(report.secondAttempts()).isGreaterThan(100);
      assertThat(report.reversals()).isZero();
      assertThat(shop.gateway.journal())
          .describedAs("what to do next is asked of nobody")
          .isEmpty();
    }
  }
}
