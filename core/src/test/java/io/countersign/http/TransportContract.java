// SPDX-License-Identifier: Apache-2.0
package io.countersign.http;

import static io.countersign.http.RawServer.answers;
import static io.countersign.http.RawServer.ok;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Requests and answers pass unchanged, by any number of threads, of any size. */
abstract class TransportContract extends DownloadContract {

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

      pretendThatConnectionsIdled(transport, 4_000);
      transport.send(post(server.uri("http", "/3")));
      assertThat(server.connections()).isEqualTo(1);

      pretendThatConnectionsIdled(transport, 5_001);
      transport.send(post(server.uri("http", "/4")));
      assertThat(server.connections()).isEqualTo(2);

      pretendThatConnectionsIdled(transport, -3_600_000);
      transport.send(post(server.uri("http", "/5")));
      assertThat(server.connections()).describedAs("the wall clock was set back").isEqualTo(3);

      assertThat(server.requests())
          .extracting(request -> request.line().substring(5, 7))
          .containsExactly("/1", "/2", "/3", "/4", "/5");
    }
  }

  // ---------------------------------------------------------------- threads, limits

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
  void aTimeBeyondAllMeasureIsADay() throws IOException {
    try (RawServer server = new RawServer(ok("yes"))) {
      HttpCall patient =
          HttpCall.of(
              "GET", server.uri("http", "/"), Headers.none(), false, Duration.ofSeconds(1L << 60));

      assertThat(patient.timeout()).isEqualTo(Duration.ofDays(1));
      assertThat(text(transport.send(patient))).isEqualTo("yes");
    }
  }
}
