// SPDX-License-Identifier: Apache-2.0
package io.countersign.spi;

import io.countersign.http.Headers;
import io.countersign.http.HttpAnswer;
import io.countersign.http.HttpCall;
import io.countersign.http.HttpDownload;
import io.countersign.http.HttpTransport;
import io.countersign.http.TransportException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Plays one step of a script for each request; the last step is played again and again. */
final class ScriptedTransport implements HttpTransport {

  /** What happens to one request. */
  interface Step {
    HttpAnswer play(HttpCall call) throws TransportException;
  }

  static Step answers(String body) {
    return call -> new HttpAnswer(200, Headers.none(), body.getBytes(StandardCharsets.UTF_8));
  }

  static Step notSent() {
    return call -> {
      throw new TransportException("connection refused", false);
    };
  }

  static Step maybeSent() {
    return call -> {
      throw new TransportException("connection reset after the request was sent", true);
    };
  }

  private final Deque<Step> script = new ArrayDeque<>();
  private final List<HttpCall> calls = new ArrayList<>();

  ScriptedTransport(Step... steps) {
    script.addAll(List.of(steps));
  }

  List<HttpCall> calls() {
    return calls;
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
}
