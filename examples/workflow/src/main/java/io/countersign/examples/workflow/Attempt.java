// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.workflow;

import io.countersign.FollowUp;
import io.countersign.PaymentRef;
import io.countersign.PaymentState;
import java.util.Optional;

/**
 * The one attempt to collect for an order, as a row of the platform's table.
 *
 * @param order the order's number
 * @param account the merchant's account at the provider
 * @param ref {@link PaymentRef#toString()}
 * @param shown what the payer scans, once the provider has given it
 * @param state what the provider said last
 * @param refused why the provider took nothing on, if it refused
 * @param followUp {@link FollowUp#toText()}: what to do next about it, and when
 */
record Attempt(
    String order,
    String account,
    String ref,
    Optional<String> shown,
    Optional<PaymentState> state,
    Optional<String> refused,
    String followUp) {

  static Attempt of(String order, String account, PaymentRef ref, FollowUp next) {
    return new Attempt(
        order,
        account,
        ref.toString(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        next.toText());
  }

  PaymentRef payment() {
    return PaymentRef.parse(ref);
  }

  FollowUp next() {
    return FollowUp.parse(followUp);
  }

  /** Whether nothing more is sent or asked by itself: a person has to look. */
  boolean stopped() {
    return next() instanceof FollowUp.Reconcile;
  }

  /** Whether it is proven that nobody can pay it any more. */
  boolean over() {
    return refused.isPresent()
        || state.equals(Optional.of(PaymentState.CLOSED))
        || state.equals(Optional.of(PaymentState.FAILED))
        || (state.isPresent()
            && state.get() != PaymentState.PAID
            && next() instanceof FollowUp.Done);
  }

  Attempt showing(String content) {
    return new Attempt(order, account, ref, Optional.of(content), state, refused, followUp);
  }

  Attempt with(FollowUp next) {
    return new Attempt(order, account, ref, shown, state, refused, next.toText());
  }

  Attempt with(PaymentRef newRef, PaymentState newState, FollowUp next) {
    return new Attempt(
        order, account, newRef.toString(), shown, Optional.of(newState), refused, next.toText());
  }

  Attempt refused(String because) {
    return new Attempt(
        order, account, ref, shown, state, Optional.of(because), new FollowUp.Done().toText());
  }
}
