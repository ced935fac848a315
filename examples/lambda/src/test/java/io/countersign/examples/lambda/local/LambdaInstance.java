// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.lambda.local;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;

/**
 * One instance of a function: a JVM of its own with the runtime client that AWS runs, which has one
 * invocation at a time in its hands.
 */
public final class LambdaInstance implements AutoCloseable {

  private static final int START_SECONDS = 60;

  private final RuntimeApi api;
  private final ChildJvm jvm;
  private final Duration limit;
  private final AtomicReference<String> ending = new AtomicReference<>("");

  private LambdaInstance(RuntimeApi api, ChildJvm jvm, Duration limit) {
    this.api = api;
    this.jvm = jvm;
    this.limit = limit;
    Thread watch = new Thread(this::watch, "instance-watch");
    watch.setDaemon(true);
    watch.start();
  }

  /** Starts an instance; its handler is made while it starts, as after a cold start. */
  static LambdaInstance start(LambdaFunction function) {
    return start(function, FunctionClassPath.text(), List.of("-Xmx256m"));
  }

  /** The same with another class path, which must hold the runtime client, too. */
  public static LambdaInstance start(
      LambdaFunction function, String classPath, List<String> options) {
    RuntimeApi api = new RuntimeApi(function.name());
    Map<String, String> environment = new LinkedHashMap<>(function.environment());
    environment.put("AWS_LAMBDA_RUNTIME_API", api.authority());
    environment.put("_HANDLER", function.handler());
    environment.put("AWS_LAMBDA_FUNCTION_NAME", function.name());
    environment.put("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST");
    environment.put("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "1769");
    environment.putIfAbsent("AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand");
    environment.put("AWS_REGION", "us-east-1");
    environment.put("TZ", ":UTC");
    environment.put("LANG", "en_US.UTF-8");
    List<String> all = new ArrayList<>(options);
    all.addAll(RuntimeClient.options());
    ChildJvm jvm =
        ChildJvm.start(
            function.name(), classPath, all, environment, RuntimeClient.MAIN, function.handler());
    return new LambdaInstance(api, jvm, function.limit());
  }

  /**
   * Hands an event over once the instance has started, which has a time of its own; it is ended if
   * it then takes longer than the function may.
   */
  public Invocation invoke(byte[] event) {
    started();
    CompletableFuture<Invocation> end = api.invoke(event, limit);
    try {
      return end.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException over) {
      kill("Task timed out after " + limit.toSeconds() + " seconds");
      return end.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Ends it at this moment, whatever it is doing. */
  public void kill() {
    kill("killed");
  }

  /** Waits until it has made its handler and asks for work. */
  public LambdaInstance ready() {
    if (!started()) {
      throw new IllegalStateException("Not ready:\n" + output());
    }
    return this;
  }

  private boolean started() {
    try {
      api.asked().get(START_SECONDS, TimeUnit.SECONDS);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted", e);
    } catch (ExecutionException | TimeoutException gone) {
      return false;
    }
  }

  /** What it wrote so far: a function's log. */
  public String output() {
    return jvm.output();
  }

  /** How much the processor has worked for it so far. */
  public Duration worked() {
    return jvm.worked();
  }

  /** How often it was woken up from a snapshot. */
  public int restores() {
    return api.restores();
  }

  /** Whether it still runs. */
  public boolean alive() {
    return jvm.alive();
  }

  /** What the runtime reported because the handler could not be made; empty while nothing was. */
  public String initError() {
    return api.initError().getNow("");
  }

  @Override
  public void close() {
    kill("stopped");
  }

  private void kill(String reason) {
    ending.compareAndSet("", reason);
    jvm.kill();
    api.gone(ending.get());
  }

  private void watch() {
    while (!jvm.ended(Duration.ofSeconds(1))) {
      // It lives.
    }
    ending.compareAndSet("", "exit " + jvm.exitCode() + "\n" + jvm.output());
    api.gone(ending.get());
  }
}
