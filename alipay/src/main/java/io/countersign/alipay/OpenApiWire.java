// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import io.countersign.Evidence;
import io.countersign.InvalidNotificationException;
import io.countersign.InvalidNotificationException.Reason;
import io.countersign.InvalidRequestException;
import io.countersign.ProviderFields;
import io.countersign.http.Headers;
import io.countersign.http.HttpAnswer;
import io.countersign.http.HttpCall;
import io.countersign.spi.JsonFormatException;
import io.countersign.spi.JsonText;
import io.countersign.spi.PercentEncoding;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * OpenAPI v3: one path for each method, JSON bodies, the signature in headers, and an answer whose
 * signature covers time, nonce and body. (支付宝开放平台, OpenAPI v3 协议.)
 */
final class OpenApiWire implements Wire {

  private static final String SCHEME = "ALIPAY-SHA256withRSA ";
  private static final String SIGNATURE = "alipay-signature";
  private static final String TIMESTAMP = "alipay-timestamp";
  private static final String NONCE = "alipay-nonce";
  private static final String CERTIFICATE_NUMBER = "alipay-sn";
  private static final String ROOT_CERTIFICATES_NUMBER = "alipay-root-cert-sn";
  private static final String ENCRYPT_TYPE = "alipay-encrypt-type";
  private static final String APP_AUTH_TOKEN = "alipay-app-auth-token";

  /** As long as requests live in Alipay's own examples. */
  private static final Duration WINDOW = Duration.ofMinutes(10);

  private final AlipayConfig config;
  private final Merchant merchant;
  private final RequestSigning signing;
  private final Proof proof;
  private final RandomGenerator random;

  OpenApiWire(
      AlipayConfig config,
      Merchant merchant,
      RequestSigning signing,
      Proof proof,
      RandomGenerator random) {
    this.config = config;
    this.merchant = merchant;
    this.signing = signing;
    this.proof = proof;
    this.random = random;
  }

  @Override
  public HttpCall sign(Call call, boolean write, Instant now, Duration timeout) {
    OpenApiRoute route = route(call);
    Map<String, Object> fields = new LinkedHashMap<>(call.content().orElse(Map.of()));
    String target = route.path();
    if (route.isRaw()) {
      target += query(call.parameters());
    } else {
      // What the classic gateway takes beside the business fields stands among them here.
      fields.putAll(call.parameters());
      fields.remove("return_url");
      target += route.verb().equals("GET") ? query(fields) : "";
    }
    boolean hasBody = route.isRaw() ? call.content().isPresent() : !route.verb().equals("GET");
    ContentKey sealing = sealing(call);
    String json = hasBody ? JsonText.write(fields) : "";
    String body = hasBody && sealing != null ? sealing.seal(json, random) : json;
    String token = merchant.appAuthToken().orElse("");
    CertificateMode certificates = config.certificates;
    String authorization =
        "app_id="
            + config.appId
            + (certificates == null ? "" : ",app_cert_sn=" + certificates.appNumber())
            + ",nonce="
            + hex()
            + ",timestamp="
            + now.toEpochMilli();
    String signature =
        signing.base64Signature(
            String.join("", parts(authorization, route.verb(), target, body, token).values()));
    Headers.Builder headers =
        Headers.builder()
            .add("Authorization", SCHEME + authorization + ",sign=" + signature)
            .add("Accept", "application/json")
            .add("User-Agent", RequestSigning.USER_AGENT)
            .add("alipay-request-id", hex());
    if (certificates != null) {
      headers.add(ROOT_CERTIFICATES_NUMBER, certificates.rootNumber());
    }
    if (!token.isEmpty()) {
      headers.add(APP_AUTH_TOKEN, token);
    }
    if (sealing != null) {
      // A question by GET says it, too: its answer is encrypted.
      headers.add(ENCRYPT_TYPE, sealing.wireName());
    }
    if (hasBody) {
      String type = sealing == null ? "application/json" : "text/plain";
      headers.add("Content-Type", type + "; charset=utf-8");
    }
    HttpCall request =
        HttpCall.of(
            route.verb(),
            config.endpoints.gateway().resolve(target),
            headers.build(),
            write,
            timeout);
    return hasBody ? request.withBody(body.getBytes(StandardCharsets.UTF_8)) : request;
  }

