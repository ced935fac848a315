// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.functions;

import io.countersign.FollowUp;
import io.countersign.NotificationHandler;
import io.countersign.Outcome;
import io.countersign.Payment;
import io.countersign.PaymentClient;
import io.countersign.PaymentRef;
import io.countersign.PaymentRequest;
import io.countersign.Refund;
import io.countersign.RefundRequest;
import io.countersign.UnavailableException;
import io.countersign.sandbox.SandboxClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A client whose provider takes its time, in driven time; it notes until when it may. */
final class SlowClient implements PaymentClient {

  final List<Instant> deadlines = new ArrayList<>();
  private final PaymentClient client;
  private final SandboxClock clock;
  private final Optional<Duration> answersAfter;
  private Instant deadline = Instant.MAX;

  private SlowClient(PaymentClient client, SandboxClock clock, Optional<Duration> answersAfter) {
    this.client = client;
    this.clock = clock;
    this.answersAfter = answersAfter;
  }

  /** Its provider never answers: a call lasts as long as it may. */
  static SlowClient hanging(PaymentClient client, SandboxClock clock) {
    return new SlowClient(client, clock, Optional.empty());
  }

  /** Its provider answers late, and knows no payment. */
  static SlowClient answering(PaymentClient client, SandboxClock clock, Duration late) {
    return new SlowClient(client, clock, Optional.of(late));
  }

  @Override
  public PaymentClient before(Instant newDeadline) {
    deadline = newDeadline;
    deadlines.add(newDeadline);
    return this;
  }

  @Override
  public Optional<Payment> find(PaymentRef payment) {
    if (answersAfter.isPresent()) {
      clock.advance(answersAfter.get());
      return Optional.empty();
    }
    clock.advance(Duration.between(clock.instant(), deadline));
    throw new UnavailableException("no answer in time");
  }

  @Override
  public FollowUp followUp(PaymentRef payment, Optional<Payment> last, Instant now) {
    return client.followUp(payment, last, now);
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
  public Outcome<Refund> refund(RefundRequest request) {
    return client.refund(request);
  }

  @Override
  public NotificationHandler notifications() {
    return client.notifications();
  }
}
