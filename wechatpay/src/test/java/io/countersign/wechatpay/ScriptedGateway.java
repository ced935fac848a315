// SPDX-License-Identifier: Apache-2.0
package io.countersign.wechatpay;

import io.countersign.Pem;
import io.countersign.RetryPolicy;
import io.countersign.Secret;
import io.countersign.Signal;
import io.countersign.http.Headers;
import io.countersign.http.HttpAnswer;
import io.countersign.http.HttpCall;
import io.countersign.http.HttpDownload;
import io.countersign.http.HttpTransport;
import io.countersign.http.TransportException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;

/** Answers each request as a test has told it, with WeChat Pay's signature or with a wrong one. */
final class ScriptedGateway implements HttpTransport {
  static final String MCHID = "1900000001";
  static final String MINI_PROGRAM = "wx0000000000000001";
  static final String MOBILE_APP = "wx0000000000000002";
  static final String API_V3_KEY = "0123456789abcdef0123456789abcdef";
  static final URI NOTIFY_URL = URI.create("https://shop.example.com/wechatpay/notify");
  static final Instant NOW = Instant.parse("2026-11-21T05:00:00Z");
  static final Platform PLATFORM = Platform.withNewKey("PUB_KEY_ID_0114232134912410000000000000");
  private static final Platform FORGER = Platform.withNewKey(PLATFORM.keyId);
  private static final KeyPair MERCHANT_KEY = Platform.newKey(2048);

  /** What happens to one request. */
  interface Step {
    HttpAnswer play(HttpCall call) throws TransportException;
  }

  final List<HttpCall> calls = new ArrayList<>();
  final List<Signal> signals = new ArrayList<>();
  private final Deque<Step> script = new ArrayDeque<>();

  /** The last step stays. */
  ScriptedGateway(Step... steps) {
    script.addAll(List.of(steps));
  }

  static Step signed(int status, String body) {
    return call -> answer(status, body, PLATFORM, NOW);
  }

  static Step forged(int status, String body) {
    return call -> answer(status, body, FORGER, NOW);
  }

  static Step stale(int status, String body) {
    return call -> answer(status, body, PLATFORM, NOW.minusSeconds(300));
  }

  static Step unsigned(int status, String body) {
    return call -> new HttpAnswer(status, Headers.none(), body.getBytes(StandardCharsets.UTF_8));
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

  static String refusal(String code) {
    return "{\"code\":\"" + code + "\",\"message\":\"as planned\"}";
  }

  WeChatPayConfig.Builder config() {
    return WeChatPayConfig.builder()
        .mchid(MCHID)
        .merchantSerial("5157F09EFDC096DE15EBE81A47057A7232F1B8E1")
        .merchantKey(Pem.bytes(MERCHANT_KEY.getPrivate().getEncoded()))
        .apiV3Key(Secret.of(API_V3_KEY))
        .publicKey(PLATFORM.keyId, PLATFORM.publicKey())
        .appId(WeChatPayAppKind.MINI_PROGRAM, MINI_PROGRAM)
        .appId(WeChatPayAppKind.MOBILE_APP, MOBILE_APP)
        .notifyUrl(NOTIFY_URL)
        .clock(Clock.fixed(NOW, ZoneOffset.UTC))
        .sleeper(wait -> {})
        .observer(signals::add)
        .transport(this);
  }

  WeChatPayClient client() {
    return WeChatPayClient.of(config().retryPolicy(RetryPolicy.standard()).build());
  }

  /** Method and target of each request. */
  List<String> targets() {
    return calls.stream()
        .map(
            call ->
                call.method()
                    + " "
                    + call.uri().getRawPath()
                    + (call.uri().getRawQuery() == null ? "" : "?" + call.uri().getRawQuery()))
        .toList();
  }

  String body(int index) {
    return new String(calls.get(index).body().orElse(new byte[0]), StandardCharsets.UTF_8);
  }

  @Override
  public HttpAnswer send(HttpCall call) throws TransportException {
    calls.add(call);
    Step step = script.size() > 1 ? script.remove() : script.element();
    return step.play(call);
  }

  @Override
  public HttpDownload download(HttpCall call) throws TransportException {
    throw new TransportException("no downloads in this script", false);
  }

  private static HttpAnswer answer(int status, String body, Platform by, Instant at) {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    Headers.Builder headers = Headers.builder().add("Request-ID", "0A0B-0");
    for (Map.Entry<String, List<String>> header : by.headers(bytes, at).entrySet()) {
      headers.add(header.getKey(), header.getValue().get(0));
    }
    return new HttpAnswer(status, headers.build(), bytes);
  }
}
