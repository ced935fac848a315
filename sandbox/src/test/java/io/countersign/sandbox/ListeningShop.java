// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A shop that takes notifications, or answers as a test wants. */
public class ListeningShop implements AutoCloseable {
  public final List<byte[]> posts = new CopyOnWriteArrayList<>();
  public volatile int status = 200;
  public volatile String answer;
  private final HttpServer server;

  /** Answers so. */
  protected ListeningShop(String usual) {
    answer = usual;
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    server.createContext(
        "/",
        exchange -> {
          posts.add(exchange.getRequestBody().readAllBytes());
          byte[] body = answer.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
  }

  public final String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/notify";
  }

  public final URI uri() {
    return URI.create(url());
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
