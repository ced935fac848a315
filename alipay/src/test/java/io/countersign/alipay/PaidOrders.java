// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import io.countersign.FollowUp;
import io.countersign.Money;
import io.countersign.Outcome;
import io.countersign.PaymentId;
import io.countersign.PaymentRef;
import io.countersign.spi.Verdict;
import java.util.Map;

/** Makes orders at the sandbox's gateway, and pays them. */
final class PaidOrders {
  private final Shop shop;

  PaidOrders(Shop shop) {
    this.shop = shop;
  }

  /** An order that the payer has opened and not paid. */
  PaymentRef begun(Money total) {
    PaymentRef ref = placed(total);
    shop.collector().begin(ref.number());
    return ref;
  }

  PaymentRef paid(Money total) {
    PaymentRef ref = placed(total);
    shop.collector().pay(ref.number());
    return ref;
  }

  PaymentRef paid() {
    return paid(Shop.HUNDRED);
  }

  PaymentRef placed(Money total) {
    PaymentId id = shop.freshId();
    GatewayCalls gateway = shop.client().gateway();
    Shop.accepted(
        gateway
            .exchange()
            .write(
                Operation.ORDER,
                id.number(),
                Call.of(
                    "alipay.trade.precreate",
                    Map.of(
                        "out_trade_no",
                        id.number(),
                        "total_amount",
                        Yuan.text("total", total),
                        "subject",
                        "一杯茶, 大 \"冰\"")),
                answer -> Verdict.accepted(answer.fields().text("qr_code").orElse("")),
                Outcome.Rejected::new,
                FollowUp.Done::new));
    return gateway.merchant().own(PaymentRef.of(Merchant.PROVIDER, id, total));
  }
}
