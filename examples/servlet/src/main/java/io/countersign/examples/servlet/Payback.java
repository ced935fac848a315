// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.servlet;

import io.countersign.FollowUp;
import io.countersign.Money;
import io.countersign.PaymentRef;
import io.countersign.RefundState;
import java.util.Optional;

/**
 * Money to give back, as a row of the shop's table. The row comes first and the call after it, so
 * that a crash between the two loses nothing, and a second click finds the row.
 *
 * @param refundId the shop's own number; the same for ever, so that it is refunded once
 * @param orderId the order
 * @param ref the payment, {@link PaymentRef#toString()}
 * @param amount what to give back
 * @param before what had been given back of the payment, or was on its way, when this row was
 *     written: for a provider that has no numbers of refunds, it is what makes this one happen once
 * @param click which click asked for it, if a person did: the same click finds this row again
 * @param state what the provider said last
 * @param followUp {@link FollowUp#toText()}: what to do next about it, and when
 */
record Payback(
    String refundId,
    String orderId,
    String ref,
    Money amount,
    Money before,
    Optional<String> click,
    Optional<RefundState> state,
    String followUp) {

  PaymentRef payment() {
    return PaymentRef.parse(ref);
  }

  FollowUp next() {
    return FollowUp.parse(followUp);
  }

  /**
   * The provider refused it and nothing happened: nothing of it will move unless somebody asks
   * again.
   */
  boolean refused() {
    return state.isEmpty() && next() instanceof FollowUp.Reconcile;
  }

  /** Whether its money is on the way to the payer, or was promised, or is there. */
  boolean counts() {
    return !refused() && !state.equals(Optional.of(RefundState.FAILED));
  }

  /** Whether nobody knows yet how it ends. */
  boolean open() {
    return counts() && !settled();
  }

  /** Whether the payer has it, or the provider has taken it over and will never say more of it. */
  boolean settled() {
    return state.equals(Optional.of(RefundState.REFUNDED))
        || (state.equals(Optional.of(RefundState.PROCESSING)) && next() instanceof FollowUp.Done);
  }

  /** Whether it may or may not have been taken by the provider. */
  boolean undecided() {
    return state.isEmpty() && !refused();
  }

  Payback with(FollowUp newFollowUp) {
    return new Payback(refundId, orderId, ref, amount, before, click, state, newFollowUp.toText());
  }

  Payback with(RefundState newState) {
    return new Payback(
        refundId, orderId, ref, amount, before, click, Optional.of(newState), followUp);
  }
}
