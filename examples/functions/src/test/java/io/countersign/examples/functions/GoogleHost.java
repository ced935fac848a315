// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.functions;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
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

  static GoogleHost start(Class<?> function, Map<String, String> environment)
      throws IOException, InterruptedException {
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
    Process process =
        builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
    GoogleHost host = new GoogleHost(process, port);
    while (!host.answers()) {
      if (!process.isAlive()) {
        throw new IllegalStateException("the invoker ended with " + process.exitValue());
      }
      Thread.onSpinWait();
    }
    return host;
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + port);
  }

  private boolean answers() throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (ConnectException notYet) {
      return false;
    }
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
