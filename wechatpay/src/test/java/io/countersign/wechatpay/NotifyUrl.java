// SPDX-License-Identifier: Apache-2.0
package io.countersign.wechatpay;

import io.countersign.ReceivedReply;
import io.countersign.ReceivedRequest;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/** The shop's notify URL on loopback: one thread, one request per connection. */
final class NotifyUrl implements AutoCloseable {
  private final ServerSocket socket;
  private final Clock clock;
  private final Function<ReceivedRequest, ReceivedReply> shop;

  NotifyUrl(Clock clock, Function<ReceivedRequest, ReceivedReply> shop) {
    this.clock = clock;
    this.shop = shop;
    try {
      this.socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread thread = new Thread(this::serve, "notify-url");
    thread.setDaemon(true);
    thread.start();
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + socket.getLocalPort() + "/wechatpay/notify");
  }

  private void serve() {
    while (!socket.isClosed()) {
      try (Socket connection = socket.accept()) {
        InputStream in = new BufferedInputStream(connection.getInputStream());
        Map<String, List<String>> headers = headers(in);
        int length = Integer.parseInt(headers.getOrDefault("content-length", List.of("0")).get(0));
        ReceivedRequest raw = ReceivedRequest.of(headers, in.readNBytes(length), clock.instant());
        answer(connection.getOutputStream(), shop.apply(raw));
      } catch (IOException closed) {
        // The connection is the gateway's to open again.
      }
    }
  }

  private static Map<String, List<String>> headers(InputStream in) throws IOException {
    Map<String, List<String>> headers = new LinkedHashMap<>();
    line(in);
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      int colon = line.indexOf(':');
      headers
          .computeIfAbsent(
              line.substring(0, colon).toLowerCase(Locale.ROOT), n -> new ArrayList<>())
          .add(line.substring(colon + 1).trim());
    }
    return headers;
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }

  private static void answer(OutputStream out, ReceivedReply reply) throws IOException {
    StringBuilder head = new StringBuilder("HTTP/1.1 " + reply.status() + " x\r\n");
    reply.headers().forEach((name, value) -> head.append(name + ": " + value + "\r\n"));
    byte[] body = reply.bodyBytes();
    if (reply.status() != 204) {
      head.append("Content-Length: " + body.length + "\r\n");
    }
    out.write((head + "Connection: close\r\n\r\n").getBytes(StandardCharsets.UTF_8));
    out.write(body);
    out.flush();
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
