// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import io.countersign.spi.JsonFormatException;
import io.countersign.spi.JsonText;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Pays ahead for what a first call would load; no network. */
final class WarmUp {

  private WarmUp() {}

  static void of(AlipayConfig config, GatewayCalls gateway) {
    // A signer elsewhere would be asked over the network.
    if (config.signer == null) {
      gateway
          .parameters()
          .signed(
              Call.of("alipay.trade.query", Map.of("warm", "up")), config.terms.clock().instant());
    }
    for (VerifyingKey key : config.alipayPublicKeys) {
      key.verifies(new byte[] {1}, "AAAA");
    }
    if (config.certificates != null) {
      config.certificates.app().key().verifies(new byte[] {1}, "AAAA");
    }
    try {
      JsonText.fields("{\"warm\":[1,true,\"up\"]}".getBytes(StandardCharsets.UTF_8));
    } catch (JsonFormatException impossible) {
      throw new IllegalStateException("the text above is JSON", impossible);
    }
    config.terms.warmUp();
  }
}
