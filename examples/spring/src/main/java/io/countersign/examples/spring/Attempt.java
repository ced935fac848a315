// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.spring;

import io.countersign.FollowUp;
import io.countersign.PaymentRef;
import io.countersign.PaymentState;
import java.util.Optional;

/**
 * One try to collect for an order: a row of the table.
 *
 * @param orderId the order
 * @param place 1 for the order's first attempt
 * @param merchant whose account collects
 * @param scene where the payer is, as in {@link Method}
 * @param ref what finds it again at the provider
 * @param state what the provider has proven last; empty before that
 * @param next what is due about it
 */
record Attempt(
    String orderId,
    int place,
    String merchant,
    String scene,
    PaymentRef ref,
    Optional<PaymentState> state,
    FollowUp next) {

  String number() {
    return ref.number();
  }

  /** Whether it is proven that nobody can pay it any more. Only then may another one begin. */
  boolean over() {
    return state
        .map(
            last ->
                switch (last) {
                  case CLOSED, FAILED -> true;
                  case PAID -> false;
                  // Asked about after its last moment, until nothing was left to ask.
                  default -> next instanceof FollowUp.Done;
                })
        .orElse(false);
  }
}
