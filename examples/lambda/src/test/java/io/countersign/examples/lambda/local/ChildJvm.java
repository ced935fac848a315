// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.lambda.local;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A JVM of its own that ends with ours and whose last words are kept. */
final class ChildJvm implements AutoCloseable {

  private static final int LINES_KEPT = 400;

  private final String name;
  private final Process process;
  private final Deque<String> output = new ArrayDeque<>();

  private ChildJvm(String name, Process process) {
    this.name = name;
    this.process = process;
    Thread reader = new Thread(this::listen, name + "-output");
    reader.setDaemon(true);
    reader.start();
  }

  /**
   * Starts a main class.
   *
   * @param classPath folders, jars, or a folder with {@code /*}
   * @param options JVM options beside those of every short-lived JVM
   * @param environment the whole environment: nothing of ours is passed on
   */
  static ChildJvm start(
      String name,
      String classPath,
      List<String> options,
      Map<String, String> environment,
      String mainClass,
      String... args) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-XX:+ErrorFileToStdout"));
    command.addAll(options);
    command.addAll(List.of("-cp", classPath, Leash.class.getName(), mainClass));
    command.addAll(List.of(args));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().clear();
    builder.environment().putAll(environment);
    try {
      return new ChildJvm(name, builder.start());
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot start " + name, e);
    }
  }

  /** Where the classes of these tests lie: a child needs them to find its {@link Leash}. */
  static String ownClasses() {
    try {
      return Path.of(ChildJvm.class.getProtectionDomain().getCodeSource().getLocation().toURI())
          .toString();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A port that nobody listens to at this moment. */
  static int freePort() {
    try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return probe.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until it listens on a port of 127.0.0.1. */
  ChildJvm listening(int port, Duration patience) {
    long end = System.nanoTime() + patience.toNanos();
    while (System.nanoTime() < end) {
      try (Socket socket = new Socket()) {
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
        return this;
      } catch (IOException notYet) {
        if (ended(Duration.ofMillis(50))) {
          throw new IllegalStateException(name + " ended at once:\n" + output());
        }
      }
    }
    close();
    throw new IllegalStateException(
        name + " does not listen after " + patience.toSeconds() + " s:\n" + output());
  }

  /** How much the processor has worked for it so far. */
  Duration worked() {
    return process.info().totalCpuDuration().orElse(Duration.ZERO);
  }

  boolean alive() {
    return process.isAlive();
  }

  /** Waits for its end: false if it still runs. */
  boolean ended(Duration patience) {
    try {
      return process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while waiting for " + name, e);
    }
  }

  /** The exit code; the process must have ended. */
  int exitCode() {
    return process.exitValue();
  }

  /** As the machine under it would end: nothing of it is warned. */
  void kill() {
    process.destroyForcibly();
    ended(Duration.ofSeconds(10));
  }

  /** The last lines it wrote. */
  String output() {
    synchronized (output) {
      return String.join("\n", output);
    }
  }

  @Override
  public void close() {
    kill();
  }

  private void listen() {
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        synchronized (output) {
          output.addLast(line);
          if (output.size() > LINES_KEPT) {
            output.removeFirst();
          }
        }
      }
    } catch (IOException closed) {
      // Killed: there is nothing more to hear.
    }
  }
}
