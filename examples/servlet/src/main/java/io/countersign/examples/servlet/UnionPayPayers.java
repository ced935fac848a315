// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.servlet;

import io.countersign.PaymentRef;
import io.countersign.sandbox.unionpay.PayerBehaviour;
import io.countersign.sandbox.unionpay.UnionPayMerchant;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The payers of the sandbox's UnionPay. On the cashier's page they pay, type a password, show a
 * card that is refused, or leave.
 */
record UnionPayPayers(UnionPayMerchant merchant) implements PayerServlet.Payers {

  /** Before the payer's browser has posted the form, UnionPay knows no order and has no page. */
  @Override
  public Optional<URI> page(PaymentRef payment) {
    return merchant.order(payment.number()).map(known -> merchant.cashierPage(known.orderId()));
  }

  /** The shop's app hands the number (tn) to UnionPay's SDK. */
  @Override
  public Optional<URI> pageInApp(PaymentRef payment, String content) {
    return Optional.of(merchant.startApp(content));
  }

  @Override
  public Map<String, String> brings(String scene) {
    if (!scene.equals("payment-code")) {
      return Map.of();
    }
    Map<String, String> codes = new LinkedHashMap<>();
    codes.put("code", merchant.paymentCode(PayerBehaviour.PAYS_AT_ONCE));
    codes.put("slow", merchant.paymentCode(PayerBehaviour.PAYS_AFTER_PASSWORD));
    codes.put("poor", merchant.paymentCode(PayerBehaviour.NOT_ENOUGH));
    return codes;
  }
}
