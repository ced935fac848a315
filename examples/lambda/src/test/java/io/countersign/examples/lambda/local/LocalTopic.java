// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.lambda.local;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;

/** A topic: takes SNS's {@code Publish} and keeps what was published. */
public final class LocalTopic implements AutoCloseable {

  /**
   * One published message.
   *
   * @param fields all fields of the call, as they came
   */
  public record Published(String topicArn, String message, Map<String, String> fields) {}

  private final Wire.Listener listener = Wire.listen(this::handle);
  private final List<Published> published = new CopyOnWriteArrayList<>();
  private volatile int refusals;

  /** Starts an empty topic. */
  public static LocalTopic start() {
    return new LocalTopic();
  }

  /** Where it listens: an http address without a path. */
  public URI endpoint() {
    return listener.base();
  }

  /** The name under which it takes messages. */
  public String arn() {
    return "arn:aws:sns:us-east-1:123456789012:orders";
  }

  /** What was published so far, oldest first. */
  public List<Published> published() {
    return List.copyOf(published);
  }

  /** Answers so many of the next calls with a server error. */
  public synchronized void refuse(int calls) {
    refusals = calls;
  }

  @Override
  public void close() {
    listener.close();
  }

  private synchronized boolean refusing() {
    if (refusals == 0) {
      return false;
    }
    refusals--;
    return true;
  }

  private void handle(HttpExchange exchange) throws IOException {
    Map<String, String> fields = form(new String(exchange.getRequestBody().readAllBytes(), UTF_8));
    if (refusing()) {
      error(exchange, 500, "InternalFailure", "Planned by the test.");
    } else if (!"Publish".equals(fields.get("Action"))) {
      error(exchange, 400, "InvalidAction", "Only Publish is known here.");
    } else if (!arn().equals(fields.get("TopicArn"))) {
      error(exchange, 404, "NotFound", "Topic does not exist");
    } else if (fields.getOrDefault("Message", "").isEmpty()) {
      error(exchange, 400, "InvalidParameter", "Invalid parameter: Empty message");
    } else if (exchange.getRequestHeaders().getFirst("Authorization") == null) {
      error(exchange, 403, "MissingAuthenticationToken", "Request is missing Authentication Token");
    } else {
      published.add(new Published(arn(), fields.get("Message"), Map.copyOf(fields)));
      xml(
          exchange,
          200,
          "<PublishResponse xmlns=\"http://sns.amazonaws.com/doc/2010-03-31/\"><PublishResult>"
              + "<MessageId>"
              + UUID.randomUUID()
              + "</MessageId></PublishResult></PublishResponse>");
    }
  }

  private static void error(HttpExchange exchange, int status, String code, String message)
      throws IOException {
    xml(
        exchange,
        status,
        "<ErrorResponse xmlns=\"http://sns.amazonaws.com/doc/2010-03-31/\"><Error><Code>"
            + code
            + "</Code><Message>"
            + message
            + "</Message></Error></ErrorResponse>");
  }

  private static void xml(HttpExchange exchange, int status, String body) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "text/xml");
    Wire.answer(exchange, status, body.getBytes(UTF_8));
  }

  private static Map<String, String> form(String body) {
    Map<String, String> fields = new LinkedHashMap<>();
    for (String pair : body.split("&")) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        fields.put(
            URLDecoder.decode(pair.substring(0, equals), UTF_8),
            URLDecoder.decode(pair.substring(equals + 1), UTF_8));
      }
    }
    return fields;
  }
}
