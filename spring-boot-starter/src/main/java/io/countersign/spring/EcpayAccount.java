// SPDX-License-Identifier: Apache-2.0
package io.countersign.spring;

import io.countersign.PaymentClient;
import io.countersign.ecpay.EcpayClient;
import io.countersign.ecpay.EcpayConfig;
import io.countersign.ecpay.EcpaySubMerchant;
import java.util.Map;

/** Opens accounts at ECPay; loaded only where its module is on the class path. */
final class EcpayAccount {

  private EcpayAccount() {}

  static PaymentClient open(Map<String, String> variables, Wiring wiring) {
    EcpayConfig.Builder builder = EcpayConfig.fromEnvironment(variables).toBuilder();
    wiring.into(builder);
    EcpayClient client = EcpayClient.of(builder.build());
    boolean acts = Wiring.anyGiven(variables, "ECPAY_SUB_");
    return acts ? client.onBehalfOf(EcpaySubMerchant.fromEnvironment(variables)) : client;
  }
}
