// SPDX-License-Identifier: Apache-2.0
package io.countersign.http;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ServerSocketFactory;

/**
 * Reads whole requests from real sockets, keeps their bytes, and does what it is told after each.
 */
final class RawServer implements Closeable {

  /** What to do with a connection after one request was read. */
  interface Behaviour {
    void after(Socket connection, int request) throws IOException;
  }

  /** What to do with a connection after this very request. */
  interface Answering {
    void answer(Socket connection, Request request) throws IOException;
  }

  /** One request, byte for byte. */
  record Request(String head, byte[] body, int connection) {
    String line() {
      return head.substring(0, head.indexOf("\r\n"));
    }

    boolean has(String headerLine) {
      return ("\r\n" + head.toLowerCase(Locale.ROOT) + "\r\n")
          .contains("\r\n" + headerLine.toLowerCase(Locale.ROOT) + "\r\n");
    }
  }

  static Behaviour answers(String bytes) {
    return (connection, request) -> {
      connection.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
      connection.getOutputStream().flush();
    };
  }

  static Behaviour ok(String body) {
    return answers("HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
  }

  /** RST instead of FIN. */
  static Behaviour resets() {
    return (connection, request) -> {
      connection.setSoLinger(true, 0);
      connection.close();
    };
  }

  static Behaviour closes() {
    return (connection, request) -> connection.close();
  }

  static Behaviour saysNothing() {
    return (connection, request) -> {};
  }

  /** One good answer, so that the connection is pooled; then something else. */
  static Behaviour okOnceThen(Behaviour then) {
    return (connection, request) -> (request == 1 ? ok("first") : then).after(connection, request);
  }

  /** Answers each request with its own body. */
  static RawServer echoing() {
    return new RawServer(
        ServerSocketFactory.getDefault(),
        (connection, request) -> {
          String head = "HTTP/1.1 200 OK\r\nContent-Length: " + request.body().length + "\r\n\r\n";
          connection.getOutputStream().write(head.getBytes(StandardCharsets.ISO_8859_1));
          connection.getOutputStream().write(request.body());
          connection.getOutputStream().flush();
        });
  }

  private final ServerSocket socket;
  private final Answering answering;
  private final List<Request> requests = new CopyOnWriteArrayList<>();
  private final List<Socket> connections = new CopyOnWriteArrayList<>();

  RawServer(Behaviour behaviour) {
    this(behaviour, ServerSocketFactory.getDefault());
  }

  RawServer(Behaviour behaviour, ServerSocketFactory sockets) {
    this(sockets, null, behaviour);
  }

  private RawServer(ServerSocketFactory sockets, Answering answering) {
    this(sockets, answering, saysNothing());
  }

  private RawServer(ServerSocketFactory sockets, Answering own, Behaviour behaviour) {
    this.answering =
        own == null ? (connection, request) -> behaviour.after(connection, numberOf(request)) : own;
    try {
      this.socket = sockets.createServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException unexpected) {
      throw new UncheckedIOException(unexpected);
    }
    Thread acceptor = new Thread(this::accept, "raw server");
    acceptor.setDaemon(true);
    acceptor.start();
  }

  URI uri(String scheme, String target) {
    return URI.create(scheme + "://127.0.0.1:" + socket.getLocalPort() + target);
  }

  int port() {
    return socket.getLocalPort();
  }

  List<Request> requests() {
    return requests;
  }

  int connections() {
    return connections.size();
  }

  /** The peer goes away: every connection so far is closed from this side. */
  void hangUp() throws IOException {
    for (Socket connection : connections) {
      connection.close();
    }
  }

  private void accept() {
    try {
      while (true) {
        Socket connection = socket.accept();
        connections.add(connection);
        int number = connections.size();
        Thread thread = new Thread(() -> serve(connection, number), "raw connection " + number);
        thread.setDaemon(true);
        thread.start();
      }
    } catch (IOException closed) {
      // The test is over.
    }
  }

  private void serve(Socket connection, int number) {
    try {
      InputStream in = connection.getInputStream();
      while (true) {
        String head = head(in);
        if (head.isEmpty()) {
          return;
        }
        Request request = new Request(head, in.readNBytes(length(head)), number);
        requests.add(request);
        answering.answer(connection, request);
      }
    } catch (SocketException gone) {
      // Closed by either side.
    } catch (IOException broken) {
      // A failed TLS handshake, for one.
    }
  }

  private int numberOf(Request request) {
    return requests.indexOf(request) + 1;
  }

  private static String head(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
      int next = in.read();
      if (next < 0) {
        return "";
      }
      head.write(next);
    }
    String text = head.toString(StandardCharsets.ISO_8859_1);
    return text.substring(0, text.length() - 4);
  }

  private static int length(String head) {
    for (String line : head.split("\r\n")) {
      if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
        return Integer.parseInt(line.substring(15).trim());
      }
    }
    return 0;
  }

  @Override
  public void close() throws IOException {
    socket.close();
    hangUp();
  }
}
