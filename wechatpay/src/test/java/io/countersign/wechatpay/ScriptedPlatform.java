// SPDX-License-Identifier: Apache-2.0
package io.countersign.wechatpay;

import io.countersign.ReceivedRequest;
import io.countersign.http.Headers;
import io.countersign.http.HttpAnswer;
import io.countersign.http.HttpCall;
import io.countersign.http.HttpDownload;
import io.countersign.http.HttpTransport;
import io.countersign.http.TransportException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** WeChat Pay as one client sees it, turn by turn; the last turn is given for ever. */
final class ScriptedPlatform implements HttpTransport {
  static final Instant NOW = Instant.parse("2026-11-21T05:00:00Z");
  private static final Platform PLATFORM =
      Platform.withNewKey("PUB_KEY_ID_0119000001092026112100000000001");
  private static final Platform STRANGER = new Platform(PLATFORM.keyId, Platform.newKey(2048));

  /** What happens to one request. */
  interface Turn {
    HttpAnswer take() throws TransportException;
  }

  final List<HttpCall> calls = new ArrayList<>();
  private final Deque<Turn> script = new ArrayDeque<>();

  static Platform platform() {
    return PLATFORM;
  }

  /** Begins a new script. */
  void plays(Turn... turns) {
    calls.clear();
    script.clear();
    script.addAll(List.of(turns));
  }

  static Turn signed(int status, String body) {
    return answer(PLATFORM, status, body);
  }

  /** Under the right key's name, by another key. */
  static Turn forged(int status, String body) {
    return answer(STRANGER, status, body);
  }

  static Turn unsigned(int status, String body) {
    return () -> new HttpAnswer(status, Headers.none(), bytes(body));
  }

  static Turn refusal(int status, String code) {
    return signed(status, error(code));
  }

  static Turn unsignedRefusal(int status, String code) {
    return unsigned(status, error(code));
  }

  static Turn lost() {
    return () -> {
      throw new TransportException("reset after the request was sent", true);
    };
  }

  static Turn unreachable() {
    return () -> {
      throw new TransportException("connection refused", false);
    };
  }

  static ReceivedRequest notice(String envelope) {
    return PLATFORM.sent(envelope, NOW);
  }

  static ReceivedRequest forgedNotice(String envelope) {
    return STRANGER.sent(envelope, NOW);
  }

  List<HttpCall> writes() {
    return calls.stream().filter(HttpCall::isWrite).toList();
  }

  String body(int index) {
    return new String(calls.get(index).body().orElseThrow(), StandardCharsets.UTF_8);
  }

  @Override
  public HttpAnswer send(HttpCall call) throws TransportException {
    calls.add(call);
    Turn turn = script.size() > 1 ? script.removeFirst() : script.getFirst();
    return turn.take();
  }

  @Override
  public HttpDownload download(HttpCall call) throws TransportException {
    throw new TransportException("nothing is downloaded here", false);
  }

  private static Turn answer(Platform by, int status, String body) {
    return () -> new HttpAnswer(status, Headers.of(by.headers(bytes(body), NOW)), bytes(body));
  }

  private static String error(String code) {
    return "{\"code\":\"" + code + "\",\"message\":\"no\"}";
  }

  private static byte[] bytes(String body) {
    return body.getBytes(StandardCharsets.UTF_8);
  }
}
