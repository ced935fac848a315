// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.wechatpay;

import io.countersign.sandbox.plumbing.CallPlan;
import java.util.Optional;

/**
 * Faults planned for calls to come. Those for a number of calls go first, in the order of their
 * planning.
 */
public final class FaultPlan {
  private final CallPlan<Operation, Fault> plan = new CallPlan<>(Operation.ANY);

  FaultPlan() {}

  /**
   * Plans a fault for the next call.
   *
   * @param operation which call
   * @param fault what happens to it
   */
  public void once(Operation operation, Fault fault) {
    plan.times(1, operation, fault);
  }

  /**
   * Plans a fault for the next calls.
   *
   * @param calls how many
   * @param operation which calls
   * @param fault what happens to them
   */
  public void times(int calls, Operation operation, Fault fault) {
    plan.times(calls, operation, fault);
  }

  /**
   * Plans a fault for every call until {@link #clear()}.
   *
   * @param operation which calls
   * @param fault what happens to them
   */
  public void always(Operation operation, Fault fault) {
    plan.always(operation, fault);
  }

  /** Forgets all that is planned. */
  public void clear() {
    plan.clear();
  }

  /**
   * How many calls with a counted fault are still to come.
   *
   * @return 0 when each has met its call
   */
  public int pending() {
    return plan.pending();
  }

  Optional<Fault> take(Operation called) {
    return plan.take(called);
  }
}
