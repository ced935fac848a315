// SPDX-License-Identifier: Apache-2.0
package io.countersign.unionpay;

import io.countersign.OpenPage;
import io.countersign.Outcome;
import io.countersign.Payment;
import io.countersign.PaymentRef;
import io.countersign.Rejection;
import io.countersign.Scene;
import io.countersign.sandbox.unionpay.Operation;
import io.countersign.sandbox.unionpay.PayerBehaviour;
import java.util.Optional;

/** A shop's counter: orders there, and how often the gateway was asked to do what. */
final class Counter {
  final Shop shop;
  private final Browser browser = new Browser();

  Counter(Shop shop) {
    this.shop = shop;
  }

  /** A page that its payer has opened and not paid. */
  PaymentRef opened(Scene<OpenPage> scene, UnionPayOption... options) {
    var order = shop.order(scene);
    for (UnionPayOption option : options) {
      order.with(option);
    }
    Outcome.Accepted<OpenPage> made = Shop.accepted(shop.client().create(order.build()));
    if (browser.open(made.value()).isEmpty()) {
      throw new AssertionError(browser.problem(made.value()));
    }
    return made.payment().orElseThrow();
  }

  /** A web page that its payer has opened and not paid. */
  PaymentRef opened() {
    return opened(Scene.webPage(Shop.BACK));
  }

  /** A QR code on the screen, which nobody has scanned. */
  PaymentRef shown() {
    return made(Scene.qrCode());
  }

  /** An order by QR code that is paid. */
  PaymentRef paid() {
    PaymentRef ref = shown();
    shop.merchant.pay(ref.number());
    return ref;
  }

  /** A charge by payment code, paid or waiting for its payer. */
  PaymentRef charged(PayerBehaviour payer) {
    return made(code(payer));
  }

  Scene<Payment> code(PayerBehaviour payer) {
    return Scene.paymentCode(shop.merchant.paymentCode(payer));
  }

  /** The reference of an order that was never sent. */
  PaymentRef ref(String product) {
    PaymentRef ref =
        PaymentRef.of(UnionPayClient.PROVIDER, shop.freshId(), Shop.HUNDRED).withProduct(product);
    return shop.subMerchant.isEmpty() ? ref : ref.withOnBehalfOf(shop.subMerchant.get().number());
  }

  private PaymentRef made(Scene<?> scene) {
    return Shop.accepted(shop.client().create(shop.order(scene).build())).payment().orElseThrow();
  }

  int sent(Operation operation) {
    return shop.requests(operation).size();
  }

  static <T> Outcome.Unknown<T> unknown(Outcome<T> outcome) {
    if (outcome instanceof Outcome.Unknown<T> unknown) {
      return unknown;
    }
    throw new AssertionError("not unknown: " + outcome);
  }

  static Rejection rejected(Outcome<?> outcome) {
    if (outcome instanceof Outcome.Rejected<?> rejected) {
      return rejected.rejection();
    }
    throw new AssertionError("not rejected: " + outcome);
  }

  static Payment found(Optional<Payment> payment) {
    return payment.orElseThrow(() -> new AssertionError("not found"));
  }
}
