// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.plumbing;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * What is planned for calls to come. That for a number of calls goes first, in the order of its
 * planning.
 *
 * @param <C> the kind of a call
 * @param <F> what is planned
 */
public final class CallPlan<C, F> {
  private final C any;
  private final List<Planned<C, F>> counted = new ArrayList<>();
  private final List<Planned<C, F>> lasting = new ArrayList<>();

  private static final class Planned<C, F> {
    final C call;
    final F fault;
    int left;

    Planned(C call, F fault, int left) {
      this.call = call;
      this.fault = fault;
      this.left = left;
    }
  }

  /** With the kind that stands for calls of every kind. */
  public CallPlan(C any) {
    this.any = any;
  }

  /** For the next calls. */
  public synchronized void times(int calls, C call, F fault) {
    counted.add(new Planned<>(call, fault, calls));
  }

  /** For every call until {@link #clear()}. */
  public synchronized void always(C call, F fault) {
    lasting.add(new Planned<>(call, fault, Integer.MAX_VALUE));
  }

  /** Forgets everything. */
  public synchronized void clear() {
    counted.clear();
    lasting.clear();
  }

  /** How many calls with a counted plan are still to come. */
  public synchronized int pending() {
    return counted.stream().mapToInt(planned -> planned.left).sum();
  }

  /** What is planned for a call that has come. */
  public synchronized Optional<F> take(C called) {
    for (Iterator<Planned<C, F>> i = counted.iterator(); i.hasNext(); ) {
      Planned<C, F> planned = i.next();
      if (meets(planned, called)) {
        planned.left--;
        if (planned.left <= 0) {
          i.remove();
        }
        return Optional.of(planned.fault);
      }
    }
    return lasting.stream()
        .filter(planned -> meets(planned, called))
        .findFirst()
        .map(planned -> planned.fault);
  }

  private boolean meets(Planned<C, F> planned, C called) {
    return planned.call.equals(any) || planned.call.equals(called);
  }
}
