// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.workflow;

import io.countersign.Evidence;
import io.countersign.FollowUp;
import io.countersign.NotificationHandler;
import io.countersign.Outcome;
import io.countersign.Payment;
import io.countersign.PaymentClient;
import io.countersign.PaymentRef;
import io.countersign.PaymentRequest;
import io.countersign.PaymentState;
import io.countersign.ProviderFields;
import io.countersign.Refund;
import io.countersign.RefundRequest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** A provider that answers as a test says, without any network. */
final class PlayedClient implements PaymentClient {

  final List<PaymentRequest<?>> created = new ArrayList<>();
  final List<RefundRequest> refunds = new ArrayList<>();
  Function<PaymentRequest<?>, Outcome<?>> creates = request -> unknown();
  Function<PaymentRef, Optional<Payment>> finds = ref -> Optional.empty();
  Supplier<Outcome<Refund>> gives = PlayedClient::unknown;

  /** By when calls were to end, each time somebody said so. */
  final List<Instant> deadlines = new ArrayList<>();

  String provider = "played";
  private final Clock clock;

  PlayedClient(Clock clock) {
    this.clock = clock;
  }

  static <R> Outcome<R> unknown() {
    return new Outcome.Unknown<>("played", new FollowUp.Ask(Instant.EPOCH));
  }

  Payment payment(PaymentRef ref, PaymentState state) {
    return report(ref, state).build();
  }

  /** Paid once, and given back in full since. */
  Payment givenBack(PaymentRef ref) {
    return report(ref, PaymentState.PAID).refundedTotal(ref.total()).build();
  }

  private Payment.Builder report(PaymentRef ref, PaymentState state) {
    return Payment.of(
            ref,
            state,
            state.name(),
            ProviderFields.none(),
            Evidence.of(Evidence.Kind.SIGNED_ANSWER, clock.instant()))
        .orderTotal(ref.total());
  }

  @Override
  public String provider() {
    return provider;
  }

  @Override
  public PaymentRef ref(PaymentRequest<?> request) {
    return PaymentRef.of(provider, request.id(), request.amount());
  }

  @Override
  @SuppressWarnings("unchecked") // What a test lets it answer fits the scene.
  public <R> Outcome<R> create(PaymentRequest<R> request) {
    created.add(request);
    return (Outcome<R>) creates.apply(request);
  }

  @Override
  public Optional<Payment> find(PaymentRef payment) {
    return finds.apply(payment);
  }

  @Override
  public Outcome<Refund> refund(RefundRequest request) {
    refunds.add(request);
    return gives.get();
  }

  @Override
  public FollowUp followUp(PaymentRef payment, Optional<Payment> last, Instant now) {
    return last.map(Payment::state).map(PaymentState::isFinal).orElse(false)
        ? new FollowUp.Done()
        : new FollowUp.Ask(now.plus(Duration.ofSeconds(30)));
  }

  @Override
  public NotificationHandler notifications() {
    throw new UnsupportedOperationException();
  }

  @Override
  public PaymentClient before(Instant deadline) {
    deadlines.add(deadline);
    return this;
  }
}
