// SPDX-License-Identifier: Apache-2.0
package io.countersign.wechatpay;

import io.countersign.http.HttpAnswer;
import io.countersign.http.HttpCall;
import io.countersign.http.HttpDownload;
import io.countersign.http.HttpTransport;
import io.countersign.http.OkHttpTransport;
import io.countersign.http.TransportException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A network that works, and remembers what was sent. */
final class WatchedTransport implements HttpTransport {
  final List<HttpCall> calls = new CopyOnWriteArrayList<>();

  @Override
  public HttpAnswer send(HttpCall call) throws TransportException {
    calls.add(call);
    return OkHttpTransport.shared().send(call);
  }

  @Override
  public HttpDownload download(HttpCall call) throws TransportException {
    calls.add(call);
    return OkHttpTransport.shared().download(call);
  }

  /** The bodies of the requests whose path ends so. */
  List<String> bodiesTo(String end) {
    return calls.stream()
        .filter(call -> call.uri().getRawPath().endsWith(end))
        .map(call -> new String(call.body().orElse(new byte[0]), StandardCharsets.UTF_8))
        .toList();
  }
}
