// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The documents in which function platforms hand requests and timers to a function: what a gateway
 * posts can be given to a function under test without a platform. Written from the platforms' own
 * pages; members that a function for payments has no use for are few.
 */
public enum FunctionPlatform {
  /** Amazon API Gateway: REST APIs, and HTTP APIs with payload format 1.0. */
  API_GATEWAY_1(false),
  /** Amazon API Gateway: HTTP APIs with payload format 2.0; Lambda function URLs. */
  API_GATEWAY_2(true),
  /** Amazon Application Load Balancer; one value a header, the last. */
  LOAD_BALANCER(true),
  /** Alibaba Cloud Function Compute 3.0 (函数计算). */
  FUNCTION_COMPUTE_3(true),
  /** Tencent Cloud SCF (云函数) behind its API gateway. */
  SCF_API_GATEWAY(false),
  /** Tencent Cloud SCF (云函数) by its function URL (函数 URL). */
  SCF_FUNCTION_URL(false),
  /** Tencent CloudBase (云开发), HTTP access service. */
  CLOUDBASE(true);

  private static final String SOURCE = "101.226.103.1";

  private final boolean encodesForms;

  FunctionPlatform(boolean encodesForms) {
    this.encodesForms = encodesForms;
  }

  /**
   * A POST to a function.
   *
   * @param path such as {@code /notify/wechatpay}
   * @param headers every header, names as on the wire
   * @param body the raw body; text of JSON and the like is handed over as it is, everything else in
   *     Base64 where this platform does so
   * @param at when it arrives
   * @return the event, JSON
   */
  public String event(
      String path, Map<String, ? extends List<String>> headers, byte[] body, Instant at) {
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    switch (this) {
      case API_GATEWAY_2 ->
          http(document.put("version", "2.0"), path, at).put("rawQueryString", "");
      case FUNCTION_COMPUTE_3 -> http(document.put("version", "v1"), path, at);
      default -> methodAtTheTop(document, path);
    }
    putHeaders(document, headers);
    boolean encoded = encodesForms && !isText(headers);
    document.put(
        "body",
        encoded
            ? Base64.getEncoder().encodeToString(body)
            : new String(body, StandardCharsets.UTF_8));
    if (this != SCF_FUNCTION_URL) {
      document.put("isBase64Encoded", encoded);
    }
    return document.toString();
  }

  /**
   * The stroke of this platform's timer.
   *
   * @param name of the timer
   * @param due when it was due; whole seconds
   * @return the event, JSON
   */
  public String timer(String name, Instant due) {
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    switch (this) {
      case FUNCTION_COMPUTE_3 ->
          document.put("triggerTime", due.toString()).put("triggerName", name).put("payload", "");
      case SCF_API_GATEWAY, SCF_FUNCTION_URL, CLOUDBASE ->
          document
              .put("Type", "Timer")
              .put("TriggerName", name)
              .put("Time", due.toString())
              .put("Message", "");
      default -> {
        document.put("version", "0").put("id", "53dc4d37-cffa-4f76-80c9-8b7d4a4d2eaa");
        document.put("detail-type", "Scheduled Event").put("source", "aws.events");
        document.put("account", "123456789012").put("time", due.toString());
        document.put("region", "ap-east-1");
        document.putArray("resources").add("arn:aws:events:ap-east-1:123456789012:rule/" + name);
        document.putObject("detail");
      }
    }
    return document.toString();
  }

  private ObjectNode http(ObjectNode document, String path, Instant at) {
    document.put("rawPath", path);
    ObjectNode context = document.putObject("requestContext");
    context.put("requestId", "JKJaXmPLvHcESHA=").put("timeEpoch", at.toEpochMilli());
    context
        .putObject("http")
        .put("method", "POST")
        .put("path", path)
        .put("protocol", "HTTP/1.1")
        .put("sourceIp", SOURCE)
        .put("userAgent", "Mozilla/4.0");
    return document;
  }

  private void methodAtTheTop(ObjectNode document, String path) {
    document.put("httpMethod", "POST").put("path", path);
    if (this == SCF_FUNCTION_URL) {
      document.putObject("queryString");
      return;
    }
    ObjectNode context = document.putObject("requestContext");
    switch (this) {
      case LOAD_BALANCER ->
          context
              .putObject("elb")
              .put(
                  "targetGroupArn",
                  "arn:aws:elasticloadbalancing:ap-east-1:123456789012:targetgroup/shop/6d0ecf83");
      case SCF_API_GATEWAY -> {
        context.put("serviceId", "service-f94sy04v").put("httpMethod", "POST").put("path", path);
        context.put("sourceIp", SOURCE).put("stage", "release");
        document.putObject("headerParameters");
        document.putObject("queryString");
      }
      case CLOUDBASE ->
          context.put("envId", "shop-1a2b3c").put("requestId", "0a1b2c3d").put("appId", 1251000000);
      default -> {
        document.put("resource", "/{proxy+}").putNull("queryStringParameters");
        document.putNull("pathParameters").putNull("stageVariables");
        context.put("httpMethod", "POST").put("path", path).put("stage", "prod");
        context.putObject("identity").put("sourceIp", SOURCE);
      }
    }
  }

  private void putHeaders(ObjectNode document, Map<String, ? extends List<String>> headers) {
    ObjectNode single = document.putObject("headers");
    headers.forEach(
        (name, values) -> {
          switch (this) {
            case API_GATEWAY_1 -> single.put(name, values.get(values.size() - 1));
            case LOAD_BALANCER ->
                single.put(name.toLowerCase(Locale.ROOT), values.get(values.size() - 1));
            case FUNCTION_COMPUTE_3, SCF_API_GATEWAY -> single.put(name, String.join(",", values));
            default -> single.put(name.toLowerCase(Locale.ROOT), String.join(",", values));
          }
        });
    if (this == SCF_FUNCTION_URL) {
      single.put("x-scf-remote-addr", SOURCE);
    }
    if (this == CLOUDBASE) {
      document.putObject("multiValueHeaders");
    }
    if (this == API_GATEWAY_1) {
      ObjectNode multiple = document.putObject("multiValueHeaders");
      headers.forEach((name, values) -> values.forEach(multiple.putArray(name)::add));
    }
  }

  private static boolean isText(Map<String, ? extends List<String>> headers) {
    for (Map.Entry<String, ? extends List<String>> header : headers.entrySet()) {
      if (header.getKey().equalsIgnoreCase("Content-Type") && !header.getValue().isEmpty()) {
        String type = header.getValue().get(0).toLowerCase(Locale.ROOT);
        return type.startsWith("text/")
            || type.startsWith("application/json")
            || type.startsWith("application/xml")
            || type.startsWith("application/javascript");
      }
    }
    return false;
  }
}
