// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.plumbing;

import io.countersign.sandbox.SandboxClock;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What one gateway has planned; gone when the gateway is closed, though the clock may live on. */
public final class Agenda {
  private final SandboxClock clock;
  private final Set<Runnable> planned = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  /** Plans on this clock. */
  public Agenda(SandboxClock clock) {
    this.clock = clock;
  }

  /** The clock it plans on. */
  public SandboxClock clock() {
    return clock;
  }

  /** What the clock shows. */
  public Instant now() {
    return clock.instant();
  }

  /** Plans something; a time that has passed means at the next occasion. */
  public void at(Instant due, Runnable work) {
    Runnable task =
        new Runnable() {
          @Override
          public void run() {
            planned.remove(this);
            if (!closed) {
              work.run();
            }
          }
        };
    planned.add(task);
    if (!closed) {
      clock.at(due, task);
    }
  }

  /** Forgets all that is planned, and whatever is planned later. */
  public void close() {
    closed = true;
    planned.forEach(clock::cancel);
    planned.clear();
  }
}
