// SPDX-License-Identifier: Apache-2.0
package io.countersign.wechatpay;

import io.countersign.http.HttpAnswer;
import io.countersign.http.HttpCall;
import io.countersign.http.HttpDownload;
import io.countersign.http.HttpTransport;
import io.countersign.http.TransportException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A network that swallows everything and remembers it. */
final class RecordingTransport implements HttpTransport {
  final List<HttpCall> calls = new CopyOnWriteArrayList<>();

  @Override
  public HttpAnswer send(HttpCall call) throws TransportException {
    calls.add(call);
    throw new TransportException("swallowed after the request was sent", true);
  }

  @Override
  public HttpDownload download(HttpCall call) throws TransportException {
    calls.add(call);
    throw new TransportException("swallowed after the request was sent", true);
  }

  List<byte[]> bodies() {
    return calls.stream().map(call -> call.body().orElse(new byte[0])).toList();
  }
}
