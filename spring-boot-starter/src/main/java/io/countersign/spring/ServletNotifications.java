// SPDX-License-Identifier: Apache-2.0
package io.countersign.spring;

import io.countersign.InvalidNotificationException;
import io.countersign.ReceivedReply;
import io.countersign.ReceivedRequest;
import io.countersign.http.Headers;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.util.Collections;
import java.util.function.Function;

/**
 * From a servlet request to what proves a notification, and the answer back. Immutable and safe for
 * use by many threads.
 *
 * <p>A proof needs the raw bytes. Whatever asks a request of a form for a parameter, reads them: a
 * controller must take the {@link HttpServletRequest} and no {@code @RequestParam}, and where
 * {@code countersign.notify-base} is set, a filter of this starter keeps the bytes before any other
 * filter runs.
 *
 * <pre>{@code
 * @PostMapping("/notify/{merchant}")
 * void notified(HttpServletRequest request, HttpServletResponse response) throws IOException {
 *   notifications.answer(
 *       request,
 *       response,
 *       raw -> router.handle(request.getRequestURI(), raw, shop::expectations, shop::action));
 * }
 * }</pre>
 */
public final class ServletNotifications {

  private static final String KEPT = ServletNotifications.class.getName() + ".received";

  private final Clock clock;

  /**
   * Entries timed by a clock.
   *
   * @param clock must be right: freshness is judged by it
   */
  public ServletNotifications(Clock clock) {
    this.clock = clock;
  }

  /**
   * Reads the request, lets it be handled, and writes the reply. A body larger than any
   * notification is answered 413, and nothing is handled.
   *
   * @param handling such as {@code raw -> router.handle(path, raw, shop, action)}
   * @throws IOException if the answer cannot be written
   */
  public void answer(
      HttpServletRequest request,
      HttpServletResponse response,
      Function<ReceivedRequest, ReceivedReply> handling)
      throws IOException {
    ReceivedRequest raw;
    try {
      raw = received(request);
    } catch (InvalidNotificationException unreadable) {
      response.setStatus(HttpServletResponse.SC_REQUEST_ENTITY_TOO_LARGE);
      return;
    }
    write(handling.apply(raw), response);
  }

  /**
   * The request with its raw bytes; the same for every call about one request.
   *
   * @throws InvalidNotificationException if the body is larger than any notification or breaks off;
   *     answer 413
   * @throws IOException if the request cannot be read
   * @throws IllegalStateException if something has read the body before, so that nothing can be
   *     proven; says what to do. Also for an empty body of no stated length, in which there is
   *     nothing to prove either
   */
  public ReceivedRequest received(HttpServletRequest request) throws IOException {
    return received(request, mayBeReadBefore(request));
  }

  /** As {@link #received}, where nothing has asked for the body yet: an empty one is empty. */
  ReceivedRequest receivedFirst(HttpServletRequest request) throws IOException {
    return received(request, request.getContentLengthLong() > 0);
  }

  private ReceivedRequest received(HttpServletRequest request, boolean emptyIsReadBefore)
      throws IOException {
    if (request.getAttribute(KEPT) instanceof ReceivedRequest kept) {
      return kept;
    }
    ReceivedRequest raw =
        ReceivedRequest.read(headers(request), request.getInputStream(), clock.instant());
    if (raw.body().length == 0 && emptyIsReadBefore) {
      throw new IllegalStateException(
          "The body of this request was read before: something has asked it for a parameter, or for"
              + " its body. Set countersign.notify-base, with the path under which this application"
              + " gets it, so that the bytes are kept first, and take the HttpServletRequest,"
              + " without @RequestParam or @RequestBody.");
    }
    request.setAttribute(KEPT, raw);
    return raw;
  }

  /**
   * Writes the reply, byte for byte.
   *
   * @throws IOException if it cannot be written
   */
  public void write(ReceivedReply reply, HttpServletResponse response) throws IOException {
    response.setStatus(reply.status());
    reply.headers().forEach(response::setHeader);
    byte[] body = reply.bodyBytes();
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
  }

  /** Whether there must have been a body, or may have been: one in chunks states no length. */
  private static boolean mayBeReadBefore(HttpServletRequest request) {
    long length = request.getContentLengthLong();
    String type = request.getContentType();
    return length > 0
        || (length < 0
            && "POST".equals(request.getMethod())
            && (request.getHeader("Transfer-Encoding") != null
                || (type != null && type.startsWith("application/x-www-form-urlencoded"))));
  }

  private static Headers headers(HttpServletRequest request) {
    Headers.Builder headers = Headers.builder();
    for (String name : Collections.list(request.getHeaderNames())) {
      for (String value : Collections.list(request.getHeaders(name))) {
        headers.add(name, value);
      }
    }
    return headers.build();
  }
}
