// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.sandbox.alipay.AlipayAttacks;
import io.countersign.sandbox.attack.AttackReport;
import io.countersign.sandbox.attack.AttackRun;
import io.countersign.sandbox.attack.LoopbackEndpoint;
import io.countersign.sandbox.attack.Verdict;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Alipay's hostile catalogue against this shop")
class AlipayAttackTest {

  @Test
  void nothingIsBelieved() {
    try (AlipayHouse house = new AlipayHouse()) {
      String paid = house.ordered("qr");
      String victim = house.ordered("qr");

      AttackReport report =
          AttackRun.against(
                  LoopbackEndpoint.of(house.shop.home().resolve("/notify/alipay").toString()))
              // Its text is the order's status.
              .probe(LoopbackEndpoint.of(house.shop.home().resolve("/orders/" + victim).toString()))
              .send(
                  AlipayAttacks.on(house.merchant)
                      .order(house.number(paid), 2500)
                      .victim(house.number(victim)));

      assertThat(report.believed()).as(report.table()).isEmpty();
      assertThat(report.trueOnesAccepted()).as(report.table()).isTrue();
      assertThat(report.with(Verdict.HUNG)).as(report.table()).isEmpty();
      assertThat(report.with(Verdict.NOT_SHOWN)).as(report.table()).isEmpty();
      assertThat(house.status(paid)).isEqualTo(Order.Status.PAID);
      assertThat(house.orders.parcelsOf(paid)).isEqualTo(1);
      assertThat(house.status(victim)).isEqualTo(Order.Status.OPEN);
      assertThat(house.orders.parcelsOf(victim)).isZero();
    }
  }
}
