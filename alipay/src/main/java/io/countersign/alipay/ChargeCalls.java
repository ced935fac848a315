// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import io.countersign.Outcome;
import io.countersign.Payment;
import io.countersign.PaymentRef;
import java.net.URI;
import java.util.Map;
import java.util.Optional;

/** Payments without the payer's doing: from frozen money, or by an agreement. */
final class ChargeCalls {

  private final GatewayCalls gateway;

  ChargeCalls(GatewayCalls gateway) {
    this.gateway = gateway;
  }

  PaymentRef ref(AlipayCharge charge) {
    OrderRules.number(charge.id().number());
    return gateway
        .merchant()
        .own(PaymentRef.of(Merchant.PROVIDER, charge.id(), charge.amount()))
        .withProduct(charge.product());
  }

  Outcome<Payment> charge(AlipayCharge charge) {
    BusinessFields fields = new BusinessFields();
    fields.put("out_trade_no", OrderRules.number(charge.id().number()));
    fields.put("total_amount", Yuan.text("amount", charge.amount()));
    fields.put("subject", charge.description());
    if (charge.attachment().isPresent()) {
      fields.put("passback_params", Attachment.wire(charge.attachment().get()));
    }
    for (Map.Entry<String, Object> field : charge.fields().entrySet()) {
      fields.put(field.getKey(), field.getValue());
    }
    for (AlipayOption option : AlipayOption.of(charge.options(), Product.PAY.target())) {
      fields.add(option);
    }
    Call call = Call.of(Product.PAY.method(), fields.asMap());
    Optional<URI> address =
        charge.notifyUrl().isPresent() ? charge.notifyUrl() : gateway.merchant().notifyUrl();
    return new OrderCalls(gateway)
        .charge(
            ref(charge),
            address.isPresent()
                ? call.with(
                    "notify_url",
                    OrderRules.address("notifyUrl", address.get(), OrderRules.LONGEST_ADDRESS))
                : call);
  }
}
