// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import io.countersign.FollowUp;
import io.countersign.Money;
import io.countersign.Outcome;
import io.countersign.PaymentRef;
import io.countersign.sandbox.alipay.SignedForm;
import io.countersign.spi.Verdict;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;

/** Orders at the gateway that the shop expects, and what payers do with them. */
final class OrderDesk {
  private final Shop shop;

  OrderDesk(Shop shop) {
    this.shop = shop;
  }

  /** A hundred yuan, which nobody has paid. */
  PaymentRef placed() {
    return placed(Shop.HUNDRED, Map.of());
  }

  PaymentRef placed(Money total, Map<String, String> more) {
    GatewayCalls gateway = shop.client().gateway();
    PaymentRef ref =
        gateway.merchant().own(PaymentRef.of(AlipayClient.PROVIDER, shop.freshId(), total));
    Map<String, Object> content = new LinkedHashMap<>(more);
    content.put("out_trade_no", ref.number());
    content.put("total_amount", Yuan.text("total_amount", total));
    content.put("subject", "一杯茶 +100% ~' (热) \"<b>\"");
    URI address = gateway.merchant().notifyUrl().orElse(Shop.NOTIFY_URL);
    Shop.accepted(
        gateway
            .exchange()
            .write(
                Operation.ORDER,
                ref.number(),
                Call.of("alipay.trade.precreate", content).with("notify_url", address.toString()),
                answer -> Verdict.accepted(""),
                Outcome.Rejected::new,
                FollowUp.Done::new));
    shop.expect(ref);
    return ref;
  }

  PaymentRef paid() {
    PaymentRef ref = placed();
    shop.collector().pay(ref.number());
    return ref;
  }

  /** A part of an order, given back. */
  void refund(PaymentRef payment, String refundId, String yuan) {
    Shop.accepted(
        shop.client()
            .gateway()
            .exchange()
            .write(
                Operation.REFUND,
                payment.number(),
                Call.of(
                    "alipay.trade.refund",
                    Map.of(
                        "out_trade_no",
                        payment.number(),
                        "out_request_no",
                        refundId,
                        "refund_amount",
                        yuan)),
                answer -> Verdict.accepted(""),
                Outcome.Rejected::new,
                FollowUp.Done::new));
  }

  SignedForm notification(PaymentRef payment) {
    return shop.collector().notification(payment.number());
  }

  SignedForm refundNotification(PaymentRef payment, String refundId) {
    return shop.collector().refundNotification(payment.number(), refundId);
  }
}
