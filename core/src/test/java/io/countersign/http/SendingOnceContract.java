// SPDX-License-Identifier: Apache-2.0
package io.countersign.http;

import static io.countersign.http.RawServer.answers;
import static io.countersign.http.RawServer.closes;
import static io.countersign.http.RawServer.ok;
import static io.countersign.http.RawServer.okOnceThen;
import static io.countersign.http.RawServer.resets;
import static io.countersign.http.RawServer.saysNothing;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A request is sent once, and whether it was sent is said truly. */
abstract class SendingOnceContract extends TransportAtServer {

  // ---------------------------------------------------------------- a request is sent once

  @Test
  void aConnectionResetAfterTheRequestReachesTheServerOnce() throws IOException {
    try (RawServer server = new RawServer(resets())) {
      TransportException thrown = failure(post(server.uri("http", "/pay")));

      assertThat(thrown.maybeSent()).isTrue();
      assertThat(server.requests()).hasSize(1);
    }
  }

  @Test
  void aConnectionClosedWithoutAnAnswerReachesTheServerOnce() throws IOException {
    try (RawServer server = new RawServer(closes())) {
      assertThat(failure(post(server.uri("http", "/pay"))).maybeSent()).isTrue();
      assertThat(server.requests()).hasSize(1);

      assertThat(failure(get(server.uri("http", "/pay"))).maybeSent()).isTrue();
      assertThat(server.requests()).hasSize(2);
    }
  }

  @Test
  void aPooledConnectionThatThePeerResetsOnTheNextRequestIsNotTriedAgain() throws IOException {
    try (RawServer server = new RawServer(okOnceThen(resets()))) {
      transport.send(post(server.uri("http", "/pay")));

      assertThat(failure(post(server.uri("http", "/pay"))).maybeSent()).isTrue();

      assertThat(server.requests()).hasSize(2);
      assertThat(server.connections()).isEqualTo(1);
    }
  }

  @Test
  void aServerThatDiesAfterTheRequestOnAPooledConnectionMayHaveReadIt() throws IOException {
    AtomicReference<RawServer> dying = new AtomicReference<>();
    try (RawServer server =
        new RawServer(okOnceThen((connection, request) -> dying.get().close()))) {
      dying.set(server);
      transport.send(get(server.uri("http", "/find")));

      // Whoever asks again by itself now finds nobody, which must not read as "never sent".
      assertThat(failure(get(server.uri("http", "/find"))).maybeSent()).isTrue();
      assertThat(server.requests()).hasSize(2);
    }
  }

  @Test
  void aPooledConnectionThatThePeerClosedIsReplacedBeforeAnythingIsSent() throws IOException {
    try (RawServer server = new RawServer(ok("yes"))) {
      transport.send(post(server.uri("http", "/pay")));
      server.hangUp();

      HttpAnswer answer = null;
      TransportException thrown = null;
      try {
        answer = transport.send(post(server.uri("http", "/pay")));
      } catch (TransportException raced) {
        thrown = raced;
      }

      assertThat(server.requests()).hasSizeLessThanOrEqualTo(2);
      if (answer == null) {
        assertThat(thrown.maybeSent()).isTrue();
      } else {
        assertThat(server.requests()).hasSize(2);
        assertThat(server.connections()).isEqualTo(2);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 503 Busy\r\nRetry-After: 0\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 408 Timeout\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 408 Timeout\r\nRetry-After: 0\r\nConnection: close\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 421 Misdirected\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 401 No\r\nWWW-Authenticate: Basic realm=\"x\"\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 429 Busy\r\nRetry-After: 0\r\nContent-Length: 0\r\n\r\n"
      })
  void anAnswerThatInvitesARepeatIsHandedOn(String bytes) throws IOException {
    try (RawServer server = new RawServer(answers(bytes))) {
      HttpAnswer written = transport.send(post(server.uri("http", "/pay")));
      HttpAnswer read = transport.send(get(server.uri("http", "/pay")));

      assertThat(server.requests()).hasSize(2);
      assertThat(written.status()).isEqualTo(read.status()).isEqualTo(status(bytes));
      if (bytes.contains("Retry-After")) {
        assertThat(written.headers().first("retry-after")).contains("0");
        assertThat(read.headers().first("retry-after")).contains("0");
      }
    }
  }

  private static int status(String bytes) {
    return Integer.parseInt(bytes.substring(9, 12));
  }

  @ParameterizedTest
  @ValueSource(ints = {300, 301, 302, 303, 307, 308})
  void aRedirectIsNotFollowed(int status) throws IOException {
    try (RawServer elsewhere = new RawServer(ok("elsewhere"));
        RawServer server =
            new RawServer(
                answers(
                    "HTTP/1.1 "
                        + status
                        + " Moved\r\nLocation: "
                        + elsewhere.uri("http", "/stolen")
                        + "\r\nContent-Length: 0\r\n\r\n"))) {
      assertThat(transport.send(post(server.uri("http", "/pay"))).status()).isEqualTo(status);
      assertThat(transport.send(get(server.uri("http", "/pay"))).status()).isEqualTo(status);

      assertThat(server.requests()).hasSize(2);
      assertThat(elsewhere.requests()).isEmpty();
    }
  }

  // ---------------------------------------------------------------- sent, or provably not

  @Test
  void aRefusedConnectionIsNotSent() throws IOException {
    int nobody;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      nobody = socket.getLocalPort();
    }

    assertThat(failure(post(URI.create("http://127.0.0.1:" + nobody + "/pay"))).maybeSent())
        .isFalse();
  }

