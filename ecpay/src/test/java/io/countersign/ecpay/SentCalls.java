// SPDX-License-Identifier: Apache-2.0
package io.countersign.ecpay;

import io.countersign.http.HttpAnswer;
import io.countersign.http.HttpCall;
import io.countersign.http.HttpDownload;
import io.countersign.http.HttpTransport;
import io.countersign.http.TransportException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps what would have been sent; no connection is ever made. */
final class SentCalls implements HttpTransport {
  final List<HttpCall> calls = new CopyOnWriteArrayList<>();

  @Override
  public HttpAnswer send(HttpCall call) throws TransportException {
    calls.add(call);
    throw new TransportException("connection refused", false);
  }

  @Override
  public HttpDownload download(HttpCall call) throws TransportException {
    calls.add(call);
    throw new TransportException("connection refused", false);
  }
}
