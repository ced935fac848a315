// SPDX-License-Identifier: Apache-2.0
package io.countersign.http;

import java.net.http.HttpRequest;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A request's body, for one exchange only. The JDK repeats a GET by itself when the connection
 * closes before any answer, and everything where {@code jdk.httpclient.enableAllMethodRetry} is
 * set; it asks for the length once for each exchange, after connection and handshake and before the
 * first byte, and the second time is refused. So this also knows whether anything was sent.
 */
final class SentOnce implements HttpRequest.BodyPublisher {

  private final HttpRequest.BodyPublisher body;
  private final AtomicBoolean begun = new AtomicBoolean();

  SentOnce(Optional<byte[]> body) {
    this.body =
        body.isPresent()
            ? HttpRequest.BodyPublishers.ofByteArray(body.get())
            : HttpRequest.BodyPublishers.noBody();
  }

  /** What is thrown instead of sending again. */
  static final class RepeatException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    RepeatException() {
      super("a request is sent once");
    }
  }

  /**
   * Lets nothing be sent from now on, whatever the JDK still does.
   *
   * @return true if nothing has been sent either; once only
   */
  boolean forbid() {
    return begun.compareAndSet(false, true);
  }

  @Override
  public long contentLength() {
    if (!forbid()) {
      throw new RepeatException();
    }
    return body.contentLength();
  }

  @Override
  public void subscribe(Flow.Subscriber<? super ByteBuffer> subscriber) {
    body.subscribe(subscriber);
  }
}
