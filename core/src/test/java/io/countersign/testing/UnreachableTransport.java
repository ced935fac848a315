// SPDX-License-Identifier: Apache-2.0
package io.countersign.testing;

import io.countersign.http.HttpAnswer;
import io.countersign.http.HttpCall;
import io.countersign.http.HttpDownload;
import io.countersign.http.HttpTransport;
import io.countersign.http.TransportException;
import java.util.concurrent.atomic.AtomicInteger;

/** A network on which no connection is ever made: provably nothing is sent. */
final class UnreachableTransport implements HttpTransport {

  private final AtomicInteger tries = new AtomicInteger();

  int tries() {
    return tries.get();
  }

  @Override
  public HttpAnswer send(HttpCall call) throws TransportException {
    tries.incrementAndGet();
    throw new TransportException("connection refused", false);
  }

  @Override
  public HttpDownload download(HttpCall call) throws TransportException {
    tries.incrementAndGet();
    throw new TransportException("connection refused", false);
  }
}
