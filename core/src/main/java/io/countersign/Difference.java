// SPDX-License-Identifier: Apache-2.0
package io.countersign;

import java.util.Optional;

/**
 * One thing on which the provider's books and the shop's do not agree.
 *
 * @param kind what differs
 * @param provider the provider's side, if it has one
 * @param shop the shop's side, if it has one
 */
public record Difference(Kind kind, Optional<Booking> provider, Optional<Booking> shop) {

  /** What differs; for payments and refunds alike. */
  public enum Kind {
    /**
     * The provider has it, the shop does not: a lost record, another system under the same merchant
     * account, or a refund made in the provider's portal.
     */
    MISSING_AT_SHOP,
    /**
     * The shop holds it for settled, the provider does not list it. Look at the statements of the
     * days before and after first: near midnight the two sides may count different days.
     */
    MISSING_AT_PROVIDER,
    /** Both have it, with different amounts or currencies. */
    AMOUNT_DIFFERS,
    /** Both have it, in different states; a payment whose notification never came looks so. */
    STATE_DIFFERS,
    /** The provider's side has the same number once more. */
    REPEATED_AT_PROVIDER,
    /** The shop's side has the same number once more. */
    REPEATED_AT_SHOP
  }

  /** The merchant's number of the payment. */
  public String number() {
    return side().number();
  }

  /** Whether it is about a refund. */
  public boolean isRefund() {
    return side().isRefund();
  }

  private Booking side() {
    return provider.isPresent() ? provider.get() : shop.orElseThrow();
  }
}
