// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.servlet;

import io.countersign.sandbox.SandboxClock;
import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The shop with the sandbox as its gateway. Without more it runs until it is told to end; with
 * {@code -Dsmoke=true} it buys once in every way, prints a table and ends.
 */
public final class Demo {

  /** Held, because a logger that nobody holds forgets its level. */
  private static final Logger ALL = Logger.getLogger("");

  /** Warns on a busy machine that it took its time for the ids of sessions, which nobody has. */
  private static final Logger SESSIONS =
      Logger.getLogger("org.apache.catalina.util.SessionIdGeneratorBase");

  private Demo() {}

  /**
   * Runs the demo.
   *
   * @param arguments none
   * @throws InterruptedException if the main thread is interrupted
   * @throws ExecutionException if the follow-ups fail for a reason nobody thought of
   */
  public static void main(String[] arguments) throws InterruptedException, ExecutionException {
    // Nobody has configured a log: neither Tomcat's chatter nor slf4j's complaint about it.
    ALL.setLevel(Level.WARNING);
    SESSIONS.setLevel(Level.SEVERE);
    System.setProperty("slf4j.internal.verbosity", "ERROR");
    if (Boolean.getBoolean("smoke")) {
      ALL.setLevel(Level.OFF);
      System.exit(smoke(SmokeTable.Parts.sound(), line -> {}, System.out));
    }
    Future<?> followUps = run();
    // Runs until it is killed, or until the follow-ups fail for a reason nobody thought of.
    followUps.get();
  }

  /** Prints the table as it grows; gives the exit status. */
  static int smoke(SmokeTable.Parts parts, SmokeTable.Watcher watcher, PrintStream out) {
    List<SmokeTable.Line> lines =
        SmokeTable.run(
            parts,
            new SmokeTable.Watcher() {
              @Override
              public void begins(String provider, String scene, String step) {
                watcher.begins(provider, scene, step);
              }

              @Override
              public void ended(SmokeTable.Line line) {
                watcher.ended(line);
                out.println(line);
              }
            });
    return lines.stream().allMatch(SmokeTable.Line::ok) ? 0 : 1;
  }

  private static Future<?> run() {
    DemoShop demo = DemoShop.open(SandboxClock.system());
    Runtime.getRuntime().addShutdownHook(new Thread(demo::close));
    ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    Future<?> running = timer.scheduleWithFixedDelay(demo::followUp, 1, 1, TimeUnit.SECONDS);
    System.out.println("The tea house is open: " + demo.address());
    return running;
  }
}
