// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.servlet;

import io.countersign.FollowUp;
import io.countersign.PaymentRef;
import io.countersign.PaymentState;
import io.countersign.Scene;
import java.util.Optional;

/**
 * One attempt to collect for an order, as a row of the shop's table. Two text columns hold all that
 * Countersign needs later, perhaps in another process.
 *
 * @param orderId the order
 * @param way what the payer chose, and
 * @param scene where the payer was, to tell whether a repeat is the identical one
 * @param ref {@link PaymentRef#toString()}
 * @param state what the provider said last
 * @param followUp {@link FollowUp#toText()}: what to do next about it, and when
 */
record Attempt(
    String orderId,
    Way way,
    Scene<?> scene,
    String ref,
    Optional<PaymentState> state,
    String followUp) {

  PaymentRef payment() {
    return PaymentRef.parse(ref);
  }

  FollowUp next() {
    return FollowUp.parse(followUp);
  }

  /**
   * Whether it is proven that nobody can pay it any more: closed, failed, or asked about after its
   * last moment until nothing was left to ask. Only then may another one begin.
   */
  boolean over() {
    return state.isPresent()
        && (state.get() == PaymentState.CLOSED
            || state.get() == PaymentState.FAILED
            || (state.get() != PaymentState.PAID && next() instanceof FollowUp.Done));
  }

  Attempt with(FollowUp newFollowUp) {
    return new Attempt(orderId, way, scene, ref, state, newFollowUp.toText());
  }

  Attempt with(PaymentRef newRef, PaymentState newState, FollowUp newFollowUp) {
    return new Attempt(
        orderId, way, scene, newRef.toString(), Optional.of(newState), newFollowUp.toText());
  }
}
