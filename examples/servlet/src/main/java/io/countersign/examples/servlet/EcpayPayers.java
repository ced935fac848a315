// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.servlet;

import io.countersign.PaymentRef;
import io.countersign.sandbox.ecpay.EcpayMerchant;
import java.net.URI;
import java.util.Map;
import java.util.Optional;

/**
 * The payers of the sandbox's ECPay. On the cashier's page they pay by card with a password, pay at
 * the bank or the store's counter, fail, or only simulate.
 */
record EcpayPayers(EcpayMerchant merchant) implements PayerServlet.Payers {

  /** Before the payer's browser has posted the form, ECPay knows no order and has no page. */
  @Override
  public Optional<URI> page(PaymentRef payment) {
    return merchant
        .order(payment.number())
        .map(known -> merchant.cashierPage(known.merchantTradeNo()));
  }

  @Override
  public Map<String, String> brings(String scene) {
    return Map.of();
  }
}
