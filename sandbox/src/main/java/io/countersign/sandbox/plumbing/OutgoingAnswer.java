// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.plumbing;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** An answer as it goes over the wire, or what becomes of it there; open to change until then. */
public class OutgoingAnswer {
  /** Says in plain words why something was refused; no real gateway has such a header. */
  public static final String EXPLANATION = "X-Sandbox-Explanation";

  /** The HTTP status; with 0 nothing is said at all. */
  public int status = 200;

  /** The header of that name. */
  public String contentType;

  /** What is said. */
  public byte[] body = new byte[0];

  /** Further headers. */
  public final Map<String, String> headers = new LinkedHashMap<>();

  /** Whether the connection ends without an answer. */
  public boolean dropped;

  /** Whether half of the announced body comes. */
  public boolean truncated;

  /** Whether nothing comes until the gateway closes. */
  public boolean hangs;

  /** How late it comes: real time, because the client waits in real time, too. */
  public Duration pause = Duration.ZERO;

  /** Why something was refused. */
  public String explanation = "";

  /** Of such content. */
  protected OutgoingAnswer(String contentType) {
    this.contentType = contentType;
  }

  /** Sends it; what has to wait does so until the gateway closes at most. */
  public final void send(HttpExchange exchange, CountDownLatch closed) throws IOException {
    if (waited(closed) || hangs || dropped || status == 0) {
      // Without a status line sent, closing the exchange closes the connection.
      exchange.close();
      return;
    }
    Headers all = exchange.getResponseHeaders();
    all.set("Content-Type", contentType);
    if (!explanation.isEmpty()) {
      boolean ascii = explanation.chars().allMatch(c -> c >= ' ' && c < 127);
      all.set(
          EXPLANATION,
          ascii ? explanation : URLEncoder.encode(explanation, StandardCharsets.UTF_8));
    }
    headers.forEach(all::set);
    int length = body.length;
    exchange.sendResponseHeaders(status, length == 0 ? -1 : length);
    if (length > 0) {
      exchange.getResponseBody().write(body, 0, truncated ? length / 2 : length);
    }
    exchange.close();
  }

  /** Tells whether the gateway closed meanwhile. */
  private boolean waited(CountDownLatch closed) {
    Duration longest = hangs ? Duration.ofDays(1) : pause;
    try {
      return !longest.isZero() && closed.await(longest.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
