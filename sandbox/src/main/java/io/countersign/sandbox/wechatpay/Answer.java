// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.wechatpay;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** An answer on its way out, open to change until it is written. */
final class Answer {
  /** How the signature headers come about. */
  enum Signing {
    RIGHT,
    NONE,
    WRONG,
    PROBE,
    UNKNOWN_KEY
  }

  /** How the bytes reach the client. */
  enum Transport {
    WHOLE,
    TRUNCATED,
    STALLED,
    DROPPED
  }

  int status;
  byte[] body;

  /** Sent instead of the body where there is one. */
  @Nullable ByteSource source;

  String contentType = "application/json; charset=utf-8";
  final Map<String, String> headers = new LinkedHashMap<>();
  final Set<String> omitted = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
  Signing signing = Signing.RIGHT;
  Duration signatureAge = Duration.ZERO;
  Transport transport = Transport.WHOLE;
  Duration pause = Duration.ZERO;
  boolean hangs;
  long filler;
  long number;
  String code = "OK";
  String explanation = "";

  private Answer(int status, byte[] body) {
    this.status = status;
    this.body = body;
  }

  static Answer json(int status, JsonNode body) {
    return new Answer(status, StrictJson.bytes(body));
  }

  static Answer empty() {
    return new Answer(204, new byte[0]);
  }

  /** Files go out as they are and are never signed. */
  static Answer file(ByteSource source) {
    Answer answer = new Answer(200, new byte[0]);
    answer.source = source;
    answer.contentType = "application/octet-stream";
    answer.signing = Signing.NONE;
    return answer;
  }

  byte[] inMemory() {
    return source == null ? body : source.inMemory();
  }

  static Answer text(int status, String contentType, String body) {
    Answer answer = new Answer(status, body.getBytes(StandardCharsets.UTF_8));
    answer.contentType = contentType;
    return answer;
  }

  static Answer error(
      int status, @Nullable String code, String message, @Nullable JsonNode detail) {
    ObjectNode body = StrictJson.object();
    body.put("code", code);
    body.put("message", message);
    if (detail != null) {
      body.set("detail", detail);
    }
    Answer answer = json(status, body);
    answer.code = code == null ? "null" : code;
    answer.explanation = message;
    answer.number = ErrorCode.UNNUMBERED;
    return answer;
  }

  static Answer of(Refusal refusal) {
    Answer answer = error(refusal.code.status, refusal.code.name(), refusal.text(), refusal.detail);
    answer.number = refusal.number;
    if (refusal.code == ErrorCode.SIGN_ERROR) {
      answer.signing = Signing.NONE;
    }
    return answer;
  }

  /** Replaces what is said, keeps how it is sent. */
  void say(Answer other) {
    status = other.status;
    body = other.body;
    source = other.source;
    contentType = other.contentType;
    number = other.number;
    code = other.code;
    explanation = other.explanation;
  }
}
