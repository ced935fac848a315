// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.spring;

import io.countersign.Delivery;
import io.countersign.NotificationAction;
import io.countersign.Payment;
import io.countersign.PaymentClient;
import io.countersign.Refund;
import java.time.Clock;
import java.util.Optional;

/**
 * What the shop does about a proven notification to one merchant.
 *
 * @param merchant whose account it is about
 */
record Callbacks(String merchant, Orders orders, FollowUps followUps, Tills tills, Clock clock)
    implements NotificationAction {

  @Override
  public void payment(Payment payment, Delivery delivery) {
    PaymentClient client = tills.client(merchant);
    orders.payment(payment, client.followUp(payment.ref(), Optional.of(payment), clock.instant()));
  }

  @Override
  public void refund(Refund refund, Delivery delivery) {
    followUps.told(merchant, refund);
  }
}
