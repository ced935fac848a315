// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.workflow;

import io.countersign.FollowUp;
import io.countersign.Money;
import io.countersign.PaymentRef;
import io.countersign.RefundState;
import java.util.Optional;

/**
 * Money to give back, as a row of the platform's table. The row comes first and the call after it;
 * the id stays the same, so that it is refunded once.
 *
 * @param refundId the platform's own number
 * @param order the order's number
 * @param account where it was collected
 * @param ref the payment, {@link PaymentRef#toString()}
 * @param state what the provider said last
 * @param followUp {@link FollowUp#toText()}: what to do next about it, and when
 */
record Payback(
    String refundId,
    String order,
    String account,
    String ref,
    Optional<RefundState> state,
    String followUp) {

  PaymentRef payment() {
    return PaymentRef.parse(ref);
  }

  /** All of it: what was paid is never ours in part. */
  Money amount() {
    return payment().total();
  }

  FollowUp next() {
    return FollowUp.parse(followUp);
  }

  Payback with(FollowUp next) {
    return new Payback(refundId, order, account, ref, state, next.toText());
  }

  Payback with(RefundState newState, FollowUp next) {
    return new Payback(refundId, order, account, ref, Optional.of(newState), next.toText());
  }
}
