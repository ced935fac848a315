// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.unionpay;

import java.util.Map;

/** Money to somebody's card. */
final class PayOutCalls {
  private static final String COMPANY = "04";

  private PayOutCalls() {}

  static Map<String, String> payOut(Call call) throws Refusal {
    call.account().orders.checkUnused(call);
    Secrets secrets = Secrets.of(call);
    boolean company = call.text("accType").equals(COMPANY);
    Map<String, String> customer = secrets.customer();
    boolean named =
        customer.containsKey("customerNm")
            || (customer.containsKey("certifTp") && customer.containsKey("certifId"));
    if (!company && !named) {
      throw Refusal.missing("customerInfo.customerNm, or certifTp and certifId,");
    }
    boolean strange =
        Cards.find(secrets.accNo())
            .filter(card -> !card.holder().isEmpty())
            .map(card -> !customer.getOrDefault("customerNm", card.holder()).equals(card.holder()))
            .orElse(false);
    if (strange) {
      throw new Refusal("66", "customerNm is not the card's");
    }
    FollowUpCalls.checkMoney(call, call.fen());
    Transaction payOut = new Transaction(call, call.fen(), call.now(), null);
    payOut.card = secrets.accNo();
    return payOut.accepted(call.account().orders.run(payOut));
  }
}
