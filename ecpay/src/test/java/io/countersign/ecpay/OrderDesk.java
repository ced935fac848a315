// SPDX-License-Identifier: Apache-2.0
package io.countersign.ecpay;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.Money;
import io.countersign.PaymentRef;
import io.countersign.http.HttpCall;
import io.countersign.http.TransportException;
import io.countersign.spi.FormFields;
import java.time.Duration;
import java.util.Map;

/** Orders as the payer's browser posts them to the order page. */
final class OrderDesk {
  private final Shop shop;

  OrderDesk(Shop shop) {
    this.shop = shop;
  }

  /** A hundred dollars, by whatever the payer chooses. */
  PaymentRef placed() {
    return placed(Shop.HUNDRED, Map.of());
  }

  PaymentRef placed(Money total, Map<String, String> more) {
    GatewayCalls gateway = shop.client().gateway();
    PaymentRef ref =
        gateway
            .merchant()
            .own(
                PaymentRef.of(EcpayClient.PROVIDER, shop.freshId(), total)
                    .withProduct(Product.PAGE));
    FormFields fields = new FormFields();
    gateway.merchant().name(fields);
    fields
        .put("MerchantTradeNo", ref.number())
        .put("MerchantTradeDate", TaipeiTime.text(ref.id().createdAt()))
        .put("PaymentType", "aio")
        .put("TotalAmount", Long.toString(total.minorUnits() / 100))
        .put("TradeDesc", "一杯茶")
        .put("ItemName", "一杯茶 +100% ~' (熱)")
        .put("ReturnURL", Shop.NOTIFY_URL.toString())
        .put("ChoosePayment", "ALL")
        .put("EncryptType", "1");
    more.forEach(fields::put);
    HttpCall post =
        gateway
            .forms()
            .signed(
                FormExchange.Form.of(Service.PAYMENT, "/Cashier/AioCheckOut/V5", fields),
                true,
                shop.clock.instant(),
                Duration.ofSeconds(10));
    try {
      assertThat(gateway.transport().send(post).status())
          .describedAs("the way to the cashier")
          .isEqualTo(302);
    } catch (TransportException broken) {
      throw new AssertionError(broken);
    }
    return ref;
  }
}
