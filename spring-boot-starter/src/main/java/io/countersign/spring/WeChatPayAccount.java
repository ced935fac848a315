// SPDX-License-Identifier: Apache-2.0
package io.countersign.spring;

import io.countersign.PaymentClient;
import io.countersign.wechatpay.WeChatPayClient;
import io.countersign.wechatpay.WeChatPayConfig;
import io.countersign.wechatpay.WeChatPaySubMerchant;
import java.util.Map;

/** Opens accounts at WeChat Pay; loaded only where its module is on the class path. */
final class WeChatPayAccount {

  private WeChatPayAccount() {}

  static PaymentClient open(Map<String, String> variables, Wiring wiring) {
    WeChatPayConfig.Builder builder = WeChatPayConfig.fromEnvironment(variables).toBuilder();
    wiring.into(builder);
    WeChatPayClient client = WeChatPayClient.of(builder.build());
    boolean acts = Wiring.anyGiven(variables, "WECHATPAY_SUB_");
    return acts ? client.onBehalfOf(WeChatPaySubMerchant.fromEnvironment(variables)) : client;
  }
}
