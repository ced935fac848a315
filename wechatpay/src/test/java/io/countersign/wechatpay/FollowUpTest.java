// SPDX-License-Identifier: Apache-2.0
package io.countersign.wechatpay;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.Scene;
import io.countersign.testing.FollowUpTimelines;
import org.junit.jupiter.api.Test;

class FollowUpTest {
  @Test
  void tenThousandLivesOfAnOrderChargeNobodyTwiceAndLoseNothing() {
    try (Shop shop = Shop.open()) {
      FollowUpTimelines.Report report =
          FollowUpTimelines.of(new TillClient(shop.client()))
              .payingLater(Scene.qrCode(), Shop.TEN)
              .payingByCode(Scene.paymentCode("130012345678901234"), Shop.TEN)
              .seed(1)
              .run(10_000);

      assertThat(report.timelines()).isEqualTo(10_000);
      assertThat(report.charges()).isGreaterThan(3_000);
      assertThat(report.lostNotifications()).isGreaterThan(500);
      assertThat(report.foundByAsking()).isGreaterThan(500);
      assertThat(report.secondAttempts()).isGreaterThan(500);
      assertThat(report.reversals()).isPositive();
      assertThat(shop.gateway.journal())
          .describedAs("what to do next is asked of nobody")
          .isEmpty();
    }
  }
}
