// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import io.countersign.Pem;
import io.countersign.ProviderFields;
import io.countersign.RetryPolicy;
import io.countersign.Signal;
import io.countersign.http.Headers;
import io.countersign.http.HttpAnswer;
import io.countersign.http.HttpCall;
import io.countersign.http.HttpDownload;
import io.countersign.http.HttpTransport;
import io.countersign.http.TransportException;
import io.countersign.spi.FormFields;
import io.countersign.spi.JsonFormatException;
import io.countersign.spi.JsonText;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Answers each request as a test has told it, with Alipay's signature, another's, or none. */
final class ScriptedGateway implements HttpTransport {
  static final String APP_ID = "2021000000000001";
  static final String SELLER_ID = "2088000000000001";
  static final Instant NOW = Instant.parse("2026-07-01T04:00:00Z");
  private static final KeyPair ALIPAY = newKey();
  private static final KeyPair FORGER = newKey();
  private static final KeyPair APP = newKey();

  /** What happens to one request. */
  interface Step {
    HttpAnswer play(HttpCall call, String node) throws TransportException;
  }

  final List<HttpCall> calls = new ArrayList<>();
  final List<Signal> signals = new ArrayList<>();
  private final Deque<Step> script = new ArrayDeque<>();

  /** The last step stays. */
  ScriptedGateway(Step... steps) {
    script.addAll(List.of(steps));
  }

  /** An answer whose node is this JSON, under the method's name. */
  static Step signed(String json) {
    return (call, node) -> answer(node, json, ALIPAY.getPrivate());
  }

  static Step forged(String json) {
    return (call, node) -> answer(node, json, FORGER.getPrivate());
  }

  static Step unsigned(String json) {
    return (call, node) -> text(200, "{\"" + node + "\":" + json + "}");
  }

  /** What the gateway says before it has come to the method. */
  static Step error(String json) {
    return (call, node) -> text(200, "{\"error_response\":" + json + "}");
  }

  static Step plain(int status, String body) {
    return (call, node) -> text(status, body);
  }

  static Step notSent() {
    return (call, node) -> {
      throw new TransportException("connection refused", false);
    };
  }

  static Step lost() {
    return (call, node) -> {
      throw new TransportException("no answer in time", true);
    };
  }

  /** Fields of a success. */
  static String success(String fields) {
    return "{\"code\":\"10000\",\"msg\":\"Success\"" + (fields.isEmpty() ? "" : ",") + fields + "}";
  }

  static String refusal(String subCode) {
    return "{\"code\":\"40004\",\"msg\":\"Business Failed\",\"sub_code\":\""
        + subCode
        + "\",\"sub_msg\":\"as planned\"}";
  }

  AlipayConfig.Builder config() {
    return AlipayConfig.builder()
        .appId(APP_ID)
        .sellerId(SELLER_ID)
        .appPrivateKey(Pem.bytes(APP.getPrivate().getEncoded()))
        .alipayPublicKey(Pem.bytes(ALIPAY.getPublic().getEncoded()))
        .notifyUrl(URI.create("https://shop.example.com/alipay/notify"))
        .clock(Clock.fixed(NOW, ZoneOffset.UTC))
        .sleeper(wait -> {})
        .observer(signals::add)
        .transport(this);
  }

  AlipayClient client() {
    return AlipayClient.of(config().retryPolicy(RetryPolicy.standard()).build());
  }

  /** The method of each request, without {@code alipay.}. */
  List<String> methods() {
    return calls.stream().map(call -> parameters(call).get("method").substring(7)).toList();
  }

  Map<String, String> parameters(int index) {
    return parameters(calls.get(index));
  }

  /** The business fields of a request, as written. */
  String content(int index) {
    return parameters(index).get("biz_content");
  }

  ProviderFields contentFields(int index) {
    try {
      return JsonText.fields(content(index).getBytes(StandardCharsets.UTF_8));
    } catch (JsonFormatException malformed) {
      throw new AssertionError(malformed);
    }
  }

  @Override
  public HttpAnswer send(HttpCall call) throws TransportException {
    calls.add(call);
    Step step = script.size() > 1 ? script.remove() : script.element();
    return step.play(call, parameters(call).get("method").replace('.', '_') + "_response");
  }

  @Override
  public HttpDownload download(HttpCall call) throws TransportException {
    throw new TransportException("no downloads in this script", false);
  }

  /** Those of the query and those of the form. */
  private static Map<String, String> parameters(HttpCall call) {
    Map<String, String> all = new LinkedHashMap<>();
    for (byte[] part :
        List.of(
            call.uri().getRawQuery().getBytes(StandardCharsets.US_ASCII),
            call.body().orElse(new byte[0]))) {
      all.putAll(FormFields.parse(part, FormFields.Writing.FORM).orElseThrow().asMap());
    }
    return all;
  }

  private static HttpAnswer answer(String node, String json, PrivateKey by) {
    return text(200, "{\"" + node + "\":" + json + ",\"sign\":\"" + sign(json, by) + "\"}");
  }

  private static HttpAnswer text(int status, String body) {
    return new HttpAnswer(
        status,
        Headers.builder().add("trace_id", "0a1b-2c").build(),
        body.getBytes(StandardCharsets.UTF_8));
  }

  private static String sign(String text, PrivateKey key) {
    try {
      Signature signature = Signature.getInstance("SHA256withRSA");
      signature.initSign(key);
      signature.update(text.getBytes(StandardCharsets.UTF_8));
      return Base64.getEncoder().encodeToString(signature.sign());
    } catch (GeneralSecurityException broken) {
      throw new AssertionError(broken);
    }
  }

  private static KeyPair newKey() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(2048);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException broken) {
      throw new AssertionError(broken);
    }
  }
}
