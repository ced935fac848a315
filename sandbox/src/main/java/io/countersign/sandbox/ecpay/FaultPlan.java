// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.ecpay;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Faults planned for calls to come, in the order of their planning; lasting ones come last. */
public final class FaultPlan {
  private record Line(Operation operation, Fault fault) {
    boolean isFor(Operation called) {
      return operation == called || operation == Operation.ANY;
    }
  }

  private final List<Line> once = new ArrayList<>();
  private final List<Line> lasting = new ArrayList<>();

  FaultPlan() {}

  /** Plans a fault for the next such call. */
  public synchronized void once(Operation operation, Fault fault) {
    once.add(new Line(operation, fault));
  }

  /** Plans a fault for every such call until {@link #clear()}. */
  public synchronized void always(Operation operation, Fault fault) {
    lasting.add(new Line(operation, fault));
  }

  /** Forgets all that is planned. */
  public synchronized void clear() {
    once.clear();
    lasting.clear();
  }

  /** How many faults planned for one call have not met it yet. */
  public synchronized int pending() {
    return once.size();
  }

  synchronized Optional<Fault> take(Operation called) {
    Optional<Line> next = once.stream().filter(line -> line.isFor(called)).findFirst();
    next.ifPresent(once::remove);
    return next.or(() -> lasting.stream().filter(line -> line.isFor(called)).findFirst())
        .map(Line::fault);
  }
}
