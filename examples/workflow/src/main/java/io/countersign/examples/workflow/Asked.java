// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.workflow;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;

/**
 * A request, as a door sees it.
 *
 * @param exchange as received
 * @param path what stands behind the door's own path, in segments
 */
record Asked(HttpExchange exchange, List<String> path) {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MOST_BYTES = 16 * 1024;

  static Asked of(HttpExchange exchange) {
    String door = exchange.getHttpContext().getPath();
    String rest = exchange.getRequestURI().getPath().substring(door.length());
    return new Asked(
        exchange, rest.isEmpty() ? List.of() : List.of(rest.replaceFirst("^/", "").split("/", 9)));
  }

  /** The method of HTTP, and how many segments follow: {@code POST 2}. */
  String shape() {
    return exchange.getRequestMethod() + " " + path.size();
  }

  /**
   * The body.
   *
   * @throws IllegalArgumentException if it is no JSON object, or too large
   */
  JsonNode json() throws IOException {
    byte[] body = exchange.getRequestBody().readNBytes(MOST_BYTES + 1);
    if (body.length > MOST_BYTES) {
      throw new IllegalArgumentException("body: at most " + MOST_BYTES + " bytes");
    }
    try {
      JsonNode read = JSON.readTree(body);
      if (read != null && read.isObject()) {
        return read;
      }
    } catch (JsonProcessingException odd) {
      // Nothing of what was sent is repeated to the sender or to the log.
    }
    throw new IllegalArgumentException("body: a JSON object expected");
  }

  /** Whether the bearer of a key asks. */
  boolean bears(String key) {
    String shown =
        Optional.ofNullable(exchange.getRequestHeaders().getFirst("Authorization")).orElse("");
    return MessageDigest.isEqual(
        shown.getBytes(StandardCharsets.UTF_8), ("Bearer " + key).getBytes(StandardCharsets.UTF_8));
  }
}
