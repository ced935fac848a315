// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.wechatpay;

import io.countersign.sandbox.SandboxClock;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What one gateway has planned; gone when the gateway is closed, though the clock may live on. */
final class Agenda {
  private final SandboxClock clock;
  private final Set<Runnable> planned = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  Agenda(SandboxClock clock) {
    this.clock = clock;
  }

  SandboxClock clock() {
    return clock;
  }

  Instant now() {
    return clock.instant();
  }

  void at(Instant due, Runnable work) {
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

  void close() {
    closed = true;
    planned.forEach(clock::cancel);
    planned.clear();
  }
}