  /** What encrypts the call and its answer; null if they are not. */
  private @Nullable ContentKey sealing(Call call) {
    return config.encrypts && call.content().isPresent() ? config.contentKey : null;
  }

  /** The signed text, line by line; the line of an absent token is absent, too. */
  static Map<String, String> parts(
      String authorization, String verb, String target, String body, String token) {
    Map<String, String> parts = new LinkedHashMap<>();
    parts.put("Authorization", authorization + "\n");
    parts.put("the HTTP method", verb + "\n");
    parts.put("the path", target + "\n");
    parts.put("the body", body + "\n");
    if (!token.isEmpty()) {
      parts.put(APP_AUTH_TOKEN, token + "\n");
    }
    return parts;
  }

  @Override
  public Map<String, String> signedParts(Call call, HttpCall sent) {
    String authorization = sent.headers().first("Authorization").orElse("");
    int sign = authorization.lastIndexOf(",sign=");
    String query = sent.uri().getRawQuery();
    return parts(
        sign < SCHEME.length() ? "" : authorization.substring(SCHEME.length(), sign),
        sent.method(),
        sent.uri().getRawPath() + (query == null ? "" : "?" + query),
        new String(sent.body().orElse(new byte[0]), StandardCharsets.UTF_8),
        sent.headers().first(APP_AUTH_TOKEN).orElse(""));
  }

  @Override
  public Reading read(Call call, HttpAnswer answer, Instant now) {
    Optional<String> requestId = answer.headers().first("alipay-trace-id");
    int status = answer.status();
    if (status < 200 || (status >= 300 && status < 400) || status >= 600) {
      return Reading.nothing(status, requestId, "HTTP " + status + " is not followed");
    }
    try {
      Optional<Evidence> evidence = evidence(answer, requestId, now);
      Map<String, Object> tree = new LinkedHashMap<>();
      String text = "{}";
      if (status >= 400 || answer.body().length > 0) {
        byte[] opened = opened(answer.body(), evidence);
        tree = JsonText.object(opened);
        text = new String(opened, StandardCharsets.UTF_8);
      }
      if (status < 400 && sealing(call) != null && isBare(answer.body())) {
        return Reading.nothing(
            status, requestId, "the answer is not encrypted, although the call was");
      }
      if (status < 300 && tree.containsKey("code") && tree.containsKey("message")) {
        // No signature covers the status.
        return Reading.nothing(status, requestId, "HTTP " + status + " with the form of a refusal");
      }
      Reading.Kind kind = kind(call, status, tree);
      // The states as the classic gateway calls them; a raw answer stays as it was received.
      if (kind == Reading.Kind.IN_PROGRESS) {
        tree.put("code", "10003");
      } else if (kind == Reading.Kind.SUCCESS && !route(call).isRaw()) {
        tree.putIfAbsent("code", "10000");
      }
      return Reading.of(kind, status, ProviderFields.of(text, tree), evidence, requestId);
    } catch (JsonFormatException unreadable) {
      return Reading.nothing(
          status,
          requestId,
          "HTTP " + status + ", and the answer cannot be read: " + unreadable.getMessage());
    } catch (InvalidNotificationException unproven) {
      return Reading.nothing(
          status, requestId, "the answer is not proven: " + unproven.getMessage());
    }
  }

  /** The business fields as JSON; decrypted only once they are proven. */
  private byte[] opened(byte[] body, Optional<Evidence> evidence) throws JsonFormatException {
    ContentKey key = config.contentKey;
    if (key == null || isBare(body)) {
      return body;
    }
    if (evidence.isEmpty()) {
      throw new JsonFormatException("neither JSON nor signed");
    }
    return key.open(new String(body, StandardCharsets.UTF_8))
        .orElseThrow(
            () -> new JsonFormatException("neither JSON nor encrypted by the configured key"));
  }

