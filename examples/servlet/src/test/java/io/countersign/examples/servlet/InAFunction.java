// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.servlet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.countersign.sandbox.FunctionPlatform;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** A handler as a function platform calls it, with a form that a gateway posted. */
final class InAFunction {

  /** Event in, answer out. */
  @FunctionalInterface
  interface Handler {
    void handle(InputStream event, OutputStream answer) throws IOException;
  }

  private InAFunction() {}

  static JsonNode answer(FunctionPlatform platform, byte[] form, Handler handler)
      throws IOException {
    String event =
        platform.event(
            "/notify",
            Map.of("Content-Type", List.of("application/x-www-form-urlencoded")),
            form,
            Instant.EPOCH);
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    handler.handle(new ByteArrayInputStream(event.getBytes(StandardCharsets.UTF_8)), answer);
    return new ObjectMapper().readTree(answer.toByteArray());
  }
}
