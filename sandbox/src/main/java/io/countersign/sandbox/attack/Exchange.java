// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.attack;

import io.countersign.sandbox.attack.HostileMessage.Header;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One request and its answer on a connection of their own. Written on the bare socket, because an
 * HTTP client would mend what is to be sent broken, ask a proxy, or follow a redirect.
 */
final class Exchange {
  private final LoopbackEndpoint endpoint;
  private final HostileMessage message;
  private final Socket socket = new Socket();

  private Exchange(LoopbackEndpoint endpoint, HostileMessage message) {
    this.endpoint = endpoint;
    this.message = message;
  }

  /**
   * What came back.
   *
   * @param end how it ended
   * @param status the HTTP status; 0 without an answer
   * @param body the first bytes of it
   */
  // The bytes are handed on, never compared or printed.
  @SuppressWarnings("ArrayRecordComponent")
  record Answer(End end, int status, byte[] body) {
    static Answer without(End end) {
      return new Answer(end, 0, new byte[0]);
    }

    @Override
    public String toString() {
      return switch (end) {
        case ANSWERED -> Integer.toString(status);
        case BROKEN -> "connection closed";
        case NOBODY -> "nobody listens";
        case NO_ANSWER -> "no answer";
      };
    }
  }

  /** How an exchange ends. */
  enum End {
    ANSWERED,
    BROKEN,
    NOBODY,
    NO_ANSWER
  }

  /**
   * Sends messages at the same moment.
   *
   * @param patience for all of them together
   */
  static List<Answer> send(
      LoopbackEndpoint endpoint, List<HostileMessage> messages, Duration patience) {
    long end = System.nanoTime() + patience.toNanos();
    List<Exchange> exchanges = messages.stream().map(m -> new Exchange(endpoint, m)).toList();
    ExecutorService senders = Executors.newFixedThreadPool(exchanges.size(), Exchange::daemon);
    try {
      CountDownLatch connected = new CountDownLatch(exchanges.size());
      List<Future<Answer>> pending = new ArrayList<>();
      for (Exchange exchange : exchanges) {
        pending.add(senders.submit(() -> exchange.run(connected)));
      }
      List<Answer> answers = new ArrayList<>();
      for (Future<Answer> one : pending) {
        answers.add(answer(one, end - System.nanoTime()));
      }
      return answers;
    } finally {
      // Lets go a write or a read that hangs.
      exchanges.forEach(Exchange::close);
      senders.shutdownNow();
    }
  }

  private static Answer answer(Future<Answer> pending, long nanoseconds) {
    try {
      return pending.get(Math.max(0, nanoseconds), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      return Answer.without(End.NO_ANSWER);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted");
    }
  }

  private Answer run(CountDownLatch connected) throws InterruptedException {
    try {
      socket.connect(endpoint.address());
    } catch (ConnectException e) {
      return Answer.without(End.NOBODY);
    } catch (IOException e) {
      return Answer.without(End.BROKEN);
    } finally {
      connected.countDown();
    }
    connected.await();
    try {
      write(socket.getOutputStream());
    } catch (IOException e) {
      // Who has read enough may answer and hang up before everything was sent.
    }
    try {
      return WireAnswer.read(socket.getInputStream());
    } catch (IOException e) {
      return Answer.without(End.BROKEN);
    }
  }

  private void write(OutputStream out) throws IOException {
    StringBuilder head = new StringBuilder();
    head.append(message.method()).append(' ').append(endpoint.target()).append(" HTTP/1.1\r\n");
    if (message.headers().stream().noneMatch(header -> header.name().equalsIgnoreCase("Host"))) {
      head.append("Host: ").append(endpoint.authority()).append("\r\n");
    }
    for (Header header : message.headers()) {
      head.append(header.name()).append(": ").append(header.value()).append("\r\n");
    }
    int length = message.body().length + message.missingBytes();
    if (length > 0 || !message.method().equals("GET")) {
      head.append("Content-Length: ").append(length).append("\r\n");
    }
    head.append("Connection: close\r\n\r\n");
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    whole.writeBytes(head.toString().getBytes(StandardCharsets.ISO_8859_1));
    whole.writeBytes(message.body());
    out.write(whole.toByteArray());
    out.flush();
    if (message.missingBytes() > 0) {
      socket.shutdownOutput();
    }
  }

  private void close() {
    try {
      socket.close();
    } catch (IOException ignored) {
      // It is going away all the same.
    }
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "countersign-attack");
    thread.setDaemon(true);
    return thread;
  }

  /** Reads an answer, of its body only the beginning. */
  private static final class WireAnswer {
    private static final int KEPT = 16 * 1024;
    private static final int LONGEST_HEAD = 64 * 1024;

    private WireAnswer() {}

    static Answer read(InputStream in) throws IOException {
      String[] head = head(in);
      while (status(head) < 200) {
        head = head(in);
      }
      byte[] body;
      try {
        body = body(in, head);
      } catch (IOException | NumberFormatException e) {
        // The status has been said; a body that breaks off takes nothing back.
        body = new byte[0];
      }
      return new Answer(End.ANSWERED, status(head), body);
    }

    private static byte[] body(InputStream in, String[] head) throws IOException {
      if (header(head, "Transfer-Encoding").equalsIgnoreCase("chunked")) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        int size = chunk(in);
        while (size > 0 && body.size() < KEPT) {
          body.writeBytes(in.readNBytes(Math.min(size, KEPT)));
          line(in);
          size = chunk(in);
        }
        return body.toByteArray();
      }
      String length = header(head, "Content-Length");
      boolean none = status(head) == 204 || status(head) == 304;
      int wanted = length.isEmpty() ? KEPT : (int) Math.min(KEPT, Long.parseLong(length));
      return none ? new byte[0] : in.readNBytes(wanted);
    }

    private static int chunk(InputStream in) throws IOException {
      return Integer.parseInt(line(in).split(";", 2)[0].strip(), 16);
    }

    private static String[] head(InputStream in) throws IOException {
      List<String> lines = new ArrayList<>();
      int length = 0;
      for (String line = line(in); !line.isEmpty(); line = line(in)) {
        lines.add(line);
        length += line.length();
        if (length > LONGEST_HEAD) {
          throw new IOException("the header lines do not end");
        }
      }
      if (lines.isEmpty() || !lines.get(0).matches("HTTP/1\\.[01] [1-5][0-9][0-9]( .*)?")) {
        throw new IOException("not an HTTP answer");
      }
      return lines.toArray(new String[0]);
    }

    private static String line(InputStream in) throws IOException {
      StringBuilder line = new StringBuilder();
      for (int next = in.read(); next != '\n'; next = in.read()) {
        if (next < 0 || line.length() > LONGEST_HEAD) {
          throw new EOFException("a line does not end");
        }
        line.append((char) next);
      }
      return line.toString().stripTrailing();
    }

    private static int status(String[] head) {
      return Integer.parseInt(head[0].substring(9, 12));
    }

    private static String header(String[] head, String name) {
      for (String line : head) {
        int colon = line.indexOf(':');
        if (colon > 0 && line.substring(0, colon).equalsIgnoreCase(name)) {
          return line.substring(colon + 1).strip();
        }
      }
      return "";
    }
  }
}
