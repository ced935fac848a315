// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import io.countersign.InvokeWallet;
import io.countersign.Outcome;
import io.countersign.Payment;
import io.countersign.PaymentRef;
import io.countersign.Rejection;
import io.countersign.Scene;
import io.countersign.sandbox.alipay.Operation;
import io.countersign.sandbox.alipay.PayerBehaviour;
import java.util.Optional;

/** A shop's counter: orders there, and how often the gateway was asked to do what. */
final class Counter {
  final Shop shop;

  Counter(Shop shop) {
    this.shop = shop;
  }

  /** A QR code on the screen, which nobody has scanned. */
  PaymentRef shown() {
    return made(Scene.qrCode());
  }

  /** An order that the payer has opened and not paid. */
  PaymentRef opened() {
    PaymentRef ref = shown();
    shop.collector().begin(ref.number());
    return ref;
  }

  /** An order that is paid. */
  PaymentRef paid() {
    PaymentRef ref = opened();
    shop.collector().pay(ref.number());
    return ref;
  }

  /** A charge by payment code, paid or waiting for its payer. */
  PaymentRef charged(PayerBehaviour payer) {
    return made(code(payer));
  }

  Scene<Payment> code(PayerBehaviour payer) {
    return Scene.paymentCode(shop.collector().paymentCode(payer));
  }

  Scene<InvokeWallet> wallet() {
    return Scene.inWallet(shop.collector().payerUserId());
  }

  private PaymentRef made(Scene<?> scene) {
    return Shop.accepted(shop.client().create(shop.order(scene).build())).payment().orElseThrow();
  }

  /** The reference of an order that was never sent. */
  PaymentRef ref(String product) {
    PaymentRef ref = PaymentRef.of("alipay", shop.freshId(), Shop.HUNDRED).withProduct(product);
    return shop.subMerchant.isEmpty() ? ref : ref.withOnBehalfOf(shop.collector().appId());
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
