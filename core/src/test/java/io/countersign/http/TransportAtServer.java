// SPDX-License-Identifier: Apache-2.0
package io.countersign.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;

/** What every transport is held to: the call, the server and the ways to look at both. */
abstract class TransportAtServer {

  static final Duration LONG = Duration.ofSeconds(20);
  static final byte[] BODY = "{\"tea\":\"茶 🍵\"}\r\n".getBytes(StandardCharsets.UTF_8);

  HttpTransport transport;

  @BeforeEach
  void makeTransport() {
    transport = transport();
  }

  /** A transport of its own. */
  abstract HttpTransport transport();

  /** A function was frozen: {@code nanoTime} stood still, the wall clock did not. */
  abstract void pretendThatConnectionsIdled(HttpTransport transport, long millis)
      throws ReflectiveOperationException;

  static HttpCall post(URI uri) {
    return HttpCall.of(
            "POST",
            uri,
            Headers.builder().add("Content-Type", "application/json").add("X-Own", "a b").build(),
            true,
            LONG)
        .withBody(BODY);
  }

  static HttpCall get(URI uri) {
    return HttpCall.of("GET", uri, Headers.none(), false, LONG);
  }

  final TransportException failure(HttpCall call) {
    TransportException thrown =
        catchThrowableOfType(TransportException.class, () -> transport.send(call));
    assertThat(thrown).isNotNull();
    return thrown;
  }

  static String text(HttpAnswer answer) {
    return new String(answer.body(), StandardCharsets.UTF_8);
  }

  static void inThreads(int crowd, Callable<?> task) throws Exception {
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
