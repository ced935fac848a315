// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.unionpay;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** A shop that takes notifications, or answers as a test wants. */
final class Shop implements AutoCloseable {
  final List<byte[]> posts = new CopyOnWriteArrayList<>();
  volatile int status = 200;
  volatile String answer = "ok";
  private final HttpServer server;

  Shop() {
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

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/notify";
  }

  URI uri() {
    return URI.create(url());
  }

  Map<String, String> form(int index) {
    return form(index, StandardCharsets.UTF_8);
  }

  Map<String, String> form(int index, Charset charset) {
    Map<String, String> fields = new LinkedHashMap<>();
    Pairs.read(new String(posts.get(index), StandardCharsets.US_ASCII), charset, fields);
    return fields;
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
