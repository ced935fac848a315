// SPDX-License-Identifier: Apache-2.0
package io.countersign.unionpay;

import io.countersign.Evidence;
import io.countersign.InvalidNotificationException;
import io.countersign.spi.FormFields;

/** Pays ahead for what a first call would load; no network. */
final class WarmUp {

  private WarmUp() {}

  static void of(UnionPayConfig config, GatewayCalls gateway, KeysInUse keys) {
    Call call = Call.of(Call.Path.QUERY, "00", "00", "000000").with("orderId", "warmwarm");
    FormFields sent =
        config.keys.signHere() ? gateway.signing().signed(call) : gateway.signing().fields(call);
    String certificate = config.keys.own().map(own -> own.pem()).orElse("");
    ReceivedMessage message =
        ReceivedMessage.ofForm(sent.put("signPubKeyCert", certificate).encoded()).orElseThrow();
    try {
      keys.proof().of(Evidence.Kind.SIGNED_ANSWER, message, config.terms.clock().instant());
    } catch (InvalidNotificationException theMerchantIsNotUnionPay) {
      // Looked at all the same, which is what loads.
    }
    config.terms.warmUp();
  }
}
