// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.servlet;

import io.countersign.http.OkHttpTransport;
import io.countersign.sandbox.unionpay.UnionPayMerchant;
import io.countersign.unionpay.UnionPayConfig;
import java.net.URI;

/** An open shop that takes UnionPay. */
final class UnionPayHouse extends WalletHouse<UnionPayMerchant> {

  UnionPayHouse() {
    super("unionpay", sandbox -> sandbox.unionPay().openMerchant());
  }

  @Override
  Till till(URI home) {
    return UnionPayTill.of(
        UnionPayConfig.fromEnvironment(merchant.environment()).toBuilder()
            .notifyUrl(home.resolve("/notify/unionpay"))
            .clock(clock)
            .transport(new RecordedWire(OkHttpTransport.shared(), orders.timeline()))
            .retryPolicy(SmokeShop.quickly())
            .build());
  }

  @Override
  void pays(String number) {
    merchant.pay(number);
  }

  /** The same order by another code of the payer's. */
  Visitor.Answer anotherCode(String order, String code) {
    return visitor.post(
        "/checkout", "provider", "unionpay", "scene", "payment-code", "order", order, "code", code);
  }
}
