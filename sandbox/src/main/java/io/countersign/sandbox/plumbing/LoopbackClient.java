// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.plumbing;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Posts to loopback, waiting real time and following nobody elsewhere. */
public final class LoopbackClient {
  private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "[::1]");

  private final Duration patience;
  private @Nullable HttpClient client;

  /** Gives up after so much real time. */
  public LoopbackClient(Duration patience) {
    this.patience = patience;
  }

  /** Tells whether an address names this computer itself. */
  public static boolean isLoopback(URI uri) {
    return uri.getHost() != null && LOOPBACK.contains(uri.getHost());
  }

  /**
   * Posts.
   *
   * @throws IllegalArgumentException if the target is not on loopback
   */
  public HttpResponse<byte[]> post(URI target, Map<String, List<String>> headers, byte[] body)
      throws IOException, InterruptedException {
    if (!isLoopback(target)) {
      throw new IllegalArgumentException("not on loopback");
    }
    HttpRequest.Builder request = HttpRequest.newBuilder(target).timeout(patience);
    headers.forEach((name, values) -> values.forEach(value -> request.header(name, value)));
    return client()
        .send(
            request.POST(HttpRequest.BodyPublishers.ofByteArray(body)).build(),
            HttpResponse.BodyHandlers.ofByteArray());
  }

  /** Posts, if the target is on loopback, and tells how that was received. */
  public Reception deliver(
      URI target, Map<String, List<String>> headers, byte[] body, Reception.Objection objection) {
    if (!isLoopback(target)) {
      return new Reception(
          Reception.Verdict.UNDELIVERABLE, OptionalInt.empty(), "not on loopback, never contacted");
    }
    try {
      HttpResponse<byte[]> answer = post(target, headers, body);
      String said = objection.to(answer.statusCode(), answer.body());
      return new Reception(
          said.isEmpty() ? Reception.Verdict.ACCEPTED : Reception.Verdict.REFUSED,
          OptionalInt.of(answer.statusCode()),
          said);
    } catch (IOException e) {
      return Reception.silent("no answer: " + e.getClass().getSimpleName());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Reception.silent("interrupted");
    }
  }

  private synchronized HttpClient client() {
    HttpClient ready = client;
    if (ready == null) {
      ready =
          HttpClient.newBuilder()
              .version(HttpClient.Version.HTTP_1_1)
              .followRedirects(HttpClient.Redirect.NEVER)
              .connectTimeout(patience)
              .build();
      client = ready;
    }
    return ready;
  }
}
