// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.servlet;

import io.countersign.PaymentRef;
import io.countersign.sandbox.wechatpay.PayerBehaviour;
import io.countersign.sandbox.wechatpay.WeChatPayMerchant;
import java.net.URI;
import java.util.Map;
import java.util.Optional;

/** The payers of the sandbox's WeChat Pay. */
record WeChatPayPayers(WeChatPayMerchant merchant) implements PayerServlet.Payers {

  @Override
  public Optional<URI> page(PaymentRef payment) {
    try {
      return Optional.of(merchant.cashierPage(payment.number()));
    } catch (IllegalStateException nothingToPay) {
      return Optional.empty();
    }
  }

  @Override
  public Map<String, String> brings(String scene) {
    return switch (scene) {
      case "mini-program" -> Map.of("payer", merchant.openIdOf(merchant.miniProgramAppId()));
      case "official-account" -> Map.of("payer", merchant.openIdOf(merchant.appId()));
      case "payment-code" ->
          Map.of(
              "code", merchant.authCode(PayerBehaviour.PAYS_AT_ONCE),
              "slow", merchant.authCode(PayerBehaviour.PAYS_AFTER_PASSWORD),
              "poor", merchant.authCode(PayerBehaviour.NOT_ENOUGH));
      default -> Map.of();
    };
  }
}
