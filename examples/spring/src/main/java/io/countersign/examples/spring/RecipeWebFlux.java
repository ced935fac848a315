// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.spring;

import io.countersign.NotificationRouter;
import io.countersign.ReceivedReply;
import io.countersign.ReceivedRequest;
import io.countersign.http.Headers;
import java.time.Instant;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** The notify URLs of a WebFlux application, on nothing but the core. */
@RestController
final class RecipeWebFlux {

  private final NotificationRouter router;
  private final RecipeShop shop;

  RecipeWebFlux(NotificationRouter router, RecipeShop shop) {
    this.router = router;
    this.shop = shop;
  }

  // snippet: recipe-webflux
  /** No {@code @RequestBody}: WebFlux answers 415 to a form that is asked for as bytes. */
  @PostMapping("/notify/{merchant}")
  Mono<ResponseEntity<byte[]>> notified(ServerHttpRequest request) {
    return DataBufferUtils.join(request.getBody(), ReceivedRequest.MOST_BYTES)
        .map(body -> received(request, body))
        // A request without a body comes to nothing; it is refused like any that proves nothing.
        .switchIfEmpty(Mono.fromSupplier(() -> received(request, new byte[0])))
        // The shop's database blocks, so this is no work for the threads that serve all requests.
        .publishOn(Schedulers.boundedElastic())
        .map(raw -> router.handle(request.getPath().value(), raw, shop::expectations, shop::action))
        .map(RecipeWebFlux::answer)
        .onErrorReturn(DataBufferLimitException.class, ResponseEntity.status(413).build());
  }

  private static ReceivedRequest received(ServerHttpRequest request, DataBuffer body) {
    byte[] bytes = new byte[body.readableByteCount()];
    body.read(bytes);
    DataBufferUtils.release(body);
    return received(request, bytes);
  }

  private static ReceivedRequest received(ServerHttpRequest request, byte[] bytes) {
    Headers.Builder headers = Headers.builder();
    request
        .getHeaders()
        .forEach((name, values) -> values.forEach(value -> headers.add(name, value)));
    return ReceivedRequest.of(headers.build(), bytes, Instant.now());
  }

  private static ResponseEntity<byte[]> answer(ReceivedReply reply) {
    ResponseEntity.BodyBuilder response = ResponseEntity.status(reply.status());
    reply.headers().forEach(response::header);
    return response.body(reply.bodyBytes());
  }
  // end snippet
}
