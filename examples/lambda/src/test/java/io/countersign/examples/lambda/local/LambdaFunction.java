// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.lambda.local;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A function as Lambda runs it: instances are started when none is free, each serves one invocation
 * at a time, and a dead one is replaced by the next invocation.
 */
public final class LambdaFunction implements AutoCloseable {

  private final String name;
  private final String handler;
  private final Duration limit;
  private final Map<String, String> environment;
  private final Semaphore concurrency;
  private final AtomicInteger unheard = new AtomicInteger();
  private final Deque<LambdaInstance> idle = new ArrayDeque<>();
  private final List<LambdaInstance> all = new ArrayList<>();

  /**
   * A function without instances.
   *
   * @param handler the name of a handler class
   * @param limit how long an invocation may take
   * @param concurrency how many instances may run side by side
   * @param environment what the function's environment variables hold
   */
  public LambdaFunction(
      String name,
      String handler,
      Duration limit,
      int concurrency,
      Map<String, String> environment) {
    this.name = name;
    this.handler = handler;
    this.limit = limit;
    this.environment = Map.copyOf(environment);
    this.concurrency = new Semaphore(concurrency, true);
  }

  /** Invokes it and waits for the end, like {@code aws lambda invoke}. */
  public Invocation invoke(byte[] event) {
    concurrency.acquireUninterruptibly();
    LambdaInstance instance = free();
    try {
      Invocation end = instance.invoke(event);
      if (end instanceof Invocation.Answered && unheard.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
        instance.kill();
        return new Invocation.Died("killed before its answer was heard");
      }
      return end;
    } finally {
      back(instance);
      concurrency.release();
    }
  }

  /** Lets so many of the next instances that answer end before anybody hears the answer. */
  public void dieBeforeAnswers(int instances) {
    unheard.set(instances);
  }

  /** Ends all instances, whatever they are doing. */
  public void kill() {
    instances().forEach(LambdaInstance::kill);
  }

  /** Starts so many instances before anybody calls. */
  public LambdaFunction warm(int instances) {
    synchronized (this) {
      while (idle.size() < instances) {
        idle.addLast(started());
      }
    }
    return this;
  }

  /** Every instance that was ever started, dead ones counted in: oldest first. */
  public synchronized List<LambdaInstance> instances() {
    return List.copyOf(all);
  }

  /** What all instances wrote. */
  public String output() {
    StringBuilder output = new StringBuilder();
    for (LambdaInstance instance : instances()) {
      output.append(instance.output()).append('\n');
    }
    return output.toString();
  }

  @Override
  public void close() {
    instances().forEach(LambdaInstance::close);
  }

  String name() {
    return name;
  }

  String handler() {
    return handler;
  }

  Duration limit() {
    return limit;
  }

  /** What its variables hold. */
  public Map<String, String> environment() {
    return environment;
  }

  private synchronized LambdaInstance free() {
    // Last come, first served: what was warm a moment ago, as Lambda prefers it.
    for (LambdaInstance instance = idle.pollLast(); instance != null; instance = idle.pollLast()) {
      if (instance.alive()) {
        return instance;
      }
    }
    return started();
  }

  private synchronized void back(LambdaInstance instance) {
    if (instance.alive()) {
      idle.addLast(instance);
    }
  }

  private LambdaInstance started() {
    LambdaInstance instance = LambdaInstance.start(this);
    all.add(instance);
    return instance;
  }
}
