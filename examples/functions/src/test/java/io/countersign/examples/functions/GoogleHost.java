// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.functions;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Google's function invoker with one function on it, in a JVM of its own. */
final class GoogleHost implements AutoCloseable {

  private static final String INVOKER = "com.google.cloud.functions.invoker.runner.Invoker";

  private final Process process;
  private final int port;

  private GoogleHost(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  static GoogleHost start(Class<?> function, Map<String, String> environment) throws IOException {
    int port = freePort();
    String invoker = System.getProperty("function.invoker");
    ProcessBuilder builder =
        new ProcessBuilder(
            System.getProperty("java.home") + "/bin/java",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            invoker,
            INVOKER,
            "--classpath",
            classPath(),
            "--target",
            function.getName(),
            "--port",
            Integer.toString(port));
    builder.environment().putAll(environment);
    Process process = builder.redirectErrorStream(true).start();
    BufferedReader log =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    StringBuilder said = new StringBuilder();
    String line;
    do {
      line = log.readLine();
      if (line == null) {
        throw new IllegalStateException("the invoker ended, and said: " + said);
      }
      said.append(line).append('\n');
    } while (!line.contains("URL: "));
    Thread rest = new Thread(() -> drain(log));
    rest.setDaemon(true);
    rest.start();
    return new GoogleHost(process, port);
  }

  /** What nobody reads would stop the process once its pipe is full. */
  private static void drain(BufferedReader log) {
    try {
      log.transferTo(Writer.nullWriter());
    } catch (IOException ended) {
      // It is over.
    }
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + port);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  /** Under Surefire the real class path stands in a property of its own. */
  private static String classPath() {
    return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
  }

  @Override
  public void close() {
    process.destroy();
  }
}
