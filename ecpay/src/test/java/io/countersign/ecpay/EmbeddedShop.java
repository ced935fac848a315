// SPDX-License-Identifier: Apache-2.0
package io.countersign.ecpay;

import io.countersign.Outcome;
import io.countersign.PaymentRef;
import io.countersign.PersonalText;
import io.countersign.Secret;
import java.net.URI;

/** A shop whose page holds ECPay's form. */
final class EmbeddedShop implements AutoCloseable {
  static final URI BACK = URI.create("https://shop.example.com/ecpay/back");
  static final PersonalText MEMBER = PersonalText.of("member-0042");
  static final EcpayConsumer PAYER =
      EcpayConsumer.byPhone(PersonalText.of("0912345678"))
          .withName(PersonalText.of("王小明"))
          .withMemberId(MEMBER);

  final Shop shop;
  final EcpayClient client;
  final EcpayEmbedded embedded;

  private EmbeddedShop(Shop shop) {
    this.shop = shop;
    this.client = shop.impatientClient();
    this.embedded = client.embedded();
  }

  static EmbeddedShop open() {
    return new EmbeddedShop(Shop.open());
  }

  static EmbeddedShop openOnBehalf() {
    return new EmbeddedShop(Shop.openOnBehalf());
  }

  EcpayEmbeddedOrder.Builder order() {
    return EcpayEmbeddedOrder.of(shop.freshId(), Shop.HUNDRED)
        .description("一杯茶 🍵 ~+*'()")
        .consumer(PAYER)
        .resultUrl(BACK);
  }

  /** What the payer's page got for a card that was typed in. */
  Secret filledIn(EcpayEmbeddedOrder order) {
    return Secret.of(
        shop.collector().payToken(Shop.accepted(embedded.tokenByTrade(order)).value().forPage()));
  }

  Outcome<EcpayChargeResult> charge(EcpayEmbeddedOrder order) {
    return embedded.createPayment(embedded.ref(order), filledIn(order));
  }

  long chargesOf(PaymentRef payment) {
    return shop.collector().chargesOf(payment.number());
  }

  @Override
  public void close() {
    shop.close();
  }
}
