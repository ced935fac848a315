// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.functions;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;

/** SCF's own side of a custom runtime: hands out events and takes what becomes of them. */
final class ScfRuntimeApi implements AutoCloseable {

  private final HttpServer server;
  private final Deque<byte[]> events = new ArrayDeque<>();
  private final List<String> heard = Collections.synchronizedList(new ArrayList<>());

  ScfRuntimeApi(List<byte[]> events) throws IOException {
    this.events.addAll(events);
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/runtime/", this::take);
    server.start();
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  boolean hasMore() {
    return !events.isEmpty();
  }

  /** What the runtime said, one line each: what to, and the body. */
  List<String> heard() {
    return heard;
  }

  private void take(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      byte[] answer = new byte[0];
      if (path.endsWith("/invocation/next")) {
        answer = events.remove();
        exchange.getResponseHeaders().set("Request_Id", "c6af9ac6-7b61-11e6-9a41-93e8deadbeef");
        exchange.getResponseHeaders().set("Memory_Limit_In_Mb", "512");
        exchange.getResponseHeaders().set("Time_Limit_In_Ms", "10000");
      } else {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        heard.add(path.substring("/runtime/".length()) + " " + body);
      }
      exchange.sendResponseHeaders(200, answer.length == 0 ? -1 : answer.length);
      exchange.getResponseBody().write(answer);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
