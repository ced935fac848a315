// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import io.countersign.Answer;
import io.countersign.InvalidRequestException;
import io.countersign.Outcome;
import io.countersign.SignedCall;
import io.countersign.spi.JsonFormatException;
import io.countersign.spi.JsonText;
import io.countersign.spi.Verdict;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/** Calls of methods that this library has no method for: by name, or by a path of OpenAPI v3. */
final class RawCalls {

  private static final int MOST_CHARACTERS = 128;

  /** What the client writes by itself, whatever the method. */
  private static final String OWN =
      " app_id method format charset sign_type sign timestamp version app_auth_token biz_content"
          + " app_cert_sn alipay_root_cert_sn encrypt_type alipay_sdk ";

  private final GatewayCalls gateway;

  RawCalls(GatewayCalls gateway) {
    this.gateway = gateway;
  }

  Answer read(SignedCall call) {
    Call own = call(call);
    if (!isQuestion(call)) {
      throw new InvalidRequestException(
          "call",
          "a question: a method named …query, …get or …download, or a GET; what may change"
              + " something is written, once");
    }
    return exchange(call).read(Operation.RAW_READ, own, Verdict::accepted);
  }

  Outcome<Answer> write(SignedCall call) {
    Call own = call(call);
    if (call.method().equals("GET")) {
      throw new InvalidRequestException("method", "POST, PUT, PATCH or DELETE to write");
    }
    return exchange(call)
        .write(
            Operation.RAW_WRITE,
            call.toString(),
            own,
            Verdict::accepted,
            rejection -> new Outcome.Unknown<>(rejection.toString(), gateway.askSoon()),
            gateway::askSoon);
  }

  private Exchange exchange(SignedCall call) {
    if (!call.isNamed() && gateway.config().signType != SignType.RSA2) {
      throw new InvalidRequestException(
          "path", "an application that signs by RSA2; others call methods by name");
    }
    return call.isNamed() ? gateway.classicExchange() : gateway.openApiExchange();
  }

  private static Call call(SignedCall call) {
    if (!call.encrypted().isEmpty()) {
      throw new InvalidRequestException(
          "encrypted", "none: Alipay encrypts whole contents (encryptContent), no single fields");
    }
    return call.isNamed() ? named(call) : byPath(call);
  }

  private static Call named(SignedCall call) {
    String name = call.target();
    if (name.length() > MOST_CHARACTERS || !name.matches("[a-z0-9]+(\\.[a-z0-9]+)+")) {
      throw new InvalidRequestException(
          "method", "a method's name such as alipay.trade.query: small letters and dots");
    }
    if (!call.query().isEmpty()) {
      throw new InvalidRequestException(
          "call", "fields beside the JSON by field(name, value); a method has no query");
    }
    for (Map.Entry<String, String> field : call.form().entrySet()) {
      requireField(field.getKey(), field.getValue());
    }
    return new Call(name, content(call), call.form());
  }

  private static void requireField(String name, String value) {
    if (!name.matches("[a-z][a-z0-9_]{0,63}") || OWN.contains(" " + name + " ")) {
      throw new InvalidRequestException(
          "field",
          "a parameter of the method's own, such as auth_token; what every call has is filled in"
              + " here, and business fields stand in json(…)");
    }
    if (value.isBlank()) {
      throw new InvalidRequestException(name, "text; what is blank is not sent, so leave it out");
    }
    mustBeWhole(name, value);
  }

  private static Call byPath(SignedCall call) {
    String path = call.target();
    if (path.length() > 512
        || !path.startsWith("/v3/")
        || !path.matches("/[A-Za-z0-9/._~%-]+")
        || path.contains("//")
        || path.contains("/.")) {
      throw new InvalidRequestException(
          "path",
          "one of OpenAPI v3, /v3/…, without a query (with(name, value)); methods of the classic"
              + " gateway by name: SignedCall.named(\"alipay.trade.query\")");
    }
    if (!call.form().isEmpty()) {
      throw new InvalidRequestException("call", "a JSON body: json(…); OpenAPI v3 takes no forms");
    }
    if (!call.method().matches("GET|POST|PUT|PATCH|DELETE")) {
      throw new InvalidRequestException("method", "GET, POST, PUT, PATCH or DELETE");
    }
    if (call.method().equals("GET") && call.json().isPresent()) {
      throw new InvalidRequestException("call", "a GET has no body: with(name, value)");
    }
    return new Call(OpenApiRoute.raw(call.method(), path), content(call), call.query());
  }

  private static Optional<Map<String, Object>> content(SignedCall call) {
    if (call.json().isEmpty()) {
      return Optional.empty();
    }
    mustBeWhole("json", call.json().get());
    try {
      return Optional.of(
          JsonText.objectWithoutNulls(call.json().get().getBytes(StandardCharsets.UTF_8)));
    } catch (JsonFormatException malformed) {
      throw new InvalidRequestException("json", "a JSON object: " + malformed.getMessage());
    }
  }

  /** Half an emoji would be signed and sent as a question mark. */
  private static void mustBeWhole(String field, String text) {
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
      throw new InvalidRequestException(field, "whole characters, not half an emoji");
    }
  }

  /** Whether it only asks, as its name says: questions are repeated, and a refund must not be. */
  private static boolean isQuestion(SignedCall call) {
    String target = call.target();
    String last = target.substring(Math.max(target.lastIndexOf('.'), target.lastIndexOf('/')) + 1);
    return call.method().equals("GET")
        || ((call.isNamed() || call.method().equals("POST"))
            && (last.endsWith("query") || last.equals("get") || last.equals("download")));
  }
}
