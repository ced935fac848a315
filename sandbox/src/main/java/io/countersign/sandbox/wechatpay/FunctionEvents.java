// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.wechatpay;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Locale;

/** Notifications as function platforms hand them to a function. */
final class FunctionEvents {
  private static final String SOURCE = "101.226.103.1";

  private FunctionEvents() {}

  static String apiGatewayV1(SignedNotification notification, boolean base64) {
    ObjectNode document = StrictJson.object();
    document.put("resource", "/{proxy+}");
    document.put("path", notification.path());
    document.put("httpMethod", notification.method());
    ObjectNode single = document.putObject("headers");
    ObjectNode multiple = document.putObject("multiValueHeaders");
    notification
        .headers()
        .forEach(
            (name, values) -> {
              single.put(name, values.get(values.size() - 1));
              values.forEach(multiple.withArray("/" + name)::add);
            });
    document.putNull("queryStringParameters");
    document.putNull("multiValueQueryStringParameters");
    document.putNull("pathParameters");
    document.putNull("stageVariables");
    ObjectNode context = document.putObject("requestContext");
    context.put("httpMethod", notification.method());
    context.put("path", notification.path());
    context.put("stage", "$default");
    context.putObject("identity").put("sourceIp", SOURCE);
    putBody(document, notification, base64);
    return StrictJson.text(document);
  }

  static String apiGatewayV2(SignedNotification notification, boolean base64, Instant at) {
    ObjectNode document = StrictJson.object();
    document.put("version", "2.0");
    document.put("routeKey", "$default");
    document.put("rawPath", notification.path());
    document.put("rawQueryString", "");
    ObjectNode headers = document.putObject("headers");
    notification
        .headers()
        .forEach(
            (name, values) -> headers.put(name.toLowerCase(Locale.ROOT), String.join(",", values)));
    ObjectNode context = document.putObject("requestContext");
    context.put("routeKey", "$default");
    context.put("stage", "$default");
    context.put("timeEpoch", at.toEpochMilli());
    ObjectNode http = context.putObject("http");
    http.put("method", notification.method());
    http.put("path", notification.path());
    http.put("protocol", "HTTP/1.1");
    http.put("sourceIp", SOURCE);
    http.put("userAgent", "Mozilla/4.0");
    putBody(document, notification, base64);
    return StrictJson.text(document);
  }

  private static void putBody(
      ObjectNode document, SignedNotification notification, boolean base64) {
    byte[] body = notification.body();
    document.put(
        "body",
        base64
            ? Base64.getEncoder().encodeToString(body)
            : new String(body, StandardCharsets.UTF_8));
    document.put("isBase64Encoded", base64);
  }
}
