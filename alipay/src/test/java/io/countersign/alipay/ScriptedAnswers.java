// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import io.countersign.Pem;
import io.countersign.RetryPolicy;
import io.countersign.Signal;
import io.countersign.http.Headers;
import io.countersign.http.HttpAnswer;
import io.countersign.http.HttpCall;
import io.countersign.http.HttpDownload;
import io.countersign.http.HttpTransport;
import io.countersign.http.TransportException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
import java.util.Map;

/** Answers each request as a test has told it, with Alipay's signature or with a wrong one. */
final class ScriptedAnswers implements HttpTransport {
  static final Instant NOW = Instant.parse("2026-11-21T05:00:00Z");
  static final String APP_ID = "2021000000000001";
  private static final KeyPair ALIPAY = newKey();
  private static final KeyPair FORGER = newKey();
  private static final KeyPair APP = newKey();
  private static final Pem APP_KEY = pem(APP.getPrivate());
  private static final Pem ALIPAY_KEY = pem(ALIPAY.getPublic());

  /** What happens to one request. */
  interface Step {
    HttpAnswer play(HttpCall call) throws TransportException;

    /** The same answer without a header. */
    default Step without(String header) {
      return call -> changed(play(call), header, 0, "");
    }

    /** The same answer with a header that stands twice. */
    default Step twice(String header) {
      return call -> changed(play(call), header, 2, "");
    }

    /** The same answer with one more header. */
    default Step header(String header, String value) {
      return call -> changed(play(call), header, 1, value);
    }
  }

  private static HttpAnswer changed(HttpAnswer answer, String header, int times, String value) {
    Headers.Builder headers = Headers.builder();
    for (String name : answer.headers().names()) {
      for (String each : answer.headers().all(name)) {
        if (!name.equals(header)) {
          headers.add(name, each);
        }
      }
    }
    for (int i = 0; i < times; i++) {
      headers.add(header, answer.headers().first(header).orElse(value));
    }
    return new HttpAnswer(answer.status(), headers.build(), answer.body());
  }

  final List<HttpCall> calls = new ArrayList<>();
  final List<Signal> signals = new ArrayList<>();
  private final Deque<Step> script = new ArrayDeque<>();

  /** The last step stays. */
  ScriptedAnswers(Step... steps) {
    script.addAll(List.of(steps));
  }

  /** A classic answer, signed. */
  static Step signed(String node, String content) {
    return call -> answer(200, classic(node, content, ALIPAY));
  }

  static Step forged(String node, String content) {
    return call -> answer(200, classic(node, content, FORGER));
  }

  static Step unsigned(String node, String content) {
    return literal(200, "{\"" + node + "\":" + content + "}");
  }

  /** An answer of OpenAPI v3, signed now. */
  static Step openApi(int status, String body) {
    return openApi(status, body, ALIPAY, String.valueOf(NOW.toEpochMilli()));
  }

  static Step openApiForged(int status, String body) {
    return openApi(status, body, FORGER, String.valueOf(NOW.toEpochMilli()));
  }

  static Step openApiSignedAt(int status, String body, String timestamp) {
    return openApi(status, body, ALIPAY, timestamp);
  }

  private static Step openApi(int status, String body, KeyPair key, String timestamp) {
    return call ->
        new HttpAnswer(
            status,
            Headers.builder()
                .add("alipay-timestamp", timestamp)
                .add("alipay-nonce", "n1")
                .add("alipay-signature", sign(key, timestamp + "\nn1\n" + body + "\n"))
                .add("alipay-trace-id", "trace-1")
                .build(),
            body.getBytes(StandardCharsets.UTF_8));
  }

  static Step literal(int status, String body) {
    return call -> answer(status, body);
  }

  static Step notSent() {
    return call -> {
      throw new TransportException("connection refused", false);
    };
  }

  static Step lost() {
    return call -> {
      throw new TransportException("no answer in time", true);
    };
  }

  /** A failure's content. */
  static String failure(String code, String subCode) {
    return failure(code, subCode, "as planned");
  }

  static String failure(String code, String subCode, String text) {
    return "{\"code\":\""
        + code
        + "\",\"msg\":\"Failed\",\"sub_code\":\""
        + subCode
        + "\",\"sub_msg\":\""
        + text
        + "\"}";
  }

  AlipayConfig.Builder config() {
    return AlipayConfig.builder()
        .appId(APP_ID)
        .appPrivateKey(APP_KEY)
        .alipayPublicKey(ALIPAY_KEY)
        .endpoints(AlipayEndpoints.at(URI.create("https://gateway.example.com")))
        .transport(this)
        .clock(Clock.fixed(NOW, ZoneOffset.UTC))
        .sleeper(wait -> {})
        .observer(signals::add);
  }

  /** One that sends everything once. */
  Exchange impatient() {
    return AlipayClient.of(config().retryPolicy(RetryPolicy.none()).build()).gateway().exchange();
  }

  /** One that repeats what may be repeated. */
  Exchange patient() {
    return AlipayClient.of(config().build()).gateway().exchange();
  }

  @Override
  public HttpAnswer send(HttpCall call) throws TransportException {
    calls.add(call);
    Step step = script.size() > 1 ? script.remove() : script.element();
    return step.play(call);
  }

  @Override
  public HttpDownload download(HttpCall call) {
    throw new AssertionError("nothing is downloaded");
  }

  private static String classic(String node, String content, KeyPair key) {
    return "{\"" + node + "\":" + content + ",\"sign\":\"" + sign(key, content) + "\"}";
  }

  private static HttpAnswer answer(int status, String body) {
    return new HttpAnswer(
        status,
        Headers.of(Map.of("trace_id", List.of("trace-1"))),
        body.getBytes(StandardCharsets.UTF_8));
  }

  private static String sign(KeyPair key, String text) {
    try {
      Signature signature = Signature.getInstance("SHA256withRSA");
      signature.initSign(key.getPrivate());
      signature.update(text.getBytes(StandardCharsets.UTF_8));
      return Base64.getEncoder().encodeToString(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  /** Whether the application's key signed this text. */
  static boolean isSignedByApp(String text, String signature) {
    try {
      Signature verifier = Signature.getInstance("SHA256withRSA");
      verifier.initVerify(APP.getPublic());
      verifier.update(text.getBytes(StandardCharsets.UTF_8));
      return verifier.verify(Base64.getDecoder().decode(signature));
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static Pem pem(Key key) {
    return Pem.text(Base64.getEncoder().encodeToString(key.getEncoded()));
  }

  private static KeyPair newKey() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(2048);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }
}
