// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.lambda.local;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * REST APIs, Lambda proxy integration, payload format 1.0 (Amazon API Gateway developer guide,
 * "Lambda proxy integrations in API Gateway"), of a stage named {@code Prod} and without binary
 * media types: bodies are text both ways.
 */
final class PayloadOne implements Gateway.Documents {

  private static final String STAGE = "Prod";

  @Override
  public byte[] event(Gateway.Request request) {
    Instant now = Instant.now();
    ObjectNode event = Json.object().put("resource", "/{proxy+}").put("path", request.path());
    event.put("httpMethod", request.method());
    put(event, "headers", "multiValueHeaders", request.headers());
    put(
        event,
        "queryStringParameters",
        "multiValueQueryStringParameters",
        PayloadTwo.pairs(request.query()));
    event.putObject("pathParameters").put("proxy", request.path().substring(1));
    event.putNull("stageVariables");
    ObjectNode context = event.putObject("requestContext");
    context.put("resourceId", "123456").put("resourcePath", "/{proxy+}");
    context.put("httpMethod", request.method()).put("path", "/" + STAGE + request.path());
    context.put("accountId", "123456789012").put("protocol", "HTTP/1.1").put("stage", STAGE);
    context.put("domainPrefix", "1234567890").put("domainName", request.host());
    context.put("requestTimeEpoch", now.toEpochMilli());
    context.put("requestId", UUID.randomUUID().toString()).put("apiId", "1234567890");
    ObjectNode identity = context.putObject("identity");
    identity.put("sourceIp", "192.0.2.1").put("userAgent", request.header("User-Agent"));
    identity.putNull("cognitoIdentityPoolId").putNull("user").putNull("apiKey");
    if (request.body().length == 0) {
      event.putNull("body");
    } else {
      event.put("body", new String(request.body(), UTF_8));
    }
    event.put("isBase64Encoded", false);
    return Json.bytes(event);
  }

  @Override
  public Gateway.Response response(Invocation end) {
    if (!(end instanceof Invocation.Answered answered)) {
      return Gateway.message(502, "Internal server error");
    }
    JsonNode answer;
    try {
      answer = Json.read(answered.text());
    } catch (IllegalArgumentException malformed) {
      return Gateway.message(502, "Internal server error");
    }
    int status = answer.path("statusCode").asInt(0);
    JsonNode body = answer.path("body");
    boolean fits = body.isMissingNode() || body.isNull() || body.isTextual();
    if (status < 100 || status > 599 || !fits) {
      return Gateway.message(502, "Internal server error");
    }
    Map<String, List<String>> headers = Gateway.headers(answer);
    headers.putIfAbsent("Content-Type", List.of("application/json"));
    // No binary media types: what the function encoded goes out as it is.
    return new Gateway.Response(status, headers, body.asText("").getBytes(UTF_8));
  }

  private static void put(
      ObjectNode event, String lastOnly, String all, Map<String, List<String>> pairs) {
    if (pairs.isEmpty()) {
      event.putNull(lastOnly).putNull(all);
      return;
    }
    ObjectNode last = event.putObject(lastOnly);
    ObjectNode every = event.putObject(all);
    pairs.forEach(
        (name, values) -> {
          last.put(name, values.get(values.size() - 1));
          ArrayNode array = every.putArray(name);
          values.forEach(array::add);
        });
  }
}
