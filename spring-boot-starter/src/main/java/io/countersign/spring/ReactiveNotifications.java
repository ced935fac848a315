// SPDX-License-Identifier: Apache-2.0
package io.countersign.spring;

import io.countersign.ReceivedReply;
import io.countersign.ReceivedRequest;
import io.countersign.http.Headers;
import java.time.Clock;
import java.util.function.Function;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * From a reactive request to what proves a notification, and the answer back. Immutable and safe
 * for use by many threads. The request's body may be read once: take no form data and no
 * {@code @RequestBody} in the same controller method.
 *
 * <pre>{@code
 * @PostMapping("/notify/{merchant}")
 * Mono<Void> notified(ServerHttpRequest request, ServerHttpResponse response) {
 *   return notifications.answer(
 *       request,
 *       response,
 *       raw -> router.handle(request.getPath().value(), raw, shop::expectations, shop::action));
 * }
 * }</pre>
 */
public final class ReactiveNotifications {

  private static final int TOO_LARGE = 413;

  private final Clock clock;

  /**
   * Entries timed by a clock.
   *
   * @param clock must be right: freshness is judged by it
   */
  public ReactiveNotifications(Clock clock) {
    this.clock = clock;
  }

  /**
   * Reads the request, lets it be handled on a thread that may block, and writes the reply. A body
   * larger than any notification is answered 413, and nothing is handled.
   *
   * @param handling such as {@code raw -> router.handle(path, raw, shop, action)}; may block
   */
  public Mono<Void> answer(
      ServerHttpRequest request,
      ServerHttpResponse response,
      Function<ReceivedRequest, ReceivedReply> handling) {
    return received(request)
        .flatMap(
            raw ->
                Mono.fromCallable(() -> handling.apply(raw))
                    .subscribeOn(Schedulers.boundedElastic()))
        .flatMap(reply -> write(reply, response))
        .onErrorResume(
            DataBufferLimitException.class,
            tooLarge -> {
              response.setStatusCode(HttpStatusCode.valueOf(TOO_LARGE));
              return response.setComplete();
            });
  }

  /**
   * The request with its raw bytes; fails with a {@link DataBufferLimitException} if they are more
   * than any notification has: answer 413.
   */
  public Mono<ReceivedRequest> received(ServerHttpRequest request) {
    return DataBufferUtils.join(request.getBody(), ReceivedRequest.MOST_BYTES)
        .map(ReactiveNotifications::bytes)
        .defaultIfEmpty(new byte[0])
        .map(body -> ReceivedRequest.of(headers(request), body, clock.instant()));
  }

  /** Writes the reply, byte for byte. */
  public Mono<Void> write(ReceivedReply reply, ServerHttpResponse response) {
    response.setStatusCode(HttpStatusCode.valueOf(reply.status()));
    reply.headers().forEach(response.getHeaders()::set);
    byte[] body = reply.bodyBytes();
    response.getHeaders().setContentLength(body.length);
    return response.writeWith(Mono.fromSupplier(() -> response.bufferFactory().wrap(body)));
  }

  private static byte[] bytes(DataBuffer joined) {
    byte[] bytes = new byte[joined.readableByteCount()];
    joined.read(bytes);
    DataBufferUtils.release(joined);
    return bytes;
  }

  private static Headers headers(ServerHttpRequest request) {
    Headers.Builder headers = Headers.builder();
    request
        .getHeaders()
        .forEach((name, values) -> values.forEach(value -> headers.add(name, value)));
    return headers.build();
  }
}
