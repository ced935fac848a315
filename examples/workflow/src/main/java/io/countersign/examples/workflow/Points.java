// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.workflow;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The payers' points. Taking is one conditional write: UPDATE points SET balance = balance - ?
 * WHERE payer = ? AND balance >= ?. Safe for use by many threads.
 */
final class Points {

  private final Map<String, Long> balances = new LinkedHashMap<>();

  synchronized void grant(String payer, long points) {
    balances.merge(payer, points, Math::addExact);
  }

  synchronized long balance(String payer) {
    return balances.getOrDefault(payer, 0L);
  }

  /**
   * Takes points.
   *
   * @return false if there are not so many; then none was taken
   */
  synchronized boolean take(String payer, long points) {
    if (points < 1 || balance(payer) < points) {
      return false;
    }
    balances.put(payer, balance(payer) - points);
    return true;
  }
}
