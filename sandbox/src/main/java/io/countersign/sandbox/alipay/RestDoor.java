// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.alipay;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Lets in what was said right by OpenAPI v3, and says what is wrong with the rest. */
final class RestDoor {
  private static final String SCHEME = "ALIPAY-SHA256withRSA ";

  /** Where a call does not say; nobody has published it. */
  private static final String USUAL_LIFE = "600";

  private final Map<String, Account> accounts;
  private final String base;
  private final Nonces nonces = new Nonces();

  RestDoor(Map<String, Account> accounts, String base) {
    this.accounts = accounts;
    this.base = base;
  }

  Call open(HttpExchange exchange, Operation operation, byte[] body, Instant now, Answer answer)
      throws Refusal {
    Headers headers = exchange.getRequestHeaders();
    String authorization = header(headers, "Authorization");
    int sign = authorization.lastIndexOf(",sign=");
    if (!authorization.startsWith(SCHEME) || sign < 0) {
      throw Refusal.missing(
          "isv.missing-signature", "Authorization must be " + SCHEME + "app_id=…,…,sign=…");
    }
    String said = authorization.substring(SCHEME.length(), sign);
    Map<String, String> parts = parts(said);
    Account app = accounts.get(parts.getOrDefault("app_id", ""));
    if (app == null) {
      throw Refusal.invalid("isv.invalid-app-id", "app_id is not open here");
    }
    if (app.keys.signType() == SignType.SM2) {
      throw Refusal.invalid("isv.invalid-signature-type", "OpenAPI v3 is not offered with SM2");
    }
    Instant until = checkTime(parts, now);
    String root = header(headers, "alipay-root-cert-sn");
    ClassicDoor.checkCertificates(app.keys, parts.getOrDefault("app_cert_sn", ""), root);
    String token = header(headers, "alipay-app-auth-token");
    String query = exchange.getRequestURI().getRawQuery();
    String text =
        said
            + "\n"
            + exchange.getRequestMethod()
            + "\n"
            + exchange.getRequestURI().getRawPath()
            + (query == null ? "" : "?" + query)
            + "\n"
            + new String(body, StandardCharsets.UTF_8)
            + "\n"
            + (token.isEmpty() ? "" : token + "\n");
    String signature = authorization.substring(sign + ",sign=".length());
    if (!SignType.RSA2.proves(
        app.keys.appPublicKey(), text.getBytes(StandardCharsets.UTF_8), signature)) {
      throw Refusal.invalid(
          "isv.invalid-signature", "the signature is not over: " + text.replace("\n", "\\n"));
    }
    if (!nonces.fresh(app.appId, parts.getOrDefault("nonce", ""), until, now)) {
      throw Refusal.invalid("isv.suspected-attack", "the nonce was used before, make another");
    }
    answer.keys = app.keys;
    answer.signed = true;
    answer.proven = true;
    Map<String, String> parameters = query(query);
    ObjectNode content = content(exchange, body, app.keys, parameters, answer);
    for (String name : new String[] {"notify_url", "return_url"}) {
      if (content.has(name)) {
        parameters.put(name, content.remove(name).asText());
      }
    }
    return new Call(
        operation,
        app,
        ClassicDoor.owner(app, token),
        Map.copyOf(parameters),
        content,
        StandardCharsets.UTF_8,
        now,
        base);
  }

  /** Gives until when this signature could come again. */
  private static Instant checkTime(Map<String, String> parts, Instant now) throws Refusal {
    if (parts.getOrDefault("nonce", "").isEmpty()) {
      throw Refusal.missing("isv.missing-nonce", "nonce is missing");
    }
    String time = parts.getOrDefault("timestamp", "");
    String life = parts.getOrDefault("expired_seconds", USUAL_LIFE);
    if (!time.matches("[0-9]{13}") || !life.matches("[0-9]{1,6}")) {
      throw Refusal.invalid("isv.invalid-timestamp", "timestamp must be milliseconds");
    }
    Instant said = Instant.ofEpochMilli(Long.parseLong(time));
    Duration longest = Duration.ofSeconds(Long.parseLong(life));
    Duration off = Duration.between(said, now).abs();
    if (off.compareTo(longest) > 0) {
      throw Refusal.invalid(
          "isv.illegal-timestamp", "timestamp is " + off.toSeconds() + " seconds off");
    }
    return said.plus(longest);
  }

  private static ObjectNode content(
      HttpExchange exchange,
      byte[] body,
      AppKeys keys,
      Map<String, String> parameters,
      Answer answer)
      throws Refusal {
    String encryption = header(exchange.getRequestHeaders(), "alipay-encrypt-type");
    if (!encryption.isEmpty()) {
      answer.cipher =
          ContentCipher.named(encryption)
              .orElseThrow(
                  () ->
                      Refusal.invalid(
                          "isv.invalid-encrypt-type", "alipay-encrypt-type must be AES"));
    }
    if (exchange.getRequestMethod().equals("GET")) {
      ObjectNode fields = JsonText.object();
      parameters.forEach(fields::put);
      return fields;
    }
    String text = new String(body, StandardCharsets.UTF_8);
    ContentCipher cipher = answer.cipher;
    String type = header(exchange.getRequestHeaders(), "Content-Type");
    if (!type.startsWith(cipher == null ? "application/json" : "text/plain")) {
      throw Refusal.invalid(
          "isv.invalid-format",
          "Content-Type must be application/json, or text/plain if encrypted");
    }
    if (cipher != null) {
      text =
          cipher
              .open(text, keys.contentKey, StandardCharsets.UTF_8)
              .orElseThrow(
                  () ->
                      Refusal.invalid(
                          "isv.decryption-error", "the body is not encrypted with this key"));
    }
    return JsonText.object(text)
        .orElseThrow(() -> Refusal.invalid("isv.illegal-json", "the body must be one JSON object"));
  }

  private static Map<String, String> parts(String said) {
    Map<String, String> parts = new LinkedHashMap<>();
    for (String part : said.split(",", -1)) {
      int equals = part.indexOf('=');
      if (equals > 0) {
        parts.put(part.substring(0, equals), part.substring(equals + 1));
      }
    }
    return parts;
  }

  private static Map<String, String> query(@Nullable String query) throws Refusal {
    Map<String, String> parameters = new LinkedHashMap<>();
    try {
      Pairs.read(query == null ? "" : query, StandardCharsets.UTF_8, parameters);
    } catch (IllegalArgumentException e) {
      throw Refusal.invalid("isv.invalid-parameter", "the query is broken: " + e.getMessage());
    }
    return parameters;
  }

  private static String header(Headers headers, String name) {
    String value = headers.getFirst(name);
    return value == null ? "" : value.strip();
  }
}
