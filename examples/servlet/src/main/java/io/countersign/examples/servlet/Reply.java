// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.servlet;

import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;

/**
 * What the shop answers to its own customers and staff.
 *
 * @param status the HTTP status
 * @param body to be written as JSON
 */
record Reply(int status, Map<String, ?> body) {

  private static final ObjectMapper JSON = new ObjectMapper();

  static Reply of(int status, String name, Object value) {
    return new Reply(status, Map.of(name, value));
  }

  void send(HttpServletResponse response) throws IOException {
    response.setStatus(status);
    response.setContentType("application/json");
    response.setCharacterEncoding("UTF-8");
    response.setHeader("Cache-Control", "no-store");
    JSON.writeValue(response.getWriter(), body);
  }
}
