// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.servlet;

import io.countersign.PaymentRef;
import io.countersign.sandbox.alipay.AlipayMerchant;
import io.countersign.sandbox.alipay.PayerBehaviour;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The payers of the sandbox's Alipay. On the cashier's page they log in, pay, type a password, or
 * leave.
 */
record AlipayPayers(AlipayMerchant merchant) implements PayerServlet.Payers {

  /** Before the payer's browser or app has brought the order, Alipay knows none and has no page. */
  @Override
  public Optional<URI> page(PaymentRef payment) {
    return merchant.order(payment.number()).map(known -> merchant.cashierPage(known.outTradeNo()));
  }

  @Override
  public Optional<URI> pageInApp(PaymentRef payment, String content) {
    boolean orderString = content.contains("method=alipay.trade.app.pay");
    return orderString ? Optional.of(merchant.openInApp(content)) : page(payment);
  }

  @Override
  public Map<String, String> brings(String scene) {
    return switch (scene) {
      case "mini-program" -> Map.of("payer", merchant.payerUserId());
      case "payment-code" -> codes();
      default -> Map.of();
    };
  }

  private Map<String, String> codes() {
    Map<String, String> codes = new LinkedHashMap<>();
    codes.put("code", merchant.paymentCode(PayerBehaviour.PAYS_AT_ONCE));
    codes.put("slow", merchant.paymentCode(PayerBehaviour.PAYS_AFTER_PASSWORD));
    codes.put("poor", merchant.paymentCode(PayerBehaviour.NOT_ENOUGH));
    return codes;
  }
}
