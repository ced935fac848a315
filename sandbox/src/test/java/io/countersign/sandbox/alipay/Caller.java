// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.alipay;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.sandbox.SandboxClock;
import io.countersign.sandbox.plumbing.OutgoingAnswer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/** Calls a gateway as a shop or a payer's browser does, in a time that only the test moves. */
final class Caller implements AutoCloseable {
  static final ObjectMapper JSON = new ObjectMapper();

  final SandboxClock clock = SandboxClock.drivenFrom(Instant.parse("2026-03-01T02:00:00Z"));
  final AlipayGateway gateway = AlipayGateway.listen(clock, 0);
  final AlipayMerchant merchant;
  Charset charset = StandardCharsets.UTF_8;
  String cipher = "";
  String onBehalfOf = "";
  Supplier<String> nonces = () -> Numbers.hex(32);
  private final HttpClient http = HttpClient.newHttpClient();

  Caller() {
    this(AlipaySetup.usual());
  }

  Caller(AlipaySetup setup) {
    merchant = gateway.openMerchant(setup);
  }

  /** An answer, what it says, and whether Alipay's key proves that. */
  record Reply(int status, String body, JsonNode content, boolean proven, String explanation) {
    String code() {
      return content.path("code").asText();
    }

    String subCode() {
      return content.path("sub_code").asText();
    }

    String text(String field) {
      return content.path(field).asText();
    }
  }

  static ObjectNode order(String number) {
    return JsonText.object()
        .put("out_trade_no", number)
        .put("total_amount", "17.33")
        .put("subject", "龙井茶 100%+1 & 'big' \"tea\"");
  }

  static ObjectNode number(String number) {
    return JsonText.object().put("out_trade_no", number);
  }

  /** System parameters of a call, not signed yet. */
  Map<String, String> frame(String method) {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("app_id", merchant.appId());
    all.put("method", method);
    all.put("format", "json");
    all.put("charset", charset.name().toLowerCase(Locale.ROOT));
    all.put("sign_type", merchant.account().keys.signType().name());
    all.put("timestamp", Numbers.time(clock.instant()));
    all.put("version", "1.0");
    if (merchant.account().keys.mode() == KeyMode.CERTIFICATE) {
      all.put("app_cert_sn", merchant.appCertificateNumber());
      all.put("alipay_root_cert_sn", merchant.rootCertificateNumber());
    }
    if (!onBehalfOf.isEmpty()) {
      all.put("app_auth_token", onBehalfOf);
    }
    return all;
  }

  Map<String, String> frame(String method, ObjectNode biz) {
    Map<String, String> all = frame(method);
    String content = biz.toString();
    if (!cipher.isEmpty()) {
      all.put("encrypt_type", cipher);
      content = ContentCipher.valueOf(cipher).seal(content, merchant.contentKey(), charset);
    }
    all.put("biz_content", content);
    return all;
  }

  Map<String, String> signed(Map<String, String> all) {
    Map<String, String> whole = new LinkedHashMap<>(all);
    AppKeys keys = merchant.account().keys;
    String text = Pairs.signed(whole);
    whole.put("sign", keys.signType().sign(keys.app().getPrivate(), text.getBytes(charset)));
    return whole;
  }

  Reply call(String method, ObjectNode biz, String... more) throws Exception {
    Map<String, String> all = frame(method, biz);
    for (int i = 0; i < more.length; i += 2) {
      all.put(more[i], more[i + 1]);
    }
    return send(signed(all));
  }

  /** System parameters in the query, the content in the body. */
  Reply send(Map<String, String> all) throws Exception {
    Map<String, String> query = new LinkedHashMap<>(all);
    Map<String, String> body = new LinkedHashMap<>();
    for (String name : new String[] {"biz_content", "app_auth_token", "grant_type", "code"}) {
      String value = query.remove(name);
      if (value != null) {
        body.put(name, value);
      }
    }
    return send(query, body);
  }

