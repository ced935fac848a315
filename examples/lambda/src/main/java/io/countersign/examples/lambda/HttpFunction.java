// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import com.fasterxml.jackson.core.JsonProcessingException;
import io.countersign.InvalidNotificationException;
import io.countersign.InvalidRequestException;
import io.countersign.UnavailableException;
import io.countersign.function.FunctionEvent;
import io.countersign.function.FunctionReply;
import io.countersign.function.HttpEvent;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A function behind the HTTP API. Whatever a visitor sends, the answer is an HTTP answer. */
abstract class HttpFunction extends ShopFunction {

  private static final int MOST_BODY_BYTES = 4_096;
  private static final Duration MARGIN = Duration.ofMillis(700);
  private static final String BEARER = "Bearer ";
  private static final String TOO_LARGE =
      "{\"statusCode\":413,\"headers\":{\"content-type\":\"application/json\"},"
          + "\"body\":\"{\\\"error\\\":\\\"TOO_LARGE\\\"}\",\"isBase64Encoded\":false}";

  HttpFunction(Map<String, String> environment, Clock clock) {
    super(environment, clock);
  }

  /**
   * Answers a request.
   *
   * @param path the segments of its path
   * @throws Refused with what is wrong with it
   */
  abstract FunctionReply answer(HttpEvent request, List<String> path, Instant deadline)
      throws IOException;

  @Override
  public final void handleRequest(InputStream in, OutputStream out, Context context)
      throws IOException {
    FunctionEvent event;
    try {
      event = FunctionEvent.read(in);
    } catch (InvalidNotificationException unreadable) {
      shop().metrics().log("no event: " + unreadable.getMessage());
      out.write(TOO_LARGE.getBytes(StandardCharsets.UTF_8));
      return;
    }
    if (!(event instanceof HttpEvent request)) {
      throw new IllegalArgumentException("this function serves HTTP requests only");
    }
    out.write(request.answer(reply(request, deadline(context, MARGIN))));
  }

  private FunctionReply reply(HttpEvent request, Instant deadline) {
    try {
      return answer(request, segments(request.path()), deadline);
    } catch (Refused refused) {
      return refused.reply();
    } catch (JsonProcessingException malformed) {
      return new Refused(400, "MALFORMED", "a JSON object of single values is expected").reply();
    } catch (UnavailableException notNow) {
      shop().metrics().log("unavailable: " + notNow.getMessage());
      return new Refused(503, "UNAVAILABLE", "not possible right now; nothing happened").reply();
    } catch (InvalidRequestException misconfigured) {
      // The library's own words: which variable or field, and never its value.
      shop().metrics().log("broken: " + misconfigured.getMessage());
      return brokenHere();
    } catch (IOException | RuntimeException broken) {
      // Its message may hold what the visitor sent; its kind and place may not.
      shop().metrics().log("broken: " + broken.getClass().getName() + " at " + place(broken));
      return brokenHere();
    }
  }

  private static FunctionReply brokenHere() {
    return new Refused(500, "BROKEN", "something went wrong here; ask again").reply();
  }

  /** The visitor who shows a session. */
  final String visitor(HttpEvent request) {
    return bearer(request)
        .flatMap(shop().sessions()::subject)
        .orElseThrow(
            () -> new Refused(401, "LOGIN", "log in: the session is missing, over or not genuine"));
  }

  /** What stands after "Bearer" in the one Authorization header. */
  static Optional<String> bearer(HttpEvent request) {
    return request
        .headers()
        .single("Authorization")
        .filter(text -> text.startsWith(BEARER))
        .map(text -> text.substring(BEARER.length()));
  }

  /** The fields of a small JSON body. */
  static Map<String, String> fields(HttpEvent request) throws JsonProcessingException {
    if (request.body().length > MOST_BODY_BYTES) {
      throw new Refused(413, "TOO_LARGE", "at most " + MOST_BODY_BYTES + " bytes");
    }
    return FlatJson.read(request.body());
  }

  /** A required field of a body. */
  static String field(Map<String, String> fields, String name) {
    String value = fields.get(name);
    if (value == null || value.isBlank()) {
      throw new Refused(422, "FIELD", "the field " + name + " is missing");
    }
    return value;
  }

  /** The client's own key of what it wants once only. */
  static String idempotencyKey(HttpEvent request) {
    String key = request.headers().single("Idempotency-Key").orElse("");
    if (key.length() < 8 || key.length() > 64 || !key.chars().allMatch(c -> c > ' ' && c <= '~')) {
      throw new Refused(
          422, "IDEMPOTENCY_KEY", "a header Idempotency-Key of 8 to 64 printable characters");
    }
    return key;
  }

  static Refused noSuchPath() {
    return new Refused(404, "NO_SUCH_PATH", "nothing is served here by this method");
  }

  private static List<String> segments(String path) {
    return List.of(path.split("/", -1)).stream().filter(part -> !part.isEmpty()).toList();
  }

  private static String place(Throwable broken) {
    StackTraceElement[] trace = broken.getStackTrace();
    for (StackTraceElement line : trace) {
      if (line.getClassName().startsWith("io.countersign")) {
        return line.toString();
      }
    }
    return trace.length == 0 ? "?" : trace[0].toString();
  }
}
