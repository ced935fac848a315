// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.servlet;

import io.countersign.FollowUp;
import io.countersign.PaymentId;
import io.countersign.PaymentRef;
import io.countersign.ProviderEvent;
import io.countersign.ReceivedRequest;
import io.countersign.Refund;
import io.countersign.RefundRequest;
import io.countersign.Scene;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What one provider does otherwise than the rest. Everything here has an answer for a provider that
 * has nothing of the kind.
 */
interface Particulars {

  /** Of a provider that has none. */
  static Particulars none() {
    return new Particulars() {};
  }

  /** Until when a payer may pay; empty where the provider ends nothing. */
  default Optional<Instant> payBefore(Scene<?> scene, Instant createdAt) {
    return Optional.of(createdAt.plus(Duration.ofMinutes(15)));
  }

  /** Where a payer's browser comes back to from the provider's page: the order's own address. */
  default URI back(URI home, Order order) {
    return home.resolve("/orders/" + order.id());
  }

  /**
   * The number of the attempt from whose page a payer's browser came back: a hint, no proof.
   *
   * @param raw what it brought in the body
   * @param query what it brought in the address, not decoded
   */
  default Optional<String> returned(ReceivedRequest raw, String query) {
    return Optional.empty();
  }

  /** The order whose id the shop itself wrote into the address that a browser came back to. */
  default Optional<String> orderIn(String query) {
    return Optional.empty();
  }

  /** Whether an attempt may still be asked for once more, under its number. */
  default boolean repeats(PaymentId attempt, Instant now) {
    return true;
  }

  /** Whether a refund that was refused is asked for again under its id, rather than another. */
  default boolean keepsRefundIds() {
    return true;
  }

  /** A payback as a request, with whatever the provider needs to be told. */
  default RefundRequest request(Payback payback) {
    return RefundRequest.of(payback.payment(), payback.refundId(), payback.amount());
  }

  /** Whether {@link #plan} has something to say. */
  default boolean plansRefunds() {
    return false;
  }

  /** What a refund would do, where that is more than one call or perhaps none. */
  default Optional<RefundPlan> plan(Payback payback) {
    return Optional.empty();
  }

  /** Whether a refund happened whose answer was lost, where it cannot be asked by its number. */
  default Optional<Refund> happened(Payback payback) {
    return Optional.empty();
  }

  /** What is to be done after a provider has spoken about a refund. */
  default FollowUp after(Refund refund, Instant now) {
    return Orders.after(refund, now);
  }

  /** Something happened that is neither a payment nor a refund. */
  default void event(ProviderEvent event, Orders orders) {}

  /** Asks about what is charged later for a payment; false once nothing will be. */
  default boolean askAboutLaterCharges(PaymentRef payment, Orders orders) {
    return false;
  }
}
