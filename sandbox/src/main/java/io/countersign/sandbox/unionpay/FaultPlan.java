// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.unionpay;

import io.countersign.sandbox.plumbing.CallPlan;
import java.util.Optional;

/** Faults planned for calls to come; those planned once go first, in the order of planning. */
public final class FaultPlan {
  private final CallPlan<Operation, Fault> plan = new CallPlan<>(Operation.ANY);

  FaultPlan() {}

  /** Plans a fault for the next such call. */
  public void once(Operation operation, Fault fault) {
    plan.times(1, operation, fault);
  }

  /** Plans a fault for every such call until {@link #clear()}. */
  public void always(Operation operation, Fault fault) {
    plan.always(operation, fault);
  }

  /** Forgets all that is planned. */
  public void clear() {
    plan.clear();
  }

  /** How many faults planned for one call have not met it yet. */
  public int pending() {
    return plan.pending();
  }

  Optional<Fault> take(Operation called) {
    return plan.take(called);
  }
}
