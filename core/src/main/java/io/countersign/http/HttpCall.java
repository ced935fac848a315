// SPDX-License-Identifier: Apache-2.0
package io.countersign.http;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One HTTP request, complete and signed. Sent exactly as it is. Immutable. */
public final class HttpCall {

  /** Transports count in integers of their own, which a longer one may overflow. */
  private static final Duration LONGEST = Duration.ofDays(1);

  private final String method;
  private final URI uri;
  private final Headers headers;
  private final byte @Nullable [] body;
  private final boolean write;
  private final Duration timeout;
  private final int mostAnswerBytes;

  private HttpCall(
      String method,
      URI uri,
      Headers headers,
      byte @Nullable [] body,
      boolean write,
      Duration timeout,
      int mostAnswerBytes) {
    this.method = method;
    this.uri = uri;
    this.headers = headers;
    this.body = body;
    this.write = write;
    this.timeout = timeout;
    this.mostAnswerBytes = mostAnswerBytes;
  }

  /**
   * A request.
   *
   * @param method upper case
   * @param uri the absolute address; its raw path and query go on the wire unchanged
   * @param headers every header to send, {@code Content-Type} included
   * @param write whether it may move money; a write never uses a connection that has long idled
   * @param timeout the most time from begin to the answer's last byte, the look-up of the host
   *     apart; more than zero, and a day if it is longer
   */
  public static HttpCall of(
      String method, URI uri, Headers headers, boolean write, Duration timeout) {
    Duration bounded = timeout.compareTo(LONGEST) > 0 ? LONGEST : timeout;
    return new HttpCall(method, uri, headers, null, write, bounded, 1024 * 1024);
  }

  /** The same with a body, sent byte for byte. */
  public HttpCall withBody(byte[] newBody) {
    return new HttpCall(method, uri, headers, newBody.clone(), write, timeout, mostAnswerBytes);
  }

  /** The same with another bound on the answer's size; the default is 1 MiB. */
  public HttpCall withMostAnswerBytes(int most) {
    return new HttpCall(method, uri, headers, body, write, timeout, most);
  }

  /** The method. */
  public String method() {
    return method;
  }

  /** The address. */
  public URI uri() {
    return uri;
  }

  /** The headers. */
  public Headers headers() {
    return headers;
  }

  /** The body; a copy. */
  public Optional<byte[]> body() {
    return body == null ? Optional.empty() : Optional.of(body.clone());
  }

  /** Whether it may move money. */
  public boolean isWrite() {
    return write;
  }

  /** The most time it may take. */
  public Duration timeout() {
    return timeout;
  }

  /** The largest answer that is read; a larger one is a {@link TransportException}. */
  public int mostAnswerBytes() {
    return mostAnswerBytes;
  }

  /** Method, host and path; no query and no header. */
  @Override
  public String toString() {
    return method + " " + uri.getHost() + uri.getRawPath();
  }
}
