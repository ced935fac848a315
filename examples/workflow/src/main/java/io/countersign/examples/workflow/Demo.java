// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.workflow;

import io.countersign.RetryPolicy;
import io.countersign.sandbox.SandboxClock;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/** The platform with the sandbox as every provider, until it is told to end. */
public final class Demo {

  /** Held, because a logger that nobody holds forgets its level. */
  private static final Logger ALL = Logger.getLogger("");

  private Demo() {}

  /**
   * Runs the demo.
   *
   * @param arguments none
   * @throws InterruptedException if the main thread is interrupted
   * @throws ExecutionException if the timer fails for a reason nobody thought of
   */
  public static void main(String[] arguments) throws InterruptedException, ExecutionException {
    ALL.setLevel(Level.WARNING);
    System.setProperty("slf4j.internal.verbosity", "ERROR");
    // Without it each call to a task waits 40 ms for an acknowledgement.
    System.setProperty("sun.net.httpserver.nodelay", "true");
    DemoPlatform demo = DemoPlatform.open(SandboxClock.system(), RetryPolicy.standard());
    Runtime.getRuntime().addShutdownHook(new Thread(demo::close));
    ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    Future<?> running =
        timer.scheduleWithFixedDelay(() -> demo.platform().keeper().run(), 1, 1, TimeUnit.SECONDS);
    System.out.println("The restaurants are open: " + demo.platform().home());
    System.out.println("The staff's key, to edit methods: " + demo.kept().staffKey());
    running.get();
  }
}
