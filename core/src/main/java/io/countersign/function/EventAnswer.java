// SPDX-License-Identifier: Apache-2.0
package io.countersign.function;

import io.countersign.InvalidRequestException;
import io.countersign.http.Headers;
import io.countersign.spi.JsonText;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes a reply in the form of the platform whose request it answers. */
final class EventAnswer {

  private EventAnswer() {}

  static byte[] write(EventFormat format, boolean manyValued, FunctionReply reply) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("statusCode", (long) reply.status());
    if (format == EventFormat.LOAD_BALANCER) {
      document.put("statusDescription", reply.status() + " " + phrase(reply.status()));
    }
    putHeaders(document, format, manyValued, reply.headers());
    String text = reply.text();
    document.put("isBase64Encoded", text == null);
    document.put("body", text == null ? Base64.getEncoder().encodeToString(reply.body()) : text);
    return JsonText.write(document).getBytes(StandardCharsets.UTF_8);
  }

  private static void putHeaders(
      Map<String, Object> document, EventFormat format, boolean manyValued, Headers headers) {
    Map<String, Object> single = new LinkedHashMap<>();
    Map<String, Object> multiple = new LinkedHashMap<>();
    for (String name : headers.names()) {
      List<String> values = headers.all(name);
      if (format == EventFormat.API_GATEWAY_2 && name.equals("set-cookie")) {
        // Two cookies in one line are one broken cookie; this platform has a place for them.
        document.put("cookies", values);
        continue;
      }
      boolean readsMultiple =
          format == EventFormat.API_GATEWAY_1
              || (format == EventFormat.LOAD_BALANCER && manyValued);
      if (values.size() > 1 && name.equals("set-cookie") && !readsMultiple) {
        throw new InvalidRequestException(
            "Set-Cookie", "one cookie in a reply; this platform (" + format + ") carries no more");
      }
      single.put(
          name,
          format == EventFormat.API_GATEWAY_1
              ? values.get(values.size() - 1)
              : String.join(",", values));
      multiple.put(name, values);
    }
    if (format == EventFormat.LOAD_BALANCER && manyValued) {
      // A target group of several values ignores the other map.
      document.put("multiValueHeaders", multiple);
      return;
    }
    document.put("headers", single);
    if (format == EventFormat.API_GATEWAY_1) {
      document.put("multiValueHeaders", multiple);
    }
  }

  /** The load balancer wants a phrase; nobody reads which. */
  private static String phrase(int status) {
    return status < 300 ? "OK" : status < 400 ? "Found" : status < 500 ? "Refused" : "Unavailable";
  }
}
