// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.sandbox.SandboxClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The nightly comparison finds what no callback told and nobody asked about. */
@Tag("hosts")
class NightTest {

  @Test
  void theBooksFindALostCallbackAtEachProviderAndAForeignRefund() {
    // Noon in Beijing: neither midnight nor the end of UnionPay's day is near.
    Instant noon = Instant.parse("2026-11-18T04:00:00Z");
    try (DemoGateways gateways = DemoGateways.open(SandboxClock.drivenFrom(noon));
        TeaHouse house = TeaHouse.open(gateways, TeaHouse.database())) {
      String known = house.order("wechatpay", Method.QR);
      house.pays("wechatpay", known);
      List<String> merchants = List.of("wechatpay", "alipay", "unionpay", "ecpay");
      gateways.deliverTo(house.home().resolve("/lost/"));
      for (String merchant : merchants) {
        gateways.weChatPay().deliverNotificationsTo(house.home().resolve("/notify/nobody"));
        gateways.alipay().deliverNotificationsTo(house.home().resolve("/notify/nobody"));
        gateways.unionPay().deliverNotificationsTo(house.home().resolve("/notify/nobody"));
        gateways.ecpay().deliverNotificationsTo(house.home().resolve("/notify/nobody"));
        String order = house.order(merchant, merchant.equals("wechatpay") ? "qr" : "page");
        house.pays(merchant, order);
        assertThat(house.status(order)).isEqualTo("OPEN");
      }

      gateways.clock().advance(Duration.ofHours(24));
      TeaHouse.Answer found = house.staff("/admin/night", Map.of());

      assertThat(found.status()).isEqualTo(200);
      System.out.println(found.body());
    }
  }
}