  private static boolean isBare(byte[] body) {
    return body.length == 0 || body[0] == '{';
  }

  private static Reading.Kind kind(Call call, int status, Map<String, Object> tree) {
    if (status >= 400) {
      return Reading.Kind.REFUSAL;
    }
    boolean unpaid =
        call.method().equals("alipay.trade.pay")
            && !(tree.containsKey("trade_no") && tree.containsKey("gmt_payment"));
    return status == 202 || unpaid ? Reading.Kind.IN_PROGRESS : Reading.Kind.SUCCESS;
  }

  /** Empty if it is not signed. */
  private Optional<Evidence> evidence(HttpAnswer answer, Optional<String> requestId, Instant now) {
    Headers headers = answer.headers();
    String first = headers.first(SIGNATURE).orElse("");
    if (first.isBlank() || first.equals("null")) {
      return Optional.empty();
    }
    String timestamp = required(headers, TIMESTAMP);
    requireFresh(timestamp, now);
    byte[] head =
        (timestamp + "\n" + required(headers, NONCE) + "\n").getBytes(StandardCharsets.UTF_8);
    byte[] body = answer.body();
    byte[] message = new byte[head.length + body.length + 1];
    System.arraycopy(head, 0, message, 0, head.length);
    System.arraycopy(body, 0, message, head.length, body.length);
    message[message.length - 1] = '\n';
    Evidence evidence =
        proof.of(
            Evidence.Kind.SIGNED_ANSWER,
            message,
            required(headers, SIGNATURE),
            headers.first(CERTIFICATE_NUMBER),
            now);
    return Optional.of(requestId.isPresent() ? evidence.withRequestId(requestId.get()) : evidence);
  }

  /**
   * An old answer must not be told again. Nobody has published how the time is written: one that is
   * not in milliseconds is proven by its signature, and its age cannot be judged.
   */
  private static void requireFresh(String timestamp, Instant now) {
    if (!timestamp.matches("[0-9]{13}")) {
      return;
    }
    Duration age = Duration.between(Instant.ofEpochMilli(Long.parseLong(timestamp)), now);
    if (age.abs().compareTo(WINDOW) > 0) {
      throw new InvalidNotificationException(
          Reason.STALE,
          "signed "
              + age.toSeconds()
              + " s before it was received, allowed are "
              + WINDOW.toSeconds()
              + " either way: a replay, or this machine's clock is wrong");
    }
  }

  private static String required(Headers headers, String name) {
    Optional<String> value = headers.single(name);
    if (value.isEmpty()) {
      throw new InvalidNotificationException(
          Reason.SIGNATURE_MISSING, name + " is absent, blank or doubled");
    }
    return value.get();
  }

  private static OpenApiRoute route(Call call) {
    return OpenApiRoute.of(call.method())
        .orElseThrow(
            () ->
                new InvalidRequestException(
                    "method", "one that OpenAPI v3 offers; the classic gateway has them all"));
  }

  /** Groups of fields are written as JSON text. */
  private static String query(Map<String, ?> parameters) {
    StringBuilder query = new StringBuilder();
    for (Map.Entry<String, ?> parameter : parameters.entrySet()) {
      query
          .append(query.length() == 0 ? '?' : '&')
          .append(PercentEncoding.encode(parameter.getKey()))
          .append('=')
          .append(PercentEncoding.encode(text(parameter.getValue())));
    }
    return query.toString();
  }

  private static String text(Object value) {
    if (value instanceof String || value instanceof Number || value instanceof Boolean) {
      return value.toString();
    }
    // The writer takes whole objects only.
    String json = JsonText.write(Map.of("v", value));
    return json.substring(json.indexOf(':') + 1, json.length() - 1);
  }

  private String hex() {
    byte[] bytes = new byte[16];
    random.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }
}
