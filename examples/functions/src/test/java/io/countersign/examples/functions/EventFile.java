// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.functions;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;

/** A platform's event document, with another request in it. */
final class EventFile {

  private static final ObjectMapper JSON = new ObjectMapper();

  private EventFile() {}

  /** The document as it stands. */
  static byte[] timer(String name) {
    try (InputStream file = EventFile.class.getResourceAsStream("/events/" + name + ".json")) {
      if (file == null) {
        throw new IllegalArgumentException("no event file " + name);
      }
      return file.readAllBytes();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /** The document as the platform would write it for this callback. */
  static byte[] http(String name, Call call, boolean base64) {
    ObjectNode document;
    try {
      document = (ObjectNode) JSON.readTree(timer(name));
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
    if (document.has("rawPath")) {
      document.put("rawPath", call.path());
      ((ObjectNode) document.at("/requestContext/http"))
          .put("method", call.method())
          .put("path", call.path());
    } else {
      document.put("path", call.path()).put("httpMethod", call.method());
    }
    ObjectNode headers = (ObjectNode) document.get("headers");
    boolean lowerCase = headers.has("host");
    call.headers()
        .forEach(
            (header, values) ->
                headers.put(lowerCase ? header.toLowerCase(Locale.ROOT) : header, only(values)));
    headers.put(lowerCase ? "content-length" : "Content-Length", "" + call.body().length);
    document.put(
        "body",
        base64
            ? Base64.getEncoder().encodeToString(call.body())
            : new String(call.body(), StandardCharsets.UTF_8));
    if (document.path("isBase64Encoded").isTextual()) {
      document.put("isBase64Encoded", base64 ? "true" : "false");
    } else if (document.has("isBase64Encoded")) {
      document.put("isBase64Encoded", base64);
    }
    return document.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** What a function wrote, as the platform would send it. */
  static Sent sent(byte[] answer) {
    try {
      var document = JSON.readTree(answer);
      String body = document.get("body").textValue();
      byte[] bytes =
          document.path("isBase64Encoded").booleanValue()
              ? Base64.getDecoder().decode(body)
              : body.getBytes(StandardCharsets.UTF_8);
      return new Sent(
          document.get("statusCode").intValue(), new String(bytes, StandardCharsets.UTF_8));
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private static String only(List<String> values) {
    if (values.size() != 1) {
      throw new IllegalArgumentException("one value, and not " + values.size());
    }
    return values.get(0);
  }

  /** An answer as it leaves the platform. */
  record Sent(int status, String body) {}
}
