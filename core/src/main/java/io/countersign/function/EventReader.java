// SPDX-License-Identifier: Apache-2.0
package io.countersign.function;

import io.countersign.InvalidNotificationException;
import io.countersign.InvalidNotificationException.Reason;
import io.countersign.http.Headers;
import io.countersign.spi.JsonFormatException;
import io.countersign.spi.JsonText;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Tells the platforms' documents apart by what only they hold, and reads them. (Amazon API Gateway,
 * "Working with AWS Lambda proxy integrations for HTTP APIs"; Elastic Load Balancing, "Lambda
 * functions as targets"; 函数计算 3.0, "HTTP 触发器", "定时触发器"; 云函数 SCF, "函数 URL", "API 网关触发器", "定时触发器";
 * 云开发 CloudBase, "HTTP 访问服务".)
 */
final class EventReader {

  private EventReader() {}

  static FunctionEvent read(InputStream event) {
    try {
      return read(event.readNBytes(FunctionEvent.MOST_BYTES + 1));
    } catch (IOException brokeOff) {
      throw unreadable("the event broke off");
    }
  }

  static FunctionEvent read(byte[] event) {
    Map<String, Object> document;
    try {
      document = JsonText.object(event, FunctionEvent.MOST_BYTES);
    } catch (JsonFormatException malformed) {
      throw unreadable("the event is not a JSON object: " + malformed.getMessage());
    }
    Map<String, Object> context = object(document, "requestContext");
    Map<String, Object> http = object(context, "http");
    if (http.containsKey("method")) {
      return http(
          "2.0".equals(document.get("version"))
              ? EventFormat.API_GATEWAY_2
              : EventFormat.FUNCTION_COMPUTE_3,
          document,
          context,
          http);
    }
    if (document.containsKey("httpMethod")) {
      return http(older(document, context), document, context, document);
    }
    if (document.containsKey("triggerTime") && document.containsKey("triggerName")) {
      return timer(document, text(document, "triggerName"), "triggerTime", "payload");
    }
    if ("Timer".equalsIgnoreCase(text(document, "Type")) && document.containsKey("TriggerName")) {
      return timer(document, text(document, "TriggerName"), "Time", "Message");
    }
    if ("Scheduled Event".equals(document.get("detail-type")) && isScheduler(document)) {
      return timer(document, nameOfRule(document), "time", "");
    }
    return new OtherEvent(event);
  }

  /** Which of those that say the method at the top. */
  private static EventFormat older(Map<String, Object> document, Map<String, Object> context) {
    if (context.containsKey("elb")) {
      return EventFormat.LOAD_BALANCER;
    }
    if (context.containsKey("envId")) {
      return EventFormat.CLOUDBASE;
    }
    // Only Amazon's documents name the resource of the API; the plain form is everybody else's.
    return document.containsKey("resource") ? EventFormat.API_GATEWAY_1 : EventFormat.SCF;
  }

  private static HttpEvent http(
      EventFormat format,
      Map<String, Object> document,
      Map<String, Object> context,
      Map<String, Object> holdsMethod) {
    String method = text(holdsMethod, holdsMethod == document ? "httpMethod" : "method");
    String path = text(document, holdsMethod == document ? "path" : "rawPath");
    if (method.isEmpty()) {
      throw unreadable("the HTTP event has no method");
    }
    boolean manyValued = document.containsKey("multiValueHeaders");
    return new HttpEvent(
        format,
        method,
        path.isEmpty() ? "/" : path,
        query(format, document),
        headers(document),
        body(document),
        sourceIp(document, context, holdsMethod),
        manyValued);
  }

  private static Headers headers(Map<String, Object> document) {
    Headers.Builder headers = Headers.builder();
    // CloudBase may send both, the second empty.
    Map<String, Object> multiple = object(document, "multiValueHeaders");
    (multiple.isEmpty() ? object(document, "headers") : multiple)
        .forEach((name, value) -> texts(value).forEach(each -> headers.add(name, each)));
    List<String> cookies = texts(document.get("cookies"));
    if (!cookies.isEmpty()) {
      headers.add("cookie", String.join("; ", cookies));
    }
    return headers.build();
  }

  private static Map<String, List<String>> query(EventFormat format, Map<String, Object> document) {
    if (format == EventFormat.API_GATEWAY_2) {
      return QueryText.of(text(document, "rawQueryString"));
    }
    boolean encoded = format == EventFormat.LOAD_BALANCER;
    QueryText query = new QueryText();
    for (String place :
        List.of(
            "multiValueQueryStringParameters",
            "queryStringParameters",
            "queryParameters",
            "queryString")) {
      if (!object(document, place).isEmpty()) {
        object(document, place)
            .forEach((name, value) -> texts(value).forEach(each -> query.add(name, each, encoded)));
        return query.parameters();
      }
    }
    return Map.of();
  }

  private static byte[] body(Map<String, Object> document) {
    Object body = document.getOrDefault("body", "");
    if (!(body instanceof String text)) {
      throw unreadable("the event's body is not a string");
    }
    if (!"true".equalsIgnoreCase(document.getOrDefault("isBase64Encoded", false).toString())) {
      return text.getBytes(StandardCharsets.UTF_8);
    }
    try {
      return Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException broken) {
      throw unreadable("the event says that its body is Base64, and it is not");
    }
  }

  private static @Nullable String sourceIp(
      Map<String, Object> document, Map<String, Object> context, Map<String, Object> holdsMethod) {
    for (Map<String, Object> place : List.of(holdsMethod, object(context, "identity"), context)) {
      String address = text(place, "sourceIp");
      if (!address.isEmpty()) {
        return address;
      }
    }
    // SCF's function URL tells it among the headers, where it writes it itself.
    String address = text(object(document, "headers"), "x-scf-remote-addr");
    return address.isEmpty() ? null : address;
  }

  private static boolean isScheduler(Map<String, Object> document) {
    return List.of("aws.events", "aws.scheduler").contains(text(document, "source"));
  }

  private static String nameOfRule(Map<String, Object> document) {
    List<String> arns = texts(document.get("resources"));
    return arns.isEmpty() ? "" : arns.get(0).substring(arns.get(0).lastIndexOf('/') + 1);
  }

  private static TimerEvent timer(
      Map<String, Object> document, String name, String time, String message) {
    try {
      return new TimerEvent(name, Instant.parse(text(document, time)), text(document, message));
    } catch (DateTimeException odd) {
      throw unreadable(
          "the timer event's \"" + time + "\" is not a time such as 2026-01-31T08:00:00Z");
    }
  }

  private static String text(Map<String, Object> object, String name) {
    return object.get(name) instanceof String text ? text : "";
  }

  private static List<String> texts(@Nullable Object value) {
    if (value == null || value instanceof Map) {
      return List.of();
    }
    if (!(value instanceof List<?> list)) {
      return List.of(value.toString());
    }
    List<String> texts = new ArrayList<>();
    list.forEach(each -> texts.add(each.toString()));
    return texts;
  }

  @SuppressWarnings("unchecked") // The keys of a tree are strings.
  private static Map<String, Object> object(Map<String, Object> parent, String name) {
    return parent.get(name) instanceof Map<?, ?> map ? (Map<String, Object>) map : Map.of();
  }

  private static InvalidNotificationException unreadable(String why) {
    return new InvalidNotificationException(Reason.UNREADABLE, why);
  }
}
