// SPDX-License-Identifier: Apache-2.0
package io.countersign;

/**
 * Receives signals, in the thread that does the work. Return quickly; what it throws is logged and
 * swallowed. Must be safe for use by many threads.
 */
@FunctionalInterface
public interface PaymentObserver {

  /** Something happened. */
  void signal(Signal signal);
}
