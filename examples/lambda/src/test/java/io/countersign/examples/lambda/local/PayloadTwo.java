// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.lambda.local;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLDecoder;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

/**
 * HTTP APIs, payload format 2.0 (Amazon API Gateway developer guide, "Create AWS Lambda proxy
 * integrations for HTTP APIs").
 */
final class PayloadTwo implements Gateway.Documents {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ROOT).withZone(ZoneOffset.UTC);

  @Override
  public byte[] event(Gateway.Request request) {
    Instant now = Instant.now();
    ObjectNode event = Json.object().put("version", "2.0").put("routeKey", "$default");
    event.put("rawPath", request.path()).put("rawQueryString", request.query());
    cookies(event, request);
    ObjectNode headers = event.putObject("headers");
    request
        .headers()
        .forEach(
            (name, values) -> {
              if (!name.equalsIgnoreCase("cookie")) {
                headers.put(name.toLowerCase(Locale.ROOT), String.join(",", values));
              }
            });
    if (!request.query().isEmpty()) {
      ObjectNode query = event.putObject("queryStringParameters");
      pairs(request.query()).forEach((name, values) -> query.put(name, String.join(",", values)));
    }
    ObjectNode context = event.putObject("requestContext");
    context.put("accountId", "123456789012").put("apiId", "api-id");
    context.put("domainName", request.host()).put("domainPrefix", "id");
    context
        .putObject("http")
        .put("method", request.method())
        .put("path", request.path())
        .put("protocol", "HTTP/1.1")
        .put("sourceIp", "192.0.2.1")
        .put("userAgent", request.header("User-Agent"));
    context.put("requestId", UUID.randomUUID().toString()).put("routeKey", "$default");
    context.put("stage", "$default").put("time", TIME.format(now));
    context.put("timeEpoch", now.toEpochMilli());
    if (request.body().length > 0) {
      boolean text = text(request.header("Content-Type"));
      event.put(
          "body",
          text
              ? new String(request.body(), UTF_8)
              : Base64.getEncoder().encodeToString(request.body()));
      event.put("isBase64Encoded", !text);
    } else {
      event.put("isBase64Encoded", false);
    }
    return Json.bytes(event);
  }

  @Override
  public Gateway.Response response(Invocation end) {
    if (!(end instanceof Invocation.Answered answered)) {
      return Gateway.message(500, "Internal Server Error");
    }
    JsonNode answer;
    try {
      answer = Json.read(answered.text());
    } catch (IllegalArgumentException malformed) {
      return Gateway.message(500, "Internal Server Error");
    }
    if (!answer.has("statusCode")) {
      // Whatever JSON it is: a success, and the JSON is the body.
      return new Gateway.Response(
          200,
          Map.of("Content-Type", List.of("application/json")),
          answer.isTextual() ? answer.asText().getBytes(UTF_8) : Json.bytes(answer));
    }
    int status = answer.path("statusCode").asInt(0);
    if (status < 100 || status > 599 || !bodyFits(answer)) {
      return Gateway.message(500, "Internal Server Error");
    }
    Map<String, List<String>> headers =
        Gateway.headers(Json.object().set("headers", answer.path("headers")));
    List<String> cookies = new ArrayList<>();
    answer.path("cookies").forEach(cookie -> cookies.add(cookie.asText()));
    if (!cookies.isEmpty()) {
      headers.put("Set-Cookie", cookies);
    }
    headers.putIfAbsent("Content-Type", List.of("application/json"));
    String body = answer.path("body").asText("");
    return new Gateway.Response(
        status,
        headers,
        answer.path("isBase64Encoded").asBoolean(false)
            ? Base64.getDecoder().decode(body)
            : body.getBytes(UTF_8));
  }

  private static boolean bodyFits(JsonNode answer) {
    JsonNode body = answer.path("body");
    return body.isMissingNode() || body.isNull() || body.isTextual();
  }

  private static void cookies(ObjectNode event, Gateway.Request request) {
    String cookie = request.header("Cookie");
    if (!cookie.isEmpty()) {
      ArrayNode cookies = event.putArray("cookies");
      for (String one : cookie.split("; *")) {
        cookies.add(one);
      }
    }
  }

  /** What stays text; a form does not, and neither does what names no type. */
  private static boolean text(String contentType) {
    int end = contentType.indexOf(';');
    String type =
        (end < 0 ? contentType : contentType.substring(0, end)).trim().toLowerCase(Locale.ROOT);
    return type.startsWith("text/")
        || type.equals("application/json")
        || type.equals("application/xml")
        || type.equals("application/javascript");
  }

  static Map<String, List<String>> pairs(String query) {
    Map<String, List<String>> pairs = new LinkedHashMap<>();
    for (String pair : query.split("&")) {
      if (!pair.isEmpty()) {
        int equals = pair.indexOf('=');
        String name = equals < 0 ? pair : pair.substring(0, equals);
        String value = equals < 0 ? "" : pair.substring(equals + 1);
        pairs
            .computeIfAbsent(URLDecoder.decode(name, UTF_8), none -> new ArrayList<>())
            .add(URLDecoder.decode(value, UTF_8));
      }
    }
    return pairs;
  }
}
