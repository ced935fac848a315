// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.ecpay;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.sandbox.SandboxClock;
import java.time.Instant;

/** One merchant before its gateway, in a time that only the test moves. */
final class Counter implements AutoCloseable {
  final SandboxClock clock = SandboxClock.drivenFrom(Instant.parse("2026-03-01T02:00:00Z"));
  final EcpayGateway gateway = EcpayGateway.listen(clock, 0);
  final EcpayMerchant merchant =
      gateway.openStageMerchant(StageMerchant.PAYMENT, EcpaySetup.usual());
  final FormClient client = new FormClient(gateway, merchant);

  /** The data of any call. */
  ObjectNode data() {
    return Json.object().put("MerchantID", merchant.merchantId());
  }

  /** The data of a call about a right order, for a test to change. */
  ObjectNode order(String number, int dollars, String returnUrl) {
    ObjectNode data = data();
    data.putObject("OrderInfo")
        .put("MerchantTradeNo", number)
        .put("MerchantTradeDate", Numbers.time(clock.instant()))
        .put("TotalAmount", dollars)
        .put("TradeDesc", "茶")
        .put("ItemName", "茶")
        .put("ReturnURL", returnUrl);
    return data;
  }

  @Override
  public void close() {
    gateway.close();
  }
}
