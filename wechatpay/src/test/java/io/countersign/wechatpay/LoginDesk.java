// SPDX-License-Identifier: Apache-2.0
package io.countersign.wechatpay;

import io.countersign.Secret;
import io.countersign.Signal;
import io.countersign.http.Headers;
import io.countersign.http.HttpAnswer;
import io.countersign.http.HttpCall;
import io.countersign.http.HttpDownload;
import io.countersign.http.HttpTransport;
import io.countersign.http.TransportException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** WeChat's open platform, word for word; without words left a call is swallowed. */
final class LoginDesk implements HttpTransport {
  static final String APP_ID = "wx0123456789abcdef";
  static final String SECRET = "5ec7e70fa11app5ec7e7";
  static final Instant NOW = Instant.parse("2026-11-21T05:00:00Z");

  private final Deque<HttpAnswer> answers = new ArrayDeque<>();
  final List<HttpCall> calls = new ArrayList<>();
  final List<Duration> waits = new ArrayList<>();
  final List<Signal> signals = new ArrayList<>();
  private boolean reachable = true;

  WeChatApp app() {
    return WeChatApp.of(APP_ID, Secret.of(SECRET))
        .withTransport(this)
        .withClock(Clock.fixed(NOW, ZoneOffset.UTC), waits::add)
        .withObserver(signals::add);
  }

  /** The next call is answered so: JSON under the name of text, as the platform does. */
  LoginDesk says(int status, String body) {
    Headers headers = Headers.builder().add("Content-Type", "text/plain").build();
    answers.add(new HttpAnswer(status, headers, body.getBytes(StandardCharsets.UTF_8)));
    return this;
  }

  void unreachable() {
    reachable = false;
  }

  @Override
  public HttpAnswer send(HttpCall call) throws TransportException {
    calls.add(call);
    if (!reachable) {
      throw new TransportException("connection refused", false);
    }
    if (answers.isEmpty()) {
      throw new TransportException("swallowed after the request was sent", true);
    }
    return answers.remove();
  }

  @Override
  public HttpDownload download(HttpCall call) throws TransportException {
    throw new TransportException("no downloads here", false);
  }
}
