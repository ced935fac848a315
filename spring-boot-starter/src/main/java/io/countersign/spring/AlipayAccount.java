// SPDX-License-Identifier: Apache-2.0
package io.countersign.spring;

import io.countersign.PaymentClient;
import io.countersign.alipay.AlipayClient;
import io.countersign.alipay.AlipayConfig;
import io.countersign.alipay.AlipaySubMerchant;
import java.util.Map;

/** Opens accounts at Alipay; loaded only where its module is on the class path. */
final class AlipayAccount {

  private AlipayAccount() {}

  static PaymentClient open(Map<String, String> variables, Wiring wiring) {
    AlipayConfig.Builder builder = AlipayConfig.fromEnvironment(variables).toBuilder();
    wiring.into(builder);
    AlipayClient client = AlipayClient.of(builder.build());
    boolean acts =
        Wiring.anyGiven(variables, "ALIPAY_AUTH_")
            || Wiring.anyGiven(variables, "ALIPAY_APP_AUTH_TOKEN");
    return acts ? client.onBehalfOf(AlipaySubMerchant.fromEnvironment(variables)) : client;
  }
}
