// SPDX-License-Identifier: Apache-2.0
package io.countersign;

/** What a payment's report says about refunds. */
public enum Refunds {
  /** The report is silent. */
  NOT_REPORTED,
  /** No refund was made. */
  NONE,
  /** At least one refund was made; ask for each by its id for amounts. */
  SOME
}
