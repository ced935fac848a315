// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.workflow;

import io.countersign.Money;

/** What an order costs by one method. */
sealed interface Price {

  /** For a payer to read, such as {@code 19.00 CNY} or {@code 3800 points}. */
  String text();

  /**
   * Money.
   *
   * @param amount what is collected, never more than the order's total
   */
  record InMoney(Money amount) implements Price {
    @Override
    public String text() {
      return amount.toString();
    }
  }

  /**
   * Points.
   *
   * @param points how many are taken, at least one
   */
  record InPoints(long points) implements Price {
    @Override
    public String text() {
      return points + " points";
    }
  }
}
