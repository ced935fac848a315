// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.functions;

import com.google.cloud.functions.HttpFunction;
import com.google.cloud.functions.HttpRequest;
import com.google.cloud.functions.HttpResponse;
import io.countersign.ReceivedReply;
import java.io.IOException;

/** Google Cloud Run functions: the callbacks. A real request, so nothing has to be unpacked. */
public final class GoogleFunction implements HttpFunction {

  private final Shop shop;

  /** Called by the functions framework, once for each instance. */
  public GoogleFunction() {
    this(Shop.fromEnvironment(System.getenv()));
    shop.warmUp();
  }

  GoogleFunction(Shop shop) {
    this.shop = shop;
  }

  @Override
  public void service(HttpRequest request, HttpResponse response) throws IOException {
    ReceivedReply reply =
        shop.callback()
            .notified(
                request.getMethod(),
                request.getPath(),
                request.getHeaders(),
                request.getInputStream());
    response.setStatusCode(reply.status());
    reply.headers().forEach(response::appendHeader);
    response.getOutputStream().write(reply.bodyBytes());
  }
}
