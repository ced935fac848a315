// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.servlet;

import io.countersign.PaymentRef;
import io.countersign.sandbox.wechatpay.PayerBehaviour;
import io.countersign.sandbox.wechatpay.WeChatPayMerchant;
import java.net.URI;
import java.util.LinkedHashMap;
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
      case "payment-code" -> codes();
      // From the range for documentation: on loopback nobody has a public address.
      case "mobile-page" -> Map.of("address", "203.0.113.7");
      default -> Map.of();
    };
  }

  private Map<String, String> codes() {
    Map<String, String> codes = new LinkedHashMap<>();
    codes.put("code", merchant.authCode(PayerBehaviour.PAYS_AT_ONCE));
    codes.put("slow", merchant.authCode(PayerBehaviour.PAYS_AFTER_PASSWORD));
    codes.put("poor", merchant.authCode(PayerBehaviour.NOT_ENOUGH));
    return codes;
  }
}
