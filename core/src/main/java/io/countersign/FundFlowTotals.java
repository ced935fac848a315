// SPDX-License-Identifier: Apache-2.0
package io.countersign;

/**
 * What was counted in a statement of an account's movements, and found equal to the provider's own
 * summary.
 *
 * @param rows all rows
 * @param incomes rows that brought money
 * @param income their sum
 * @param expenses rows that took money
 * @param expense their sum, as written: not negated
 * @param summary the provider's summary by its own names
 */
public record FundFlowTotals(
    long rows, long incomes, Money income, long expenses, Money expense, ProviderFields summary) {}
