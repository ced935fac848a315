// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.servlet;

import io.countersign.FollowUp;
import io.countersign.NotificationHandler;
import io.countersign.Outcome;
import io.countersign.Payment;
import io.countersign.PaymentClient;
import io.countersign.PaymentRef;
import io.countersign.PaymentRequest;
import io.countersign.Refund;
import io.countersign.RefundRequest;
import java.time.Instant;
import java.util.Optional;

/**
 * A client whose notifications are written down. For the notify URL only: it does not say what else
 * the client can do.
 *
 * @param client the client itself
 * @param timeline where it is written
 */
record RecordedClient(PaymentClient client, Timeline timeline) implements PaymentClient {

  @Override
  public NotificationHandler notifications() {
    return new RecordedNotifications(client.notifications(), timeline);
  }

  @Override
  public String provider() {
    return client.provider();
  }

  @Override
  public PaymentRef ref(PaymentRequest<?> request) {
    return client.ref(request);
  }

  @Override
  public <R> Outcome<R> create(PaymentRequest<R> request) {
    return client.create(request);
  }

  @Override
  public Optional<Payment> find(PaymentRef payment) {
    return client.find(payment);
  }

  @Override
  public Outcome<Refund> refund(RefundRequest request) {
    return client.refund(request);
  }

  @Override
  public FollowUp followUp(PaymentRef payment, Optional<Payment> last, Instant now) {
    return client.followUp(payment, last, now);
  }

  @Override
  public PaymentClient before(Instant deadline) {
    return new RecordedClient(client.before(deadline), timeline);
  }
}
