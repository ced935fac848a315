// SPDX-License-Identifier: Apache-2.0
package io.countersign.testing;

import io.countersign.ReceivedReply;
import io.countersign.ReceivedRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** An address on loopback to which the gateway posts; keeps what came, answers what it is told. */
public final class PostBox implements AutoCloseable {
  /** What came, in order. */
  public final List<ReceivedRequest> posts = new CopyOnWriteArrayList<>();

  /** What was answered, in order. */
  public final List<ReceivedReply> replies = new CopyOnWriteArrayList<>();

  private final ServerSocket door;

  /** Opens the door; what comes is dated by the clock and answered by the shop. */
  public PostBox(Clock clock, Function<ReceivedRequest, ReceivedReply> shop) {
    try {
      door = new ServerSocket(0, 20, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread keeper =
        new Thread(
            () -> {
              while (!door.isClosed()) {
                try (Socket visitor = door.accept()) {
                  ReceivedRequest post =
                      ReceivedRequest.of(Map.of(), body(visitor), clock.instant());
                  posts.add(post);
                  ReceivedReply reply = shop.apply(post);
                  replies.add(reply);
                  visitor.getOutputStream().write(written(reply));
                } catch (IOException closed) {
                  // Whoever posted tries again.
                }
              }
            },
            "post-box");
    keeper.setDaemon(true);
    keeper.start();
  }

  /** Where to post. */
  public URI address() {
    return URI.create("http://127.0.0.1:" + door.getLocalPort() + "/notify");
  }

  private static byte[] body(Socket visitor) throws IOException {
    InputStream in = visitor.getInputStream();
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    while (!head.toString(StandardCharsets.US_ASCII).endsWith("\r\n\r\n")) {
      head.write(in.read());
    }
    String text = head.toString(StandardCharsets.US_ASCII).toLowerCase(Locale.ROOT);
    String length = text.replaceAll("(?s).*\r\ncontent-length: *([0-9]+)\r\n.*", "$1");
    return in.readNBytes(Integer.parseInt(length));
  }

  private static byte[] written(ReceivedReply reply) {
    return ("HTTP/1.1 "
            + reply.status()
            + " x\r\nContent-Type: "
            + reply.headers().get("Content-Type")
            + "\r\nContent-Length: "
            + reply.bodyBytes().length
            + "\r\nConnection: close\r\n\r\n"
            + reply.body())
        .getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    try {
      door.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
