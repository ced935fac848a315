// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.wechatpay;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * Faults planned for calls to come. Those for a number of calls go first, in the order of their
 * planning.
 */
public final class FaultPlan {
  private static final class Planned {
    final Operation operation;
    final Fault fault;
    int left;

    Planned(Operation operation, Fault fault, int left) {
      this.operation = operation;
      this.fault = fault;
      this.left = left;
    }

    boolean meets(Operation called) {
      return operation == Operation.ANY || operation == called;
    }
  }

  private final List<Planned> counted = new ArrayList<>();
  private final List<Planned> lasting = new ArrayList<>();

  FaultPlan() {}

  /**
   * Plans a fault for the next call.
   *
   * @param operation which call
   * @param fault what happens to it
   */
  public void once(Operation operation, Fault fault) {
    times(1, operation, fault);
  }

  /**
   * Plans a fault for the next calls.
   *
   * @param calls how many
   * @param operation which calls
   * @param fault what happens to them
   */
  public synchronized void times(int calls, Operation operation, Fault fault) {
    counted.add(new Planned(operation, fault, calls));
  }

  /**
   * Plans a fault for every call until {@link #clear()}.
   *
   * @param operation which calls
   * @param fault what happens to them
   */
  public synchronized void always(Operation operation, Fault fault) {
    lasting.add(new Planned(operation, fault, Integer.MAX_VALUE));
  }

  /** Forgets all that is planned. */
  public synchronized void clear() {
    counted.clear();
    lasting.clear();
  }

  /**
   * How many calls with a counted fault are still to come.
   *
   * @return 0 when each has met its call
   */
  public synchronized int pending() {
    return counted.stream().mapToInt(planned -> planned.left).sum();
  }

  synchronized Optional<Fault> take(Operation called) {
    for (Iterator<Planned> i = counted.iterator(); i.hasNext(); ) {
      Planned planned = i.next();
      if (planned.meets(called)) {
        planned.left--;
        if (planned.left <= 0) {
          i.remove();
        }
        return Optional.of(planned.fault);
      }
    }
    return lasting.stream()
        .filter(planned -> planned.meets(called))
        .findFirst()
        .map(planned -> planned.fault);
  }
}