  Reply send(Map<String, String> query, Map<String, String> body) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create(gateway.gatewayUri() + "?" + Pairs.encoded(query, charset)))
            .header("Content-Type", "application/x-www-form-urlencoded;charset=" + charset.name())
            .POST(HttpRequest.BodyPublishers.ofString(Pairs.encoded(body, charset)))
            .build();
    HttpResponse<byte[]> answer = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
    return read(answer);
  }

  private Reply read(HttpResponse<byte[]> answer) throws Exception {
    String body = new String(answer.body(), charset);
    String why = answer.headers().firstValue(OutgoingAnswer.EXPLANATION).orElse("");
    if (!body.startsWith("{")) {
      return new Reply(answer.statusCode(), body, JsonText.object(), false, why);
    }
    JsonNode whole = JSON.readTree(body);
    String name = whole.fieldNames().next();
    int from = body.indexOf(':') + 1;
    int certificate = body.lastIndexOf(",\"alipay_cert_sn\"");
    int sign = body.lastIndexOf(",\"sign\"");
    int to = certificate > 0 ? certificate : sign > 0 ? sign : body.length() - 1;
    AppKeys keys = merchant.account().keys;
    String number = whole.path("alipay_cert_sn").asText("");
    AppKeys.AlipayKey key = number.isEmpty() ? keys.current() : keys.numbered(number).orElseThrow();
    boolean proven =
        keys.signType()
            .proves(
                key.pair().getPublic(),
                body.substring(from, to).getBytes(charset),
                whole.path("sign").asText(""));
    JsonNode content = whole.path(name);
    if (content.isTextual()) {
      content =
          JSON.readTree(
              ContentCipher.valueOf(cipher)
                  .open(content.asText(), merchant.contentKey(), charset)
                  .orElseThrow());
    }
    return new Reply(answer.statusCode(), body, content, proven, why);
  }

  /** An address as the payer's browser opens it. */
  HttpResponse<String> look(String url) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(URI.create(url)).build();
    return http.send(request, HttpResponse.BodyHandlers.ofString());
  }

  HttpResponse<byte[]> bytes(String url) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(URI.create(url)).build();
    return http.send(request, HttpResponse.BodyHandlers.ofByteArray());
  }

  JsonNode press(URI page, String action) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(page)
            .header("Accept", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString("action=" + action))
            .build();
    return JSON.readTree(http.send(request, HttpResponse.BodyHandlers.ofString()).body());
  }

  /** A page's address with everything in it. */
  String link(Map<String, String> all) {
    return gateway.gatewayUri() + "?" + Pairs.encoded(all, charset);
  }

  /** By OpenAPI v3; the answer's signature is checked. */
  Reply rest(String verb, String pathAndQuery, String body) throws Exception {
    return rest(verb, pathAndQuery, body, "");
  }

  Reply rest(String verb, String pathAndQuery, String body, String spoilt) throws Exception {
    AppKeys keys = merchant.account().keys;
    boolean certificates = keys.mode() == KeyMode.CERTIFICATE;
    String said =
        "app_id="
            + merchant.appId()
            + (certificates ? ",app_cert_sn=" + merchant.appCertificateNumber() : "")
            + ",nonce="
            + nonces.get()
            + ",timestamp="
            + clock.millis();
    String token = onBehalfOf.isEmpty() ? "" : onBehalfOf + "\n";
    String text = said + "\n" + verb + "\n" + pathAndQuery + "\n" + body + "\n" + token + spoilt;
    String sign =
        SignType.RSA2.sign(keys.app().getPrivate(), text.getBytes(StandardCharsets.UTF_8));
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(gateway.baseUri() + pathAndQuery))
            .header("Authorization", "ALIPAY-SHA256withRSA " + said + ",sign=" + sign)
            .header("Content-Type", cipher.isEmpty() ? "application/json" : "text/plain")
            .method(verb, HttpRequest.BodyPublishers.ofString(body));
    if (certificates) {
      request.header("alipay-root-cert-sn", merchant.rootCertificateNumber());
    }
    if (!onBehalfOf.isEmpty()) {
      request.header("alipay-app-auth-token", onBehalfOf);
    }
    if (!cipher.isEmpty()) {
      request.header("alipay-encrypt-type", cipher);
    }
    HttpResponse<String> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    String signed =
        answer.headers().firstValue("alipay-timestamp").orElse("")
            + "\n"
            + answer.headers().firstValue("alipay-nonce").orElse("")
            + "\n"
            + answer.body()
            + "\n";
    boolean proven =
        SignType.RSA2.proves(
            keys.current().pair().getPublic(),
            signed.getBytes(StandardCharsets.UTF_8),
            answer.headers().firstValue("alipay-signature").orElse(""));
    String plain =
        cipher.isEmpty() || answer.body().startsWith("{")
            ? answer.body()
            : ContentCipher.valueOf(cipher)
                .open(answer.body(), merchant.contentKey(), StandardCharsets.UTF_8)
                .orElseThrow();
    String why = answer.headers().firstValue(OutgoingAnswer.EXPLANATION).orElse("");
    return new Reply(answer.statusCode(), answer.body(), JSON.readTree(plain), proven, why);
  }

  @Override
  public void close() {
    gateway.close();
  }
}
