// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.servlet;

import io.countersign.alipay.AlipayConfig;
import io.countersign.http.OkHttpTransport;
import io.countersign.sandbox.alipay.AlipayMerchant;
import java.net.URI;

/** An open shop that takes Alipay. */
final class AlipayHouse extends WalletHouse<AlipayMerchant> {

  AlipayHouse() {
    super("alipay", sandbox -> sandbox.alipay().openMerchant());
  }

  @Override
  Till till(URI home) {
    return AlipayTill.of(
        AlipayConfig.fromEnvironment(merchant.environment()).toBuilder()
            .notifyUrl(home.resolve("/notify/alipay"))
            .clock(clock)
            .transport(new RecordedWire(OkHttpTransport.shared(), orders.timeline()))
            .retryPolicy(SmokeShop.quickly())
            .build());
  }

  @Override
  void pays(String number) {
    merchant.pay(number);
  }
}
