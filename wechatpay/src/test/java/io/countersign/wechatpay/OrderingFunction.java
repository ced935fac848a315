// SPDX-License-Identifier: Apache-2.0
package io.countersign.wechatpay;

import io.countersign.PaymentRef;
import io.countersign.PaymentRequest;
import io.countersign.Scene;
import io.countersign.http.HttpAnswer;
import io.countersign.http.HttpCall;
import io.countersign.http.HttpDownload;
import io.countersign.http.HttpTransport;
import io.countersign.http.TransportException;

/** A function of a cloud, in a JVM of its own: signs one order and sends it nowhere. */
public final class OrderingFunction {
  private OrderingFunction() {}

  /** The reference of the order. */
  public static void main(String[] arguments) {
    WeChatPayClient client =
        WeChatPayClient.of(
            WeChatPayConfig.fromEnvironment(System.getenv()).toBuilder()
                .transport(new NoNetwork())
                .build());
    PaymentRef ref = PaymentRef.parse(arguments[0]);
    client.create(
        PaymentRequest.in(Scene.qrCode())
            .id(ref.id())
            .amount(ref.total())
            .description("tea")
            .build());
    System.out.println("signed");
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
