// SPDX-License-Identifier: Apache-2.0
package io.countersign;

import java.util.Optional;

/** The ability to look up one refund. */
public interface RefundFinder {

  /**
   * Asks how a refund stands.
   *
   * @param payment the payment it belongs to
   * @param refundId the merchant's own number of the refund
   * @return the refund, or empty: not known to the provider <em>now</em>; never permission for a
   *     new refund id
   * @throws UnavailableException if no answer was to be had
   * @throws MismatchException if the answer is proven but about another refund or payment
   */
  Optional<Refund> findRefund(PaymentRef payment, String refundId);
}
