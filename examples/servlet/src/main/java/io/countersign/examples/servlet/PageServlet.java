// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.servlet;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;

/**
 * {@code GET /}: the shop's page, in the language of {@code ?lang=} or else of the browser; and the
 * files that belong to it.
 */
final class PageServlet extends HttpServlet {

  private static final long serialVersionUID = 1L;
  private static final Map<String, String> TYPES =
      Map.of(
          "css", "text/css",
          "js", "text/javascript",
          "json", "application/json",
          "svg", "image/svg+xml");

  private final transient Pages pages;

  PageServlet(Pages pages) {
    this.pages = pages;
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    String path = request.getServletPath();
    response.setHeader("Cache-Control", "no-cache");
    if (path.equals("/")) {
      page(request, response);
      return;
    }
    Optional<byte[]> file = Pages.file(path.substring(1));
    if (file.isEmpty()) {
      response.setStatus(404);
      return;
    }
    String type =
        TYPES.getOrDefault(path.substring(path.lastIndexOf('.') + 1), "application/octet-stream");
    send(response, type, file.get());
  }

  private void page(HttpServletRequest request, HttpServletResponse response) throws IOException {
    String asked = request.getParameter("lang");
    String language =
        asked != null && pages.in(asked).isPresent()
            ? asked
            : Pages.languageFor(Collections.list(request.getLocales()));
    response.setHeader("Content-Language", language);
    response.setHeader("Vary", "Accept-Language");
    byte[] page = pages.in(language).orElseThrow().getBytes(StandardCharsets.UTF_8);
    send(response, "text/html", page);
  }

  private static void send(HttpServletResponse response, String type, byte[] content)
      throws IOException {
    response.setContentType(type);
    response.setCharacterEncoding("UTF-8");
    response.setContentLength(content.length);
    response.getOutputStream().write(content);
  }
}
