// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.sandbox.SandboxClock;
import io.countersign.sandbox.attack.AttackReport;
import io.countersign.sandbox.attack.AttackRun;
import io.countersign.sandbox.attack.LoopbackEndpoint;
import io.countersign.sandbox.attack.Verdict;
import io.countersign.sandbox.junit.SandboxExtension;
import io.countersign.sandbox.wechatpay.WeChatPayAttacks;
import io.countersign.sandbox.wechatpay.WeChatPayMerchant;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("The hostile catalogue against this shop")
class AttackTest {

  @RegisterExtension static final SandboxExtension SANDBOX = SandboxExtension.wechatPay();

  @Test
  void nothingIsBelieved(WeChatPayMerchant merchant, SandboxClock clock) {
    try (TeaHouse house = new TeaHouse(merchant, clock)) {
      String paid = house.ordered();
      String victim = house.ordered();

      AttackReport report =
          AttackRun.against(
                  LoopbackEndpoint.of(house.shop.home().resolve("/notify/wechatpay").toString()))
              // Its text is the order's status.
              .probe(LoopbackEndpoint.of(house.shop.home().resolve("/orders/" + victim).toString()))
              .send(
                  WeChatPayAttacks.on(merchant)
                      .order(house.number(paid), 2500)
                      .victim(house.number(victim)));

      assertThat(report.believed()).as(report.table()).isEmpty();
      assertThat(report.trueOnesAccepted()).as(report.table()).isTrue();
      assertThat(report.with(Verdict.HUNG)).as(report.table()).isEmpty();
      assertThat(report.with(Verdict.NOT_SHOWN)).as(report.table()).isEmpty();
      // The shop has asked for no such refund and wants to hear of it again.
      assertThat(report.with(Verdict.ERROR))
          .as(report.table())
          .extracting(result -> result.attack().name())
          .containsExactly("refund-with-a-payments-fields");
      assertThat(house.status(paid)).isEqualTo(Order.Status.PAID);
      assertThat(house.orders.parcelsOf(paid)).isEqualTo(1);
      assertThat(house.status(victim)).isEqualTo(Order.Status.OPEN);
      assertThat(house.orders.parcelsOf(victim)).isZero();
    }
  }
}
