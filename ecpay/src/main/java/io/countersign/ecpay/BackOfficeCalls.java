// SPDX-License-Identifier: Apache-2.0
package io.countersign.ecpay;

import io.countersign.Outcome;
import io.countersign.PaymentRef;
import java.util.Map;

/** Charging a card by its number. */
final class BackOfficeCalls {

  private static final String BACK_AUTH = "/1.0.0/Cashier/BackAuth";

  private final GatewayCalls gateway;
  private final EmbeddedFields fields;

  BackOfficeCalls(GatewayCalls gateway) {
    this.gateway = gateway;
    this.fields = new EmbeddedFields(gateway.merchant());
  }

  PaymentRef ref(EcpayEmbeddedOrder order) {
    return fields.cardOnly(order).ref().withProduct(Product.BACK_AUTH);
  }

  Outcome<EcpayChargeResult> authorize(EcpayEmbeddedOrder order, EcpayCard card) {
    EmbeddedFields.Draft draft = fields.cardOnly(order);
    Map<String, Object> info = draft.orderInfo();
    if (order.resultUrl != null) {
      info.put(
          "OrderResultURL",
          EmbeddedFields.resultUrl(order.resultUrl, fields.notifyUrl(order.notifyUrl())));
    }
    // The page shows these three as parts of the order, unlike in the embedded form.
    info.put("ChoosePayment", Map.of("Credit", Map.of()));
    info.put("CardInfo", card.info());
    info.put("ConsumerInfo", order.consumer.latinInfo());
    return new SealedCharge(gateway, Operation.BACK_AUTH, Service.BACK_OFFICE)
        .send(draft.ref().withProduct(Product.BACK_AUTH), BACK_AUTH, draft.data());
  }
}
