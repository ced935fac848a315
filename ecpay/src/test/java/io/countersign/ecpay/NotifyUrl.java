// SPDX-License-Identifier: Apache-2.0
package io.countersign.ecpay;

import io.countersign.ReceivedReply;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** An address on loopback that gives whoever posts to it one reply: the shop's. */
final class NotifyUrl implements AutoCloseable {
  private final ServerSocket socket;
  private volatile ReceivedReply reply;

  NotifyUrl() {
    try {
      socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
    Thread server = new Thread(this::serve, "notify-url");
    server.setDaemon(true);
    server.start();
  }

  URI replying(ReceivedReply next) {
    reply = next;
    return URI.create("http://127.0.0.1:" + socket.getLocalPort() + "/ecpay/notify");
  }

  private void serve() {
    while (!socket.isClosed()) {
      try (Socket connection = socket.accept()) {
        skipRequest(
            new BufferedReader(
                new InputStreamReader(connection.getInputStream(), StandardCharsets.ISO_8859_1)));
        OutputStream out = connection.getOutputStream();
        out.write(head(reply).getBytes(StandardCharsets.US_ASCII));
        out.write(reply.bodyBytes());
        out.flush();
      } catch (IOException gone) {
        // The gateway posts again, or the test is over.
      }
    }
  }

  private static void skipRequest(BufferedReader in) throws IOException {
    int length = 0;
    for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
      if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
        length = Integer.parseInt(line.substring(15).trim());
      }
    }
    while (length > 0 && in.read() >= 0) {
      length--;
    }
  }

  private static String head(ReceivedReply reply) {
    StringBuilder head = new StringBuilder("HTTP/1.1 " + reply.status() + " x\r\n");
    reply.headers().forEach((name, value) -> head.append(name + ": " + value + "\r\n"));
    return head.append("Content-Length: ")
        .append(reply.bodyBytes().length)
        .append("\r\nConnection: close\r\n\r\n")
        .toString();
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }
}
