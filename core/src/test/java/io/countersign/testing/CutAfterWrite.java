// SPDX-License-Identifier: Apache-2.0
package io.countersign.testing;

import io.countersign.http.HttpAnswer;
import io.countersign.http.HttpCall;
import io.countersign.http.HttpDownload;
import io.countersign.http.HttpTransport;
import io.countersign.http.TransportException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A network that breaks down once a write was sent: whoever would ask how it ended gets no answer.
 * The write itself may be repeated.
 */
final class CutAfterWrite implements HttpTransport {

  private final HttpTransport network;
  private final AtomicBoolean cut = new AtomicBoolean();

  CutAfterWrite(HttpTransport network) {
    this.network = network;
  }

  @Override
  public HttpAnswer send(HttpCall call) throws TransportException {
    if (call.isWrite()) {
      cut.set(true);
    } else {
      mustNotBeCut();
    }
    return network.send(call);
  }

  @Override
  public HttpDownload download(HttpCall call) throws TransportException {
    mustNotBeCut();
    return network.download(call);
  }

  private void mustNotBeCut() throws TransportException {
    if (cut.get()) {
      throw new TransportException("connection refused", false);
    }
  }
}
