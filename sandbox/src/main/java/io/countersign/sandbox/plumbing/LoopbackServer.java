// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.plumbing;

import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** An HTTP server on a port of 127.0.0.1, whose threads keep no program alive. */
public final class LoopbackServer {
  static {
    // Headers and body leave in two packets; without this a client on loopback waits 40 ms for the
    // second one.
    if (System.getProperty("sun.net.httpserver.nodelay") == null) {
      System.setProperty("sun.net.httpserver.nodelay", "true");
    }
  }

  private final HttpServer server;
  private final ExecutorService workers;
  private final CountDownLatch closed = new CountDownLatch(1);

  /** Takes the port, 0 for a free one; answers nobody before {@link #start}. */
  public LoopbackServer(String name, int port) {
    try {
      InetAddress loopback = InetAddress.getByAddress("127.0.0.1", new byte[] {127, 0, 0, 1});
      this.server = HttpServer.create(new InetSocketAddress(loopback, port), 0);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot listen on port " + port + " of 127.0.0.1", e);
    }
    this.workers =
        Executors.newCachedThreadPool(
            work -> {
              Thread thread = new Thread(work, name);
              thread.setDaemon(true);
              return thread;
            });
    server.setExecutor(workers);
  }

  /** An http address without a path. */
  public URI baseUri() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** Reaches zero when the server stops. */
  public CountDownLatch closed() {
    return closed;
  }

  /** Lets a handler answer for a path and everything below it. */
  public void serve(String path, HttpHandler handler) {
    server.createContext(path, handler);
  }

  /** Begins to answer. */
  public void start() {
    server.start();
  }

  /** Stops at once; calls that hang are dropped. */
  public void stop() {
    closed.countDown();
    server.stop(0);
    workers.shutdown();
  }
}
