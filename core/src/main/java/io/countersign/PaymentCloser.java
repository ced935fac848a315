// SPDX-License-Identifier: Apache-2.0
package io.countersign;

/** The ability to close an attempt that was not paid. */
public interface PaymentCloser {

  /**
   * Closes an attempt, so that it cannot be paid any more. Repeating it is harmless.
   *
   * @return accepted with {@link PaymentState#CLOSED}; rejected with the proven payment if it was
   *     paid in the meantime; unknown: ask
   * @throws UnavailableException if it provably did not reach the provider
   */
  Outcome<PaymentState> close(PaymentRef payment);
}
