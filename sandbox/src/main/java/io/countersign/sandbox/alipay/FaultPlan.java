// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.alipay;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Faults planned for calls to come; those planned once go first, in the order of planning. */
public final class FaultPlan {
  private record Planned(Operation operation, Fault fault, boolean lasting) {}

  private final List<Planned> plan = new ArrayList<>();

  FaultPlan() {}

  /** Plans a fault for the next such call. */
  public void once(Operation operation, Fault fault) {
    add(new Planned(operation, fault, false));
  }

  /** Plans a fault for every such call until {@link #clear()}. */
  public void always(Operation operation, Fault fault) {
    add(new Planned(operation, fault, true));
  }

  /** Forgets all that is planned. */
  public synchronized void clear() {
    plan.clear();
  }

  /** How many faults planned for one call have not met it yet. */
  public synchronized int pending() {
    return (int) plan.stream().filter(planned -> !planned.lasting).count();
  }

  synchronized Optional<Fault> take(Operation called) {
    Optional<Planned> found = first(called, false);
    found.ifPresent(plan::remove);
    return found.or(() -> first(called, true)).map(Planned::fault);
  }

  private synchronized void add(Planned planned) {
    plan.add(planned);
  }

  private Optional<Planned> first(Operation called, boolean lasting) {
    return plan.stream()
        .filter(planned -> planned.lasting == lasting)
        .filter(planned -> planned.operation == called || planned.operation == Operation.ANY)
        .findFirst();
  }
}
