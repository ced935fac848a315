// SPDX-License-Identifier: Apache-2.0
package io.countersign;

import java.util.Optional;

/**
 * What was counted in a statement of payments and refunds, and found equal to the provider's own
 * summary where it gives one.
 *
 * @param payments rows of kind {@link StatementRow.Kind#PAYMENT}
 * @param refunds rows of kind {@link StatementRow.Kind#REFUND}
 * @param others rows of kind {@link StatementRow.Kind#OTHER}
 * @param paid the sum of the order totals of the payment rows; empty if there is none, or if they
 *     are in several currencies
 * @param refunded the sum of the refund rows, whatever their state; empty likewise
 * @param summary the provider's summary by its own names; empty if it gives none
 */
public record StatementTotals(
    long payments,
    long refunds,
    long others,
    Optional<Money> paid,
    Optional<Money> refunded,
    ProviderFields summary) {

  /** All rows. */
  public long rows() {
    return payments + refunds + others;
  }
}
