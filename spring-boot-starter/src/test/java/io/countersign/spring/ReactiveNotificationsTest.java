// SPDX-License-Identifier: Apache-2.0
package io.countersign.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.ReceivedReply;
import io.countersign.ReceivedRequest;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.http.server.reactive.MockServerHttpResponse;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;

class ReactiveNotificationsTest {

  private static final Instant NOW = Instant.parse("2026-03-01T02:00:00Z");

  private final ReactiveNotifications notifications =
      new ReactiveNotifications(Clock.fixed(NOW, ZoneOffset.UTC));

  @Test
  void theBytesAndEveryHeaderReachTheHandling() {
    AtomicReference<ReceivedRequest> handled = new AtomicReference<>();
    AtomicReference<Boolean> mayBlock = new AtomicReference<>();
    MockServerHttpRequest request =
        MockServerHttpRequest.post("/notify/tea")
            .header("X-Sign", "one", "two")
            .body(Flux.just(buffer("a=%C3"), buffer("%A9&b=+")));
    MockServerHttpResponse response = new MockServerHttpResponse();

    notifications
        .answer(
            request,
            response,
            raw -> {
              handled.set(raw);
              mayBlock.set(!Schedulers.isInNonBlockingThread());
              return reply(200, Map.of("X-Answer", "yes"), "success");
            })
        .block();

    assertThat(handled.get().body()).asString().isEqualTo("a=%C3%A9&b=+");
    assertThat(handled.get().headers().all("x-sign")).isEqualTo(List.of("one", "two"));
    assertThat(handled.get().receivedAt()).isEqualTo(NOW);
    assertThat(mayBlock.get()).isTrue();
    assertThat(response.getStatusCode().value()).isEqualTo(200);
    assertThat(response.getHeaders().getFirst("X-Answer")).isEqualTo("yes");
    assertThat(response.getHeaders().getContentLength()).isEqualTo(7);
    assertThat(response.getBodyAsString().block()).isEqualTo("success");
  }

  @Test
  void anEmptyBodyIsHandledToo() {
    MockServerHttpResponse response = new MockServerHttpResponse();

    notifications
        .answer(
            MockServerHttpRequest.post("/notify/tea").build(),
            response,
            raw -> reply(raw.body().length == 0 ? 400 : 500, Map.of(), ""))
        .block();

    assertThat(response.getStatusCode().value()).isEqualTo(400);
  }

  @Test
  void tooMuchIsRefusedAndNotHandled() {
    MockServerHttpResponse response = new MockServerHttpResponse();
    Flux<DataBuffer> body =
        Flux.range(0, 2).map(i -> buffer("x".repeat(ReceivedRequest.MOST_BYTES / 2 + 1)));

    notifications
        .answer(
            MockServerHttpRequest.post("/notify/tea").body(body),
            response,
            raw -> {
              throw new AssertionError("handled");
            })
        .block();

    assertThat(response.getStatusCode().value()).isEqualTo(413);
  }

  private static ReceivedReply reply(int status, Map<String, String> headers, String body) {
    return new ReceivedReply(status, headers, body, ReceivedReply.Result.HANDLED, "");
  }

  private static DataBuffer buffer(String text) {
    return DefaultDataBufferFactory.sharedInstance.wrap(
        text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }
}
