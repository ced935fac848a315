// SPDX-License-Identifier: Apache-2.0
package io.countersign.function;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** Documents in the form that the platforms' own pages show. */
final class EventDocuments {

  static final String FORM =
      "MerchantID=3002607&RtnMsg=%E4%BA%A4%E6%98%93%E6%88%90%E5%8A%9F&TradeAmt=25";
  static final String JSON = "{\"id\":\"EV-1\",\"summary\":\"支付成功\"}";

  private EventDocuments() {}

  static byte[] bytes(String name) {
    try (InputStream file = EventDocuments.class.getResourceAsStream(name + ".json")) {
      return file.readAllBytes();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  static HttpEvent http(String name) {
    return (HttpEvent) FunctionEvent.read(bytes(name));
  }
}