  @Test
  void anUnresolvedHostIsNotSent() {
    TransportException thrown = failure(post(URI.create("https://gateway.invalid/pay")));

    assertThat(thrown.maybeSent()).isFalse();
    assertThat(thrown).hasMessageContaining("before anything was sent").hasNoCause();
  }

  @Test
  void nothingIsSentWhileATlsHandshakeHangs() throws IOException {
    try (RawServer plain = new RawServer(answers("HTTP/1.1 400 Not TLS\r\n\r\n"))) {
      // The server waits for a header line in what is a handshake, so hang up once it came.
      TransportException thrown =
          failure(
              HttpCall.of(
                  "POST",
                  plain.uri("https", "/pay"),
                  Headers.none(),
                  true,
                  Duration.ofMillis(400)));

      assertThat(thrown.maybeSent()).isFalse();
      assertThat(plain.requests()).isEmpty();
    }
  }

  @Test
  void anAnswerThatDoesNotComeInTimeMayHaveBeenSent() throws IOException {
    try (RawServer server = new RawServer(saysNothing())) {
      HttpCall hurried =
          HttpCall.of(
                  "POST", server.uri("http", "/pay"), Headers.none(), true, Duration.ofMillis(300))
              .withBody(BODY);

      TransportException thrown = failure(hurried);

      assertThat(thrown.maybeSent()).isTrue();
      assertThat(thrown).hasMessageContaining("timed out");
      assertThat(server.requests()).hasSize(1);
    }
  }

  @Test
  void anAnswerThatDripsDoesNotOutliveTheLimit() throws IOException {
    try (RawServer server =
        new RawServer(
            answers("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nonly the beginning"))) {
      HttpCall hurried =
          HttpCall.of(
              "GET", server.uri("http", "/"), Headers.none(), false, Duration.ofMillis(300));

      assertThat(failure(hurried).maybeSent()).isTrue();
    }
  }

  @Test
  void aTruncatedAnswerIsNoAnswer() throws IOException {
    for (String truncated :
        List.of(
            "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"code\":\"SUCC",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n64\r\n{\"code\":\"SUCC",
            "HTTP/1.1 200 OK\r\nContent-Le",
            "HTTP/1.1 2",
            "garbage\r\n\r\n")) {
      try (RawServer server =
          new RawServer(
              (connection, request) -> {
                answers(truncated).after(connection, request);
                connection.close();
              })) {
        assertThat(failure(post(server.uri("http", "/pay"))).maybeSent()).isTrue();
        assertThat(server.requests()).hasSize(1);
      }
    }
  }

  @Test
  void anAnswerLargerThanTheBoundIsNotReadToItsEnd() throws IOException {
    try (RawServer server = new RawServer(ok("x".repeat(1001)))) {
      HttpCall call = get(server.uri("http", "/"));

      assertThat(text(transport.send(call.withMostAnswerBytes(1001)))).hasSize(1001);
      TransportException thrown = failure(call.withMostAnswerBytes(1000));
      assertThat(thrown.maybeSent()).isTrue();
      assertThat(thrown).hasMessageContaining("1000 bytes");
    }
    try (RawServer endless =
        new RawServer(
            (connection, request) -> {
              answers("HTTP/1.1 200 OK\r\n\r\n").after(connection, request);
              byte[] more = new byte[64 * 1024];
              while (true) {
                connection.getOutputStream().write(more);
              }
            })) {
      assertThat(failure(get(endless.uri("http", "/")))).hasMessageContaining("1048576 bytes");
    }
  }

  @Test
  void anInterruptedThreadSendsNoWholeRequestAndStaysInterrupted() throws IOException {
    try (RawServer server = new RawServer(ok("yes"))) {
      Thread.currentThread().interrupt();

      TransportException thrown = failure(post(server.uri("http", "/pay")));

      assertThat(Thread.interrupted()).isTrue();
      assertThat(thrown).hasMessageContaining("interrupted");
      assertThat(server.requests()).isEmpty();
    }
  }
}
