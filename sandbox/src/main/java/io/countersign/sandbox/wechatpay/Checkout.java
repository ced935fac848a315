// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.wechatpay;

import java.util.Optional;

/**
 * Where a ticket leads a payer to: ordinary or combined orders. All methods are called while {@link
 * #monitor()} is locked; an action that is impossible is an {@link IllegalStateException}.
 */
interface Checkout {
  Object monitor();

  Optional<Order> find(String number);

  Order payable(String number);

  void pay(String number);

  void startPassword(String number);

  void failPayment(String number);
}
