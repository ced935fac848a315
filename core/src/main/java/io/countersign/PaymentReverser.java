// SPDX-License-Identifier: Apache-2.0
package io.countersign;

/** The ability to undo a payment-code attempt whose outcome is not wanted or not known. */
public interface PaymentReverser {

  /**
   * Cancels the attempt, or gives the money back if it was taken, and then asks how it stands.
   *
   * @return accepted with the payment as read afterwards; rejected; or unknown: reverse again
   * @throws UnavailableException if it provably did not reach the provider
   */
  Outcome<Payment> reverse(PaymentRef payment);
}
