// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.workflow;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** What the platform answers. */
final class Reply {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** The browser takes script and style from here only, and no page of ours stands in a frame. */
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src"
          + " 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none';"
          + " require-trusted-types-for 'script'";

  private final int status;
  private final Map<String, String> headers;
  private final byte[] body;

  /**
   * An answer.
   *
   * @param status of HTTP
   * @param headers beside those that every answer has
   * @param body may be empty
   */
  Reply(int status, Map<String, String> headers, byte[] body) {
    this.status = status;
    this.headers = Map.copyOf(headers);
    this.body = body.clone();
  }

  static Reply json(int status, Object value) {
    try {
      return new Reply(
          status,
          Map.of("Content-Type", "application/json", "Cache-Control", "no-store"),
          JSON.writeValueAsBytes(value));
    } catch (JsonProcessingException odd) {
      throw new IllegalStateException("not JSON", odd);
    }
  }

  static Reply error(int status, String why) {
    return json(status, Map.of("error", why));
  }

  static Reply seeOther(String location) {
    return new Reply(303, Map.of("Location", location, "Cache-Control", "no-store"), new byte[0]);
  }

  void send(HttpExchange exchange) throws IOException {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("Content-Security-Policy", POLICY);
    all.put("X-Content-Type-Options", "nosniff");
    all.put("Referrer-Policy", "no-referrer");
    all.putAll(headers);
    all.forEach(exchange.getResponseHeaders()::set);
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    if (body.length > 0) {
      exchange.getResponseBody().write(body);
    }
  }
}
