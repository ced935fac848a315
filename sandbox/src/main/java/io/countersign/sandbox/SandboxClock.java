// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The time in which a sandbox lives, and what is planned for later.
 *
 * <p>A driven clock stands still until {@link #advance} moves it; everything that falls due on the
 * way runs on the calling thread, in the order of its time, with the clock showing that time. The
 * system clock runs what is due on a daemon thread, which exists only while something is planned.
 */
public final class SandboxClock extends Clock {
  private record Task(Instant due, long sequence, Runnable work) {}

  private final Object lock = new Object();
  private final ReentrantLock advancing = new ReentrantLock();
  private final PriorityQueue<Task> tasks =
      new PriorityQueue<>(Comparator.comparing(Task::due).thenComparingLong(Task::sequence));
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private @Nullable Instant standing;
  private long sequence;
  private boolean running;

  private SandboxClock(@Nullable Instant standing) {
    this.standing = standing;
  }

  /**
   * The computer's own time.
   *
   * @return a new clock with its own plan
   */
  public static SandboxClock system() {
    return new SandboxClock(null);
  }

  /**
   * A clock that moves only by {@link #advance}.
   *
   * @param start what it shows first
   * @return a new clock
   */
  public static SandboxClock drivenFrom(Instant start) {
    return new SandboxClock(start);
  }

  /**
   * Tells whether somebody drives this clock.
   *
   * @return false for the system clock
   */
  public boolean driven() {
    synchronized (lock) {
      return standing != null;
    }
  }

  /**
   * Moves a driven clock and runs what falls due, the end included; {@link Duration#ZERO} runs what
   * is due already.
   *
   * @param step how far, not negative
   */
  public void advance(Duration step) {
    if (step.isNegative()) {
      throw new IllegalArgumentException("a clock does not go backwards: " + step);
    }
    advancing.lock();
    try {
      Instant target = now().plus(step);
      for (Task task = nextDue(target); task != null; task = nextDue(target)) {
        task.work().run();
      }
      synchronized (lock) {
        standing = target;
      }
      listeners.forEach(Runnable::run);
    } finally {
      advancing.unlock();
    }
  }

  /**
   * Adds something to run at the end of every {@link #advance}.
   *
   * @param listener what to run
   */
  public void onAdvance(Runnable listener) {
    listeners.add(listener);
  }

  /**
   * Plans something.
   *
   * @param due when; a time that has passed means at the next occasion
   * @param work what to run
   */
  public void at(Instant due, Runnable work) {
    synchronized (lock) {
      tasks.add(new Task(due, sequence++, work));
      if (standing == null && !running) {
        running = true;
        Thread thread = new Thread(this::runByTheSystemClock, "countersign-sandbox-clock");
        thread.setDaemon(true);
        thread.start();
      }
      lock.notifyAll();
    }
  }

  /**
   * Takes something out of the plan.
   *
   * @param work the very object given to {@link #at}
   */
  public void cancel(Runnable work) {
    synchronized (lock) {
      tasks.removeIf(task -> task.work() == work);
      lock.notifyAll();
    }
  }

  @Override
  public Instant instant() {
    synchronized (lock) {
      return standing == null ? Instant.now() : standing;
    }
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    SandboxClock source = this;
    return new Clock() {
      @Override
      public ZoneId getZone() {
        return zone;
      }

      @Override
      public Clock withZone(ZoneId other) {
        return source.withZone(other);
      }

      @Override
      public Instant instant() {
        return source.instant();
      }
    };
  }

  private Instant now() {
    synchronized (lock) {
      if (standing == null) {
        throw new IllegalStateException("the system clock cannot be driven");
      }
      return standing;
    }
  }

  private @Nullable Task nextDue(Instant target) {
    synchronized (lock) {
      Task first = tasks.peek();
      if (first == null || first.due().isAfter(target)) {
        return null;
      }
      tasks.poll();
      if (standing != null && first.due().isAfter(standing)) {
        standing = first.due();
      }
      return first;
    }
  }

  private void runByTheSystemClock() {
    while (true) {
      Task task;
      synchronized (lock) {
        Task first = tasks.peek();
        if (first == null) {
          running = false;
          return;
        }
        long wait = Duration.between(Instant.now(), first.due()).toMillis() + 1;
        if (wait > 1) {
          try {
            lock.wait(wait);
          } catch (InterruptedException e) {
            running = false;
            return;
          }
          continue;
        }
        task = first;
        tasks.poll();
      }
      runOne(task);
    }
  }

  private static void runOne(Task task) {
    try {
      task.work().run();
    } catch (RuntimeException e) {
      // One failed task must not end the thread that all the others wait for.
      Thread current = Thread.currentThread();
      current.getUncaughtExceptionHandler().uncaughtException(current, e);
    }
  }
}
