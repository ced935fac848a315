// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.lambda;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * What is still to be sent stands as a mark in the order, written together with what it tells of,
 * and is taken away after it was sent. So everything is sent at least once, and the timer sends
 * what an instance left behind.
 */
final class Outbox {

  /** The work on a new order. */
  static final String CREATE = "create";

  /** The work on an order whose payer wants parameters that are signed anew. */
  static final String SIGN = "sign";

  private final Aws aws;
  private final Settings settings;
  private final Orders orders;
  private final Metrics metrics;

  Outbox(Aws aws, Settings settings, Orders orders, Metrics metrics) {
    this.aws = aws;
    this.settings = settings;
    this.orders = orders;
    this.metrics = metrics;
  }

  /** Puts a new order on the queue; if that fails now, the timer does it. */
  void submit(String number) {
    try {
      enqueue(CREATE, number);
      orders.sent(number, Orders.TO_SUBMIT);
    } catch (SdkException later) {
      metrics.log("order " + number + " waits for the timer: " + later.getClass().getSimpleName());
    }
  }

  /** Puts work on the queue of orders. */
  void enqueue(String work, String number) {
    aws.queues()
        .sendMessage(
            send ->
                send.queueUrl(settings.required("ORDERS_QUEUE_URL"))
                    .messageBody(work + " " + number));
  }

  /** Tells the world that an order is paid; if that fails now, the timer does it. */
  void publish(String number) {
    Optional<Order> order = orders.find(number);
    if (order.isEmpty() || !order.get().mark().equals(Optional.of(Orders.TO_PUBLISH))) {
      return;
    }
    try {
      aws.topics()
          .publish(
              publish ->
                  publish
                      .topicArn(settings.required("ORDER_PAID_TOPIC_ARN"))
                      .message(paid(order.get())));
      orders.sent(number, Orders.TO_PUBLISH);
    } catch (SdkException later) {
      metrics.log(
          "order.paid of " + number + " waits for the timer: " + later.getClass().getSimpleName());
    }
  }

  /** The event. Its id is the same however often it is sent, so that a receiver can tell. */
  static String paid(Order order) {
    Map<String, Object> event = new LinkedHashMap<>();
    event.put("id", "order.paid/" + order.number());
    event.put("type", "order.paid");
    event.put("order", order.number());
    event.put("method", order.method().id());
    event.put("amount", order.amount().toDecimal());
    event.put("currency", order.amount().currency().getCurrencyCode());
    // Told late, it may have gone back already: who delivers looks at these two.
    event.put("state", order.state().name());
    event.put("refunded", order.refundedSoFar().toDecimal());
    order.paidAt().ifPresent(at -> event.put("paidAt", at.toString()));
    return FlatJson.write(event);
  }
}
