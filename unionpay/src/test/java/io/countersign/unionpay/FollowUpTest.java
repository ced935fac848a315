// SPDX-License-Identifier: Apache-2.0
package io.countersign.unionpay;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.Evidence;
import io.countersign.FollowUp;
import io.countersign.Payment;
import io.countersign.PaymentRef;
import io.countersign.PaymentState;
import io.countersign.ProviderFields;
import io.countersign.Scene;
import io.countersign.testing.FollowUpTimelines;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FollowUpTest {
  private static final Duration LATEST_REPORT = Duration.ofMinutes(10);

  private final ScriptedGateway gateway = new ScriptedGateway();
  private final UnionPayClient client = gateway.client();

  private PaymentRef page() {
    return client.ref(gateway.order(Scene.webPage(ScriptedGateway.BACK)).build());
  }

  private PaymentRef code() {
    return client.ref(gateway.order(OrdersTest.CODE).build());
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

  private static FollowUp askAt(PaymentRef ref, Duration age) {
    return new FollowUp.Ask(ref.id().createdAt().plus(age));
  }

  @Test
  void tenThousandLivesOfAnOrderChargeNobodyTwiceAndLoseNothing() {
    FollowUpTimelines.Report report =
        FollowUpTimelines.of(client)
            .payingByForm(Scene.webPage(ScriptedGateway.BACK), ScriptedGateway.HUNDRED)
            .payingByForm(Scene.qrCode(), ScriptedGateway.HUNDRED)
            .endingByExpiry(LATEST_REPORT)
            .seed(1)
            .run(10_000);

    assertThat(report.timelines()).isEqualTo(10_000);
    assertThat(report.charges()).isGreaterThan(3_000);
    assertThat(report.lostNotifications()).isGreaterThan(500);
    assertThat(report.foundByAsking()).isGreaterThan(500);
    assertThat(report.neverOpened()).isGreaterThan(100);
    assertThat(report.reversals()).isZero();
    assertThat(gateway.calls).describedAs("what to do next is asked of nobody").isEmpty();
  }

  @Test
  void twoThousandLivesOfAChargeByPaymentCodeChargeNobodyTwiceAndLoseNothing() {
    FollowUpTimelines.Report report =
        FollowUpTimelines.of(client)
            .payingByCode(OrdersTest.CODE, ScriptedGateway.HUNDRED)
            .seed(2)
            .run(2_000);

    assertThat(report.charges()).isGreaterThan(600);
    assertThat(report.secondAttempts()).isGreaterThan(100);
    assertThat(report.reversals()).isPositive();
  }

  @Test
  void ordersAreAskedAboutAsSeldomAsUnionPayWants() {
    PaymentRef ref = page().withPayBefore(gateway.now().plus(Duration.ofHours(6)));
    int[][] minutes = {{0, 5}, {5, 10}, {10, 30}, {30, 60}, {60, 120}, {120, 240}, {240, 360}};
    for (int[] step : minutes) {
      assertThat(next(ref, Duration.ofMinutes(step[0])))
          .isEqualTo(askAt(ref, Duration.ofMinutes(step[1])));
    }
    assertThat(next(page(), Duration.ofMinutes(10)))
        .describedAs("the end of its time, and ten minutes more")
        .isEqualTo(askAt(page(), Duration.ofMinutes(25)));
  }

  @Test
  void nothingIsEverClosedBecauseNothingCan() {
    for (PaymentState state :
        new PaymentState[] {
          PaymentState.AWAITING_PAYER, PaymentState.PROCESSING, PaymentState.UNRECOGNIZED
        }) {
      for (Duration age = Duration.ZERO;
          age.compareTo(Duration.ofHours(30)) < 0;
          age = age.plusMinutes(5)) {
        assertThat(next(page(), state, age))
            .isNotInstanceOfAny(
                FollowUp.Close.class, FollowUp.Reverse.class, FollowUp.RepeatSame.class);
      }
    }
  }

  @Test
  void anOrderThatNobodyOpenedIsNeverCalledDone() {
    for (Duration age = Duration.ZERO;
        age.compareTo(Duration.ofHours(24)) < 0;
        age = age.plusMinutes(10)) {
      assertThat(next(page(), age)).isInstanceOf(FollowUp.Ask.class);
    }
    assertThat(next(page(), Duration.ofHours(25))).isInstanceOf(FollowUp.Reconcile.class);
    assertThat(next(page(), PaymentState.PROCESSING, Duration.ofHours(25)))
        .isInstanceOf(FollowUp.Reconcile.class);
  }

  @Test
  void aChargeByPaymentCodeIsAskedAboutEverSlowerAndThenReversed() {
    PaymentRef ref = code();
    int[][] seconds = {{0, 1}, {1, 2}, {2, 4}, {3, 4}, {4, 8}, {8, 16}, {16, 32}, {32, 37}};
    for (int[] step : seconds) {
      assertThat(next(ref, Duration.ofSeconds(step[0])))
          .isEqualTo(askAt(ref, Duration.ofSeconds(step[1])));
    }
    assertThat(next(ref, Duration.ofSeconds(60))).isInstanceOf(FollowUp.Reverse.class);
    assertThat(next(ref, PaymentState.PROCESSING, Duration.ofSeconds(61)))
        .isInstanceOf(FollowUp.Reverse.class);
    assertThat(next(ref, PaymentState.PROCESSING, Duration.ofHours(25)))
        .isInstanceOf(FollowUp.Reconcile.class);
  }

  @Test
  void whatHasEndedNeedsNothing() {
    for (PaymentRef ref : new PaymentRef[] {page(), code()}) {
      for (PaymentState state :
          new PaymentState[] {PaymentState.PAID, PaymentState.CLOSED, PaymentState.FAILED}) {
        assertThat(next(ref, state, Duration.ofSeconds(1))).isInstanceOf(FollowUp.Done.class);
        assertThat(next(ref, state, Duration.ofDays(1))).isInstanceOf(FollowUp.Done.class);
      }
    }
  }

  @Test
  void anAuthorisedOrderIsLeftToTheShop() {
    assertThat(next(page(), PaymentState.AUTHORIZED, Duration.ofMinutes(1)))
        .isInstanceOf(FollowUp.Done.class);
  }
}
