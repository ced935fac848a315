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
 * @param state what the provider said last
 * @param followUp {@link FollowUp#toText()}: what to do next about it, and when
 */
record Payback(
    String refundId,
    String orderId,
    String ref,
    Money amount,
    Optional<RefundState> state,
    String followUp) {

  PaymentRef payment() {
    return PaymentRef.parse(ref);
  }

  FollowUp next() {
    return FollowUp.parse(followUp);
  }

  Payback with(FollowUp newFollowUp) {
    return new Payback(refundId, orderId, ref, amount, state, newFollowUp.toText());
  }

  Payback with(RefundState newState) {
    return new Payback(refundId, orderId, ref, amount, Optional.of(newState), followUp);
  }
}
