// SPDX-License-Identifier: Apache-2.0
package io.countersign;

import java.util.Optional;

/** The ability to find a payment by the provider's own number, as customers quote it. */
public interface TransactionFinder {

  /**
   * Asks for a transaction by the provider's number.
   *
   * @param transactionId the provider's number
   * @return the payment, or empty: not known to the provider now. The time of its id is that of the
   *     question, because the provider reports none; keep the reference you stored
   * @throws UnavailableException if no answer was to be had
   */
  Optional<Payment> findTransaction(String transactionId);
}
