// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.spring;

import io.countersign.InvalidNotificationException;
import io.countersign.NotificationRouter;
import io.countersign.ReceivedReply;
import io.countersign.ReceivedRequest;
import io.countersign.http.Headers;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Instant;
import java.util.Collections;

/** A servlet for the notify URLs, on nothing but the core; map it to {@code /notify/*}. */
final class RecipeServlet extends HttpServlet {

  private static final long serialVersionUID = 1L;

  private final transient NotificationRouter router;
  private final transient RecipeShop shop;

  RecipeServlet(NotificationRouter router, RecipeShop shop) {
    this.router = router;
    this.shop = shop;
  }

  // snippet: recipe-servlet
  @Override
  protected void doPost(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    answer(router, shop, request, response);
  }

  /** Give the request as it came: whoever asks it for a parameter takes a form's bytes away. */
  static void answer(
      NotificationRouter router,
      RecipeShop shop,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    Headers.Builder headers = Headers.builder();
    for (String name : Collections.list(request.getHeaderNames())) {
      Collections.list(request.getHeaders(name)).forEach(value -> headers.add(name, value));
    }
    ReceivedRequest raw;
    try {
      raw = ReceivedRequest.read(headers.build(), request.getInputStream(), Instant.now());
    } catch (InvalidNotificationException tooLarge) {
      response.setStatus(HttpServletResponse.SC_REQUEST_ENTITY_TOO_LARGE);
      return;
    }
    ReceivedReply reply =
        router.handle(request.getRequestURI(), raw, shop::expectations, shop::action);
    response.setStatus(reply.status());
    reply.headers().forEach(response::setHeader);
    response.getOutputStream().write(reply.bodyBytes());
  }
  // end snippet
}
