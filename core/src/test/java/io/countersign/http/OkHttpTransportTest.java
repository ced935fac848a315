// SPDX-License-Identifier: Apache-2.0
package io.countersign.http;

import static io.countersign.http.RawServer.answers;
import static io.countersign.http.RawServer.closes;
import static io.countersign.http.RawServer.ok;
import static io.countersign.http.RawServer.resets;
import static io.countersign.http.RawServer.saysNothing;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.lang.reflect.Field;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OkHttpTransportTest {

  private static final Duration LONG = Duration.ofSeconds(20);
  private static final byte[] BODY = "{\"tea\":\"茶 🍵\"}\r\n".getBytes(StandardCharsets.UTF_8);

  private final HttpTransport transport = OkHttpTransport.options().build();

  private static HttpCall post(URI uri) {
    return HttpCall.of(
            "POST",
            uri,
            Headers.builder().add("Content-Type", "application/json").add("X-Own", "a b").build(),
            true,
            LONG)
        .withBody(BODY);
  }

  private static HttpCall get(URI uri) {
    return HttpCall.of("GET", uri, Headers.none(), false, LONG);
  }

  private TransportException failure(HttpCall call) {
    TransportException thrown =
        catchThrowableOfType(TransportException.class, () -> transport.send(call));
    assertThat(thrown).isNotNull();
    return thrown;
  }

  private static String text(HttpAnswer answer) {
    return new String(answer.body(), StandardCharsets.UTF_8);
  }

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
      assertThat(failure(get(server.uri("http", "/pay"))).maybeSent()).isTrue();

      assertThat(server.requests()).hasSize(2);
    }
  }

  @Test
  void aPooledConnectionThatThePeerResetsOnTheNextRequestIsNotTriedAgain() throws IOException {
    try (RawServer server =
        new RawServer(
            (connection, request) -> {
              if (request == 1) {
                ok("first").after(connection, request);
              } else {
                resets().after(connection, request);
              }
            })) {
      transport.send(post(server.uri("http", "/pay")));

      assertThat(failure(post(server.uri("http", "/pay"))).maybeSent()).isTrue();

      assertThat(server.requests()).hasSize(2);
      assertThat(server.connections()).isEqualTo(1);
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
  void aTlsHandshakeThatFailsIsNotSent() throws IOException {
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

  // ---------------------------------------------------------------- exactly as it is

  @Test
  void bodyAndHeadersAreSentAsTheyAre() throws IOException {
    try (RawServer server = new RawServer(ok("yes"))) {
      transport.send(post(server.uri("http", "/pay")));

      RawServer.Request request = server.requests().get(0);
      assertThat(request.body()).isEqualTo(BODY);
      assertThat(request.line()).isEqualTo("POST /pay HTTP/1.1");
      assertThat(request.has("content-type: application/json")).isTrue();
      assertThat(request.has("content-length: " + BODY.length)).isTrue();
      assertThat(request.has("x-own: a b")).isTrue();
      assertThat(request.has("accept-encoding: identity")).isTrue();
    }
  }

  @Test
  void aPostWithoutABodyHasAnEmptyOne() throws IOException {
    try (RawServer server = new RawServer(ok("yes"))) {
      transport.send(HttpCall.of("POST", server.uri("http", "/close"), Headers.none(), true, LONG));
      transport.send(get(server.uri("http", "/find")));

      assertThat(server.requests().get(0).has("content-length: 0")).isTrue();
      assertThat(server.requests().get(1).line()).isEqualTo("GET /find HTTP/1.1");
    }
  }

  @Test
  void everyPathAndQueryIsOnTheWireAsItWasSignedOrNotSentAtAll() throws IOException {
    try (RawServer server = new RawServer(ok("yes"))) {
      List<String> targets = new ArrayList<>();
      for (char c = '!'; c <= '~'; c++) {
        targets.add("/v3/a" + c + "b?x=a" + c + "b");
        targets.add(String.format("/v3/a%%%02xb?x=%%%02X", (int) c, (int) c));
      }
      targets.addAll(
          List.of(
              "/",
              "/v3//x",
              "/v3/x/",
              "/v3/x?",
              "/v3/x?&",
              "/v3/x?a&b=&=c",
              "/v3/x?a=b+c%20d",
              "/v3/%E4%B8%AD",
              "/v3/../x",
              "/v3/./x",
              "/v3/%2e%2e/x",
              "/v3/%2E/x",
              "/v3/x/..",
              "/v3/中文",
              "/v3/x?q=中文"));
      int sent = 0;
      for (String target : targets) {
        URI uri;
        try {
          uri = server.uri("http", target);
        } catch (IllegalArgumentException notAnAddress) {
          continue;
        }
        if (uri.getRawFragment() != null) {
          continue;
        }
        int before = server.requests().size();
        try {
          transport.send(get(uri));
          assertThat(server.requests().get(before).line()).isEqualTo("GET " + target + " HTTP/1.1");
          sent++;
        } catch (TransportException refused) {
          assertThat(refused.maybeSent()).isFalse();
          assertThat(server.requests()).hasSize(before);
        }
      }
      assertThat(sent).isGreaterThan(150);
    }
  }

  @Test
  void contentCodingsAreNotUndone() throws IOException {
    String gzip = "\u001f\u008b\b\0not really";
    try (RawServer server =
        new RawServer(
            answers(
                "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: "
                    + gzip.length()
                    + "\r\n\r\n"
                    + gzip))) {
      HttpAnswer answer = transport.send(get(server.uri("http", "/")));

      assertThat(answer.body()).isEqualTo(gzip.getBytes(StandardCharsets.ISO_8859_1));
      assertThat(answer.headers().first("content-encoding")).contains("gzip");
    }
  }

  @Test
  void headersOfAnAnswerKeepTheirOrderAndTheirDoubles() throws IOException {
    try (RawServer server =
        new RawServer(
            answers(
                "HTTP/1.1 200 OK\r\nWECHATPAY-Signature: one\r\nwechatpay-signature: two\r\n"
                    + "Request-ID: 7\r\nContent-Length: 0\r\n\r\n"))) {
      HttpAnswer answer = transport.send(get(server.uri("http", "/")));

      assertThat(answer.headers().all("Wechatpay-Signature")).containsExactly("one", "two");
      assertThat(answer.headers().single("Wechatpay-Signature")).isEmpty();
      assertThat(answer.headers().first("request-id")).contains("7");
    }
  }

  @Test
  void anAnswerWithoutABodyIsAnAnswer() throws IOException {
    try (RawServer server = new RawServer(answers("HTTP/1.1 204 No Content\r\n\r\n"))) {
      HttpAnswer answer = transport.send(post(server.uri("http", "/close")));

      assertThat(answer.status()).isEqualTo(204);
      assertThat(answer.body()).isEmpty();
    }
  }

  @Test
  void malformedAddressesAndHeadersAreNotSentAndNotShown() throws IOException {
    try (RawServer server = new RawServer(ok("yes"))) {
      for (HttpCall call :
          List.of(
              get(URI.create("ftp://127.0.0.1/x")),
              get(URI.create("/only/a/path")),
              HttpCall.of(
                  "GET",
                  server.uri("http", "/"),
                  Headers.builder().add("Authorization", "canary-9\r\nEvil: 1").build(),
                  false,
                  LONG),
              HttpCall.of(
                  "GET",
                  server.uri("http", "/"),
                  Headers.builder().add("Evil\nName", "canary-9").build(),
                  false,
                  LONG))) {
        TransportException thrown = failure(call);
        assertThat(thrown.maybeSent()).isFalse();
        assertThat(thrown).hasNoCause().hasMessageNotContaining("canary-9");
      }
      assertThat(server.requests()).isEmpty();
    }
  }

  // ---------------------------------------------------------------- old connections

  @Test
  void aWriteNeverUsesAConnectionThatIdledOverFiveSecondsOfWallClock() throws Exception {
    try (RawServer server = new RawServer(ok("yes"))) {
      transport.send(post(server.uri("http", "/1")));
      transport.send(post(server.uri("http", "/2")));
      assertThat(server.connections()).describedAs("connections are pooled").isEqualTo(1);

      pretendThatConnectionsIdled(4_000);
      transport.send(post(server.uri("http", "/3")));
      assertThat(server.connections()).isEqualTo(1);

      pretendThatConnectionsIdled(5_001);
      transport.send(post(server.uri("http", "/4")));
      assertThat(server.connections()).isEqualTo(2);

      pretendThatConnectionsIdled(-3_600_000);
      transport.send(post(server.uri("http", "/5")));
      assertThat(server.connections()).describedAs("the wall clock was set back").isEqualTo(3);

      assertThat(server.requests())
          .extracting(request -> request.line().substring(5, 7))
          .containsExactly("/1", "/2", "/3", "/4", "/5");
    }
  }

  @Test
  void aReadMayUseAnOlderConnection() throws Exception {
    try (RawServer server = new RawServer(ok("yes"))) {
      transport.send(get(server.uri("http", "/1")));
      pretendThatConnectionsIdled(5_001);

      transport.send(get(server.uri("http", "/2")));

      assertThat(server.connections()).isEqualTo(1);
    }
  }

  @Test
  void manyOldConnectionsDoNotExhaustAWrite() throws Exception {
    try (RawServer server = new RawServer(ok("yes"))) {
      HttpTransport wide = OkHttpTransport.options().idleConnections(20).build();
      inThreads(12, () -> wide.send(post(server.uri("http", "/warm"))));
      pretendThatConnectionsIdled(wide, 60_000);

      assertThat(text(wide.send(post(server.uri("http", "/pay"))))).isEqualTo("yes");
    }
  }

  /** A function was frozen: {@code nanoTime} stood still, the wall clock did not. */
  private void pretendThatConnectionsIdled(long millis) throws ReflectiveOperationException {
    pretendThatConnectionsIdled(transport, millis);
  }

  @SuppressWarnings("unchecked")
  private static void pretendThatConnectionsIdled(HttpTransport transport, long millis)
      throws ReflectiveOperationException {
    Field lastUse = OkHttpTransport.class.getDeclaredField("lastUse");
    lastUse.setAccessible(true);
    Map<Object, Long> uses = (Map<Object, Long>) lastUse.get(transport);
    assertThat(uses).isNotEmpty();
    uses.replaceAll((connection, when) -> System.currentTimeMillis() - millis);
  }

  // ---------------------------------------------------------------- downloads, threads, sharing

  @Test
  void aDownloadIsAStreamAndMayBeLargerThanAnyAnswer() throws IOException {
    String large = "x".repeat(3_000_000);
    try (RawServer server = new RawServer(ok(large));
        HttpDownload download = transport.download(get(server.uri("http", "/bill")))) {
      assertThat(download.status()).isEqualTo(200);
      assertThat(download.headers().first("content-length")).contains("3000000");
      assertThat(download.body().readAllBytes()).hasSize(3_000_000);
    }
  }

  @Test
  void aDownloadThatCannotBeginSaysWhetherItWasSent() throws IOException {
    try (RawServer server = new RawServer(resets())) {
      assertThatExceptionOfType(TransportException.class)
          .isThrownBy(() -> transport.download(get(server.uri("http", "/bill"))))
          .satisfies(thrown -> assertThat(thrown.maybeSent()).isTrue());
    }
    assertThatExceptionOfType(TransportException.class)
        .isThrownBy(() -> transport.download(get(URI.create("https://gateway.invalid/bill"))))
        .satisfies(thrown -> assertThat(thrown.maybeSent()).isFalse());
  }

  @Test
  void sixteenThreadsEachGetTheirOwnAnswer() throws Exception {
    try (RawServer server = RawServer.echoing()) {
      inThreads(
          16,
          () -> {
            for (int i = 0; i < 30; i++) {
              String own = Thread.currentThread().getName() + " " + i;
              HttpCall call =
                  HttpCall.of("POST", server.uri("http", "/"), Headers.none(), true, LONG)
                      .withBody(own.getBytes(StandardCharsets.UTF_8));
              assertThat(text(transport.send(call))).isEqualTo(own);
            }
            return null;
          });
    }
  }

  @Test
  void theSharedTransportIsOneInstance() {
    assertThat(OkHttpTransport.shared()).isSameAs(OkHttpTransport.shared());
  }

  private static void inThreads(int crowd, Callable<?> task) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(crowd);
    try {
      List<Callable<Object>> tasks = new ArrayList<>();
      for (int i = 0; i < crowd; i++) {
        tasks.add(task::call);
      }
      for (Future<Object> ended : threads.invokeAll(tasks)) {
        ended.get();
      }
    } finally {
      threads.shutdownNow();
    }
  }
}
