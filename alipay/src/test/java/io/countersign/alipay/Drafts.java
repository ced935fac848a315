// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.countersign.InvalidRequestException;
import io.countersign.PaymentRequest;
import io.countersign.Pem;
import io.countersign.Scene;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** What orders of every scene say, before they are signed; of a merchant who names no account. */
final class Drafts {
  private final Shop shop;
  final OrderFields orders;

  Drafts(Shop shop) {
    this.shop = shop;
    this.orders =
        new OrderFields(
            Merchant.of(
                AlipayConfig.builder()
                    .appId(shop.merchant.appId())
                    .appPrivateKey(Pem.text(shop.merchant.appPrivateKey()))
                    .alipayPublicKey(Pem.text(shop.merchant.alipayPublicKey()))
                    .notifyUrl(Shop.NOTIFY_URL)
                    .build()));
  }

  Map<String, Object> content(Product product, AlipayOption... options) {
    PaymentRequest.Builder<?> order = order(product);
    for (AlipayOption option : options) {
      order.with(option);
    }
    Call call = orders.order(order.build()).call();
    assertThat(call.method()).isEqualTo(product.method());
    return call.content().orElseThrow();
  }

  PaymentRequest.Builder<?> order(Product product) {
    return switch (product) {
      case PAGE -> shop.order(Scene.webPage(ScenesTest.BACK));
      case WAP -> shop.order(Scene.mobilePage(ScenesTest.BACK, "203.0.113.7"));
      case APP -> shop.order(Scene.inApp());
      case PRECREATE -> shop.order(Scene.qrCode());
      case CREATE -> shop.order(Scene.inWallet("2088000000000001"));
      case PAY -> shop.order(Scene.paymentCode("280000000000000001"));
    };
  }

  static void refused(String message, ThrowingCallable call) {
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(call)
        .withMessageContaining(message);
  }
}
