// SPDX-License-Identifier: Apache-2.0
package io.countersign.http;

import static io.countersign.http.RawServer.closes;
import static io.countersign.http.RawServer.ok;
import static io.countersign.http.RawServer.okOnceThen;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.countersign.InvalidRequestException;
import io.countersign.Secret;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class JdkHttpTransportTest extends TransportContract {

  private final AtomicLong wallClock = new AtomicLong(1_800_000_000_000L);

  @Override
  HttpTransport transport() {
    return JdkHttpTransport.options().wallClock(() -> wallClock.get()).build();
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
  void clientsThatIdledTooLongAreGivenUpThoughOneIsBusy() throws Exception {
    try (RawServer server = RawServer.echoing()) {
      CountDownLatch together = new CountDownLatch(4);
      inThreads(
          4,
          () -> {
            together.countDown();
            together.await();
            return transport.send(post(server.uri("http", "/")));
          });
      for (int i = 0; i < 3; i++) {
        transport.send(post(server.uri("http", "/")));
        wallClock.addAndGet(4_000);
      }

      assertThat(((JdkHttpTransport) transport).resting()).isEqualTo(1);
    }
  }

  @Test
  void noConnectionNeedBeKept() throws IOException {
    HttpTransport forgetful = JdkHttpTransport.options().idleConnections(0).build();
    try (RawServer server = new RawServer(ok("yes"))) {
      assertThat(text(forgetful.send(post(server.uri("http", "/1"))))).isEqualTo("yes");
      assertThat(text(forgetful.send(post(server.uri("http", "/2"))))).isEqualTo("yes");

      assertThat(server.connections()).isEqualTo(2);
    }
  }

  @Test
  void settingsThatNoTransportTakesAreRefusedByBoth() {
    for (Duration none : List.of(Duration.ZERO, Duration.ofMillis(-1), Duration.ofNanos(1))) {
      refused("connectTimeout", () -> JdkHttpTransport.options().connectTimeout(none));
      refused("connectTimeout", () -> OkHttpTransport.options().connectTimeout(none));
    }
    Duration endless = Duration.ofSeconds(Long.MAX_VALUE);
    refused("connectTimeout", () -> JdkHttpTransport.options().connectTimeout(endless));
    refused("connectTimeout", () -> OkHttpTransport.options().connectTimeout(endless));
    refused("idleConnections", () -> JdkHttpTransport.options().idleConnections(-1));
    refused("idleConnections", () -> OkHttpTransport.options().idleConnections(-1));
  }

  private static void refused(String field, ThrowingCallable setting) {
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(setting)
        .withMessageContaining(field);
  }

  @Test
  void aPooledConnectionThatClosesUnansweredIsNotTriedAgainForAQuestion() throws IOException {
    try (RawServer server = new RawServer(okOnceThen(closes()))) {
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
