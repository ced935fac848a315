// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.servlet;

import io.countersign.http.Headers;
import io.countersign.http.HttpAnswer;
import io.countersign.http.HttpCall;
import io.countersign.http.HttpDownload;
import io.countersign.http.HttpTransport;
import io.countersign.http.TransportException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Sends as another transport does, and writes down what left and what came. */
final class RecordedWire implements HttpTransport {

  private final HttpTransport wire;
  private final Timeline timeline;

  RecordedWire(HttpTransport wire, Timeline timeline) {
    this.wire = wire;
    this.timeline = timeline;
  }

  @Override
  public HttpAnswer send(HttpCall call) throws TransportException {
    byte[] body = call.body().orElseGet(() -> new byte[0]);
    String path = call.uri().getRawPath();
    Optional<String> number = timeline.numberIn(path, new String(body, StandardCharsets.UTF_8));
    timeline.add(number, "call", call(call, body));
    try {
      HttpAnswer answer = wire.send(call);
      timeline.add(number, "answer", answer(answer));
      return answer;
    } catch (TransportException nothing) {
      Map<String, Object> facts = new LinkedHashMap<>();
      facts.put("problem", String.valueOf(nothing.getMessage()));
      facts.put("mayHaveArrived", nothing.maybeSent());
      timeline.add(number, "no-answer", facts);
      throw nothing;
    }
  }

  /** Files are not the story of one order. */
  @Override
  public HttpDownload download(HttpCall call) throws TransportException {
    return wire.download(call);
  }

  /** The headers that say something about proof and support, and no other. */
  static Map<String, String> shown(Headers headers) {
    Map<String, String> shown = new LinkedHashMap<>();
    for (String name : headers.names()) {
      String plain = name.toLowerCase(Locale.ROOT);
      boolean telling =
          plain.equals("request-id")
              || plain.equals("content-type")
              || plain.equals("retry-after")
              || (plain.startsWith("wechatpay-") && !plain.endsWith("-signature"));
      if (telling) {
        shown.put(name, String.join(", ", headers.all(name)));
      }
    }
    return shown;
  }

  private static Map<String, Object> call(HttpCall call, byte[] body) {
    Map<String, Object> facts = new LinkedHashMap<>();
    String query = Masked.query(call.uri().getRawQuery());
    facts.put("request", call.method() + " " + call.uri().getRawPath() + query);
    String masked = Masked.body(body);
    facts.put("body", masked);
    SignedText.ofCall(call.method(), call.uri(), call.headers(), masked)
        .ifPresent(signed -> facts.putAll(signed.facts()));
    return facts;
  }

  private static Map<String, Object> answer(HttpAnswer answer) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("status", answer.status());
    facts.put("headers", shown(answer.headers()));
    String masked = Masked.body(answer.body());
    facts.put("body", masked);
    SignedText.ofMessage(answer.headers(), masked)
        .ifPresent(signed -> facts.putAll(signed.facts()));
    return facts;
  }
}
