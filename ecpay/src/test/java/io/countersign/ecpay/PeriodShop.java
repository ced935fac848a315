// SPDX-License-Identifier: Apache-2.0
package io.countersign.ecpay;

import io.countersign.PaymentRef;
import io.countersign.Secret;
import io.countersign.http.Headers;
import io.countersign.http.HttpCall;
import io.countersign.http.HttpTransport;
import io.countersign.http.TransportException;
import io.countersign.spi.FormFields;
import java.net.URI;
import java.time.Duration;
import java.util.Map;

/** A shop whose payers agree to pay a hundred dollars every month. */
final class PeriodShop implements AutoCloseable {
  static final Duration A_MONTH = Duration.ofDays(31);

  final Shop shop;
  final EcpayPeriods periods;

  private PeriodShop(Shop shop) {
    this.shop = shop;
    this.periods = shop.impatientClient().periods();
  }

  static PeriodShop open() {
    return new PeriodShop(Shop.open());
  }

  static PeriodShop openOnBehalf() {
    return new PeriodShop(Shop.openOnBehalf());
  }

  /** An order whose first charge is paid. */
  PaymentRef agreed(int times) {
    PaymentRef order = placed(Map.of("ExecTimes", Integer.toString(times)));
    shop.collector().payByCard(order.number());
    return order;
  }

  /** An order as the payer's browser posts it; nothing is paid. */
  PaymentRef placed(Map<String, String> more) {
    PaymentRef ref =
        PaymentRef.of(EcpayClient.PROVIDER, shop.freshId(), Shop.HUNDRED).withProduct("aio");
    FormFields form = new FormFields().put("MerchantID", shop.collector().merchantId());
    if (shop.subMerchant.isPresent()) {
      form.put("PlatformID", shop.merchant.merchantId());
      ref = ref.withOnBehalfOf(shop.subMerchant.get().merchantId());
    }
    form.put("MerchantTradeNo", ref.number())
        .put("MerchantTradeDate", TaipeiTime.text(shop.clock.instant()))
        .put("PaymentType", "aio")
        .put("TotalAmount", "100")
        .put("TradeDesc", "tea")
        .put("ItemName", "tea")
        .put("ReturnURL", Shop.NOTIFY_URL.toString())
        .put("ChoosePayment", "Credit")
        .put("EncryptType", "1")
        .put("PeriodAmount", "100")
        .put("PeriodType", "M")
        .put("Frequency", "1")
        .put("ExecTimes", "12");
    more.forEach(form::put);
    CheckMacValue.sign(
        form,
        new KeyPair(Secret.of(shop.merchant.hashKey()), Secret.of(shop.merchant.hashIv())),
        CheckMacValue.Hash.SHA256);
    post(form);
    return ref;
  }

  private void post(FormFields form) {
    URI page = shop.gateway.baseUri().resolve("/Cashier/AioCheckOut/V5");
    HttpCall call =
        HttpCall.of(
                "POST",
                page,
                Headers.builder().add("Content-Type", "application/x-www-form-urlencoded").build(),
                true,
                Duration.ofSeconds(10))
            .withBody(form.encoded());
    try {
      if (HttpTransport.shared().send(call).status() != 302) {
        throw new AssertionError("the order was not taken: " + shop.gateway.journal());
      }
    } catch (TransportException unreachable) {
      throw new AssertionError("the gateway is on this machine", unreachable);
    }
  }

  @Override
  public void close() {
    shop.close();
  }
}
