// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import io.countersign.http.HttpAnswer;
import io.countersign.http.HttpCall;
import io.countersign.http.HttpDownload;
import io.countersign.http.HttpTransport;
import io.countersign.http.TransportException;

/** A function of a cloud, in a JVM of its own: reads its keys and signs, and sends nothing. */
public final class SigningFunction {
  private SigningFunction() {}

  /** Needs no arguments. */
  public static void main(String[] arguments) {
    try {
      AlipayConfig.Builder config = AlipayConfig.fromEnvironment(System.getenv()).toBuilder();
      AlipayClient.of(config.transport(new NoNetwork()).build()).warmUp();
      System.out.println("signed");
    } catch (io.countersign.InvalidRequestException told) {
      System.out.println(told.getMessage());
    }
  }

  private static final class NoNetwork implements HttpTransport {
    @Override
    public HttpAnswer send(HttpCall call) throws TransportException {
      throw new TransportException("no network here", true);
    }

    @Override
    public HttpDownload download(HttpCall call) throws TransportException {
      throw new TransportException("no network here", true);
    }
  }
}
