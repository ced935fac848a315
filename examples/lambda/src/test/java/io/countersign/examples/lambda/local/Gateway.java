// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.lambda.local;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * An HTTP front that calls functions as API Gateway does: a request becomes an event of payload 1.0
 * (REST API) or 2.0 (HTTP API), and the function's answer becomes the response.
 */
public final class Gateway implements AutoCloseable {

  /** Which documents go between gateway and function. */
  public enum Payload {
    /** REST API, Lambda proxy integration, no binary media types. */
    V1(new PayloadOne()),
    /** HTTP API. */
    V2(new PayloadTwo());

    private final Documents documents;

    Payload(Documents documents) {
      this.documents = documents;
    }

    Documents documents() {
      return documents;
    }
  }

  /** How one payload version writes a request and reads an answer. */
  interface Documents {
    byte[] event(Request request);

    Response response(Invocation end);
  }

  /**
   * A request as it came in.
   *
   * @param path without the query, still percent-encoded
   * @param headers in the order of their names
   */
  record Request(
      String method,
      String path,
      String query,
      Map<String, List<String>> headers,
      byte[] body,
      String host) {

    String header(String name) {
      List<String> values = headers.get(name);
      return values == null ? "" : values.get(values.size() - 1);
    }
  }

  /** What goes out. */
  record Response(int status, Map<String, List<String>> headers, byte[] body) {}

  private record Route(String method, String path, LambdaFunction function) {
    boolean matches(String asked, String askedPath) {
      if (!method.equals("ANY") && !method.equals(asked)) {
        return false;
      }
      String[] template = path.split("/", -1);
      String[] parts = askedPath.split("/", -1);
      for (int i = 0; i < template.length; i++) {
        if (template[i].endsWith("+}")) {
          return parts.length > i;
        }
        if (i >= parts.length
            || !(template[i].startsWith("{")
                ? !parts[i].isEmpty()
                : template[i].equals(parts[i]))) {
          return false;
        }
      }
      return parts.length == template.length;
    }
  }

  private final Documents documents;
  private final List<Route> routes = new CopyOnWriteArrayList<>();
  private final List<byte[]> events = new CopyOnWriteArrayList<>();
  private final Wire.Listener listener = Wire.listen(this::handle);

  private Gateway(Documents documents) {
    this.documents = documents;
  }

  /** Opens a gateway without routes. */
  public static Gateway open(Payload payload) {
    return new Gateway(payload.documents());
  }

  /**
   * Leads requests to a function; the first route that fits counts.
   *
   * @param method a method, or {@code ANY}
   * @param path parts in braces match one segment, and with a plus sign all that follow
   */
  public Gateway route(String method, String path, LambdaFunction function) {
    routes.add(new Route(method, path, function));
    return this;
  }

  /** The document that a function is handed for a request. */
  public static byte[] event(
      Payload payload, String method, String path, Map<String, List<String>> headers, byte[] body) {
    return payload.documents().event(new Request(method, path, "", headers, body, "shop.example"));
  }

  /** Where it listens: an http address without a path. */
  public URI base() {
    return listener.base();
  }

  /** The events that functions were given, oldest first. */
  public List<String> events() {
    List<String> texts = new ArrayList<>();
    events.forEach(event -> texts.add(new String(event, UTF_8)));
    return texts;
  }

  @Override
  public void close() {
    listener.close();
  }

  private void handle(HttpExchange exchange) throws IOException {
    Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    exchange.getRequestHeaders().forEach(headers::put);
    URI asked = exchange.getRequestURI();
    Request request =
        new Request(
            exchange.getRequestMethod(),
            asked.getRawPath(),
            asked.getRawQuery() == null ? "" : asked.getRawQuery(),
            headers,
            exchange.getRequestBody().readAllBytes(),
            listener.base().getAuthority());
    Response response = response(request);
    response.headers().forEach((name, values) -> exchange.getResponseHeaders().put(name, values));
    Wire.answer(exchange, response.status(), response.body());
  }

  private Response response(Request request) {
    for (Route route : routes) {
      if (route.matches(request.method(), request.path())) {
        byte[] event = documents.event(request);
        events.add(event);
        return documents.response(route.function().invoke(event));
      }
    }
    return message(404, "Not Found");
  }

  static Response message(int status, String text) {
    return new Response(
        status,
        Map.of("Content-Type", List.of("application/json")),
        Json.bytes(Json.object().put("message", text)));
  }

  /** The headers of an answer document, whose values may be texts, numbers or truth values. */
  static Map<String, List<String>> headers(JsonNode answer) {
    Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    Json.texts(answer.path("headers")).forEach((name, value) -> headers.put(name, List.of(value)));
    answer
        .path("multiValueHeaders")
        .properties()
        .forEach(
            field -> {
              List<String> values = new ArrayList<>();
              field.getValue().forEach(value -> values.add(value.asText()));
              headers.put(field.getKey(), values);
            });
    return headers;
  }
}
