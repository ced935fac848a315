// SPDX-License-Identifier: Apache-2.0
package io.countersign.testing;

import io.countersign.Delivery;
import io.countersign.Expectations;
import io.countersign.ExpectedPayment;
import io.countersign.NotificationAction;
import io.countersign.Payment;
import io.countersign.PaymentRef;
import io.countersign.ProviderEvent;
import io.countersign.Refund;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A shop that writes down every effect and does nothing to suppress a second one. */
final class ModelShop implements Expectations, NotificationAction {

  private final Map<String, PaymentRef> orders = new ConcurrentHashMap<>();
  private final List<Payment> payments = new CopyOnWriteArrayList<>();
  private final List<Refund> refunds = new CopyOnWriteArrayList<>();
  private final List<ProviderEvent> events = new CopyOnWriteArrayList<>();
  private final List<Delivery> deliveries = new CopyOnWriteArrayList<>();

  ModelShop() {}

  ModelShop(PaymentRef order) {
    expect(order);
  }

  void expect(PaymentRef order) {
    orders.put(order.number(), PaymentRef.parse(order.toString()));
  }

  @Override
  public Optional<ExpectedPayment> of(String number) {
    return Optional.ofNullable(orders.get(number)).map(ExpectedPayment::of);
  }

  @Override
  public void payment(Payment payment, Delivery delivery) {
    payments.add(payment);
    deliveries.add(delivery);
  }

  @Override
  public void refund(Refund refund, Delivery delivery) {
    refunds.add(refund);
    deliveries.add(delivery);
  }

  @Override
  public void event(ProviderEvent event, Delivery delivery) {
    events.add(event);
    deliveries.add(delivery);
  }

  List<Payment> payments() {
    return payments;
  }

  List<Refund> refunds() {
    return refunds;
  }

  List<ProviderEvent> events() {
    return events;
  }

  List<Boolean> repeated() {
    return deliveries.stream().map(Delivery::repeated).toList();
  }

  int effects() {
    return deliveries.size();
  }
}
