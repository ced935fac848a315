// SPDX-License-Identifier: Apache-2.0
package io.countersign.function;

import io.countersign.InvalidNotificationException;
import io.countersign.InvalidRequestException;
import io.countersign.ReceivedReply;
import io.countersign.ReceivedRequest;
import io.countersign.http.Headers;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP request as a function platform hands it over, and the way back. Immutable, but for the
 * body's bytes, which are not copied.
 *
 * <p>Body bytes are those that were sent: Base64 is undone where the platform says so, and plain
 * text is UTF-8, whatever charset a header names or the JVM defaults to. API Gateway's payload 2.0
 * and function URLs send every form in Base64.
 */
public final class HttpEvent implements FunctionEvent {

  private final EventFormat format;
  private final String method;
  private final String path;
  private final Map<String, List<String>> query;
  private final Headers headers;
  private final byte[] body;
  private final @Nullable String sourceIp;
  private final boolean manyValued;

  HttpEvent(
      EventFormat format,
      String method,
      String path,
      Map<String, List<String>> query,
      Headers headers,
      byte[] body,
      @Nullable String sourceIp,
      boolean manyValued) {
    this.format = format;
    this.method = method;
    this.path = path;
    this.query = query;
    this.headers = headers;
    this.body = body;
    this.sourceIp = sourceIp;
    this.manyValued = manyValued;
  }

  /** Which document it came in. */
  public EventFormat format() {
    return format;
  }

  /** The method, as sent. */
  public String method() {
    return method;
  }

  /** The path as the platform gives it: it may begin with a stage, and escapes may stand in it. */
  public String path() {
    return path;
  }

  /** The query's parameters, decoded; a name has several values where the platform tells them. */
  public Map<String, List<String>> query() {
    return query;
  }

  /** The first value of a query parameter. */
  public Optional<String> query(String name) {
    List<String> values = query.getOrDefault(name, List.of());
    return values.isEmpty() ? Optional.empty() : Optional.of(values.get(0));
  }

  /**
   * The headers. What a platform did to doubled ones is not undone: payload 2.0 and Function
   * Compute join them by a comma, a load balancer of single values keeps the last.
   */
  public Headers headers() {
    return headers;
  }

  /** The cookies, each as {@code name=value}. */
  public List<String> cookies() {
    return headers.all("cookie").stream()
        .flatMap(line -> List.of(line.split(";", -1)).stream())
        .map(String::strip)
        .filter(cookie -> !cookie.isEmpty())
        .toList();
  }

  /** The raw body; do not change it. */
  public byte[] body() {
    return body;
  }

  /** The peer's address as the platform tells it. A hint: proxies may stand between. */
  public Optional<String> sourceIp() {
    return Optional.ofNullable(sourceIp);
  }

  /**
   * The request, to be proven.
   *
   * @param at when it came, by a correct clock: freshness is judged by it
   * @throws InvalidNotificationException if the body is larger than {@link
   *     ReceivedRequest#MOST_BYTES}; answer 413
   */
  public ReceivedRequest received(Instant at) {
    return ReceivedRequest.of(headers, body, at);
  }

  /**
   * What the function must answer with to send this reply: a JSON document in UTF-8.
   *
   * @throws InvalidRequestException if the reply sets several cookies and this platform can carry
   *     one only
   */
  public byte[] answer(FunctionReply reply) {
    return EventAnswer.write(format, manyValued, reply);
  }

  /** The same, for the reply to a notification. */
  public byte[] answer(ReceivedReply reply) {
    return answer(FunctionReply.of(reply));
  }

  /** Format, method and size; neither headers nor body, and no path, which may hold an id. */
  @Override
  public String toString() {
    return "HttpEvent[" + format + " " + method + ", " + body.length + " bytes]";
  }
}
