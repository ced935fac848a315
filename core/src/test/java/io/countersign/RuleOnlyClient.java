// SPDX-License-Identifier: Apache-2.0
package io.countersign;

import java.time.Instant;
import java.util.Optional;

/** A client that can only say what is next; everything else fails the test. */
public final class RuleOnlyClient implements PaymentClient {

  /** What to do next. */
  public interface Rule {
    FollowUp next(PaymentRef ref, Optional<Payment> last, Instant now);
  }

  private final Rule rule;

  public RuleOnlyClient(Rule rule) {
    this.rule = rule;
  }

  @Override
  public String provider() {
    return "rulepay";
  }

  @Override
  public PaymentRef ref(PaymentRequest<?> request) {
    return PaymentRef.of(provider(), request.id(), request.amount())
        .withProduct(request.scene() instanceof Scene.PaymentCode ? "code" : "qr")
        .withPayBefore(request.payBefore().orElseThrow());
  }

  @Override
  public FollowUp followUp(PaymentRef payment, Optional<Payment> last, Instant now) {
    return rule.next(payment, last, now);
  }

  @Override
  public <R> Outcome<R> create(PaymentRequest<R> request) {
    throw new AssertionError("sent something");
  }

  @Override
  public Optional<Payment> find(PaymentRef payment) {
    throw new AssertionError("sent something");
  }

  @Override
  public Outcome<Refund> refund(RefundRequest request) {
    throw new AssertionError("sent something");
  }

  @Override
  public NotificationHandler notifications() {
    throw new AssertionError("has no notifications");
  }

  @Override
  public PaymentClient before(Instant deadline) {
    return this;
  }
}
