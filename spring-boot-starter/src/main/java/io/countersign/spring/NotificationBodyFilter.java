// SPDX-License-Identifier: Apache-2.0
package io.countersign.spring;

import io.countersign.InvalidNotificationException;
import io.countersign.NotificationRouter;
import io.countersign.ReceivedRequest;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import org.springframework.core.Ordered;

/**
 * Keeps the raw bytes of what is posted to a notify URL before anything can ask for a parameter,
 * which would read a form's body. Everything behind it may read the body again.
 */
final class NotificationBodyFilter implements Filter, Ordered {

  private final NotificationRouter router;
  private final ServletNotifications notifications;

  NotificationBodyFilter(NotificationRouter router, ServletNotifications notifications) {
    this.router = router;
    this.notifications = notifications;
  }

  @Override
  public int getOrder() {
    return HIGHEST_PRECEDENCE;
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (request instanceof HttpServletRequest http
        && "POST".equals(http.getMethod())
        && isNotifyUrl(http.getRequestURI())) {
      ReceivedRequest raw;
      try {
        raw = notifications.receivedFirst(http);
      } catch (InvalidNotificationException unreadable) {
        ((HttpServletResponse) response).setStatus(HttpServletResponse.SC_REQUEST_ENTITY_TOO_LARGE);
        return;
      }
      chain.doFilter(new ReadAgain(http, raw.body()), response);
    } else {
      chain.doFilter(request, response);
    }
  }

  /**
   * The whole path that a provider was given, with anything before, such as the context path. The
   * router alone is content with its last segment, and that may be a form of the application's own.
   */
  private boolean isNotifyUrl(String path) {
    return router
        .merchantId(path)
        .filter(id -> path.endsWith(router.notifyUrl(id).getRawPath()))
        .isPresent();
  }

  /** The request with a body that can be read again. */
  private static final class ReadAgain extends HttpServletRequestWrapper {

    private final byte[] body;

    ReadAgain(HttpServletRequest request, byte[] body) {
      super(request);
      this.body = body;
    }

    @Override
    public ServletInputStream getInputStream() {
      return new Body(new ByteArrayInputStream(body));
    }

    @Override
    public BufferedReader getReader() {
      return new BufferedReader(new InputStreamReader(getInputStream(), StandardCharsets.UTF_8));
    }
  }

  private static final class Body extends ServletInputStream {

    private final ByteArrayInputStream bytes;

    Body(ByteArrayInputStream bytes) {
      this.bytes = bytes;
    }

    @Override
    public boolean isFinished() {
      return bytes.available() == 0;
    }

    @Override
    public boolean isReady() {
      return true;
    }

    @Override
    public void setReadListener(ReadListener listener) {
      throw new IllegalStateException("the body is read already; no listener is needed");
    }

    @Override
    public int read() {
      return bytes.read();
    }

    @Override
    public int read(byte[] into, int from, int most) {
      return bytes.read(into, from, most);
    }
  }
}
