// SPDX-License-Identifier: Apache-2.0
package io.countersign.http;

import static io.countersign.http.RawServer.answers;
import static io.countersign.http.RawServer.ok;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.countersign.InvalidRequestException;
import io.countersign.Secret;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class JdkHttpTransportTest extends TransportContract {

  private final AtomicLong wallClock = new AtomicLong(1_800_000_000_000L);

  @Override
  HttpTransport transport() {
    return JdkHttpTransport.options().wallClock(() -> wallClock.get()).build();
  }

  @Override
  boolean tellsHandshakeFromAnswer() {
    return false;
  }

  @Override
  void pretendThatConnectionsIdled(HttpTransport idle, long millis) {
    wallClock.addAndGet(millis);
  }

  @Test
  void theSharedTransportIsOneInstance() {
    assertThat(JdkHttpTransport.shared()).isSameAs(JdkHttpTransport.shared());
  }

  @Test
  void aStalledDownloadEndsWhenItsTimeIsOver() throws IOException {
    try (RawServer server =
            new RawServer(answers("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf"));
        HttpDownload download =
            transport.download(
                HttpCall.of(
                    "GET",
                    server.uri("http", "/bill"),
                    Headers.none(),
                    false,
                    Duration.ofMillis(400)))) {
      assertThatIOException().isThrownBy(() -> download.body().readAllBytes());
    }
  }

  @Test
  void aPooledConnectionThatClosesUnansweredIsNotTriedAgainForAQuestion() throws IOException {
    try (RawServer server =
        new RawServer(
            (connection, request) -> {
              if (request == 1) {
                ok("first").after(connection, request);
              } else {
                connection.close();
              }
            })) {
      transport.send(get(server.uri("http", "/find")));

      assertThat(failure(get(server.uri("http", "/find"))).maybeSent()).isTrue();
      assertThat(server.requests()).hasSize(2);
    }
  }

  @Test
  void aPasswordThatTheJvmWouldNotSendIsRefused() {
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(
            () -> JdkHttpTransport.options().proxyPassword("shop", Secret.of("canary-9")).build())
        .withMessageContaining("jdk.http.auth.tunneling.disabledSchemes")
        .withMessageNotContaining("canary-9");
  }
}
