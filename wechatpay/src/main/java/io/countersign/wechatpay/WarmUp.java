// SPDX-License-Identifier: Apache-2.0
package io.countersign.wechatpay;

import io.countersign.spi.JsonFormatException;
import io.countersign.spi.JsonText;
import io.countersign.spi.RsaSha256;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Pays ahead for what a first call would load; no network. */
final class WarmUp {

  private WarmUp() {}

  static void of(WeChatPayConfig config, GatewayCalls gateway) {
    // A signer elsewhere would be asked over the network.
    if (config.signer == null) {
      gateway
          .signing()
          .sign(
              "GET",
              "/v3/certificates",
              null,
              null,
              false,
              gateway.loop().now(),
              Duration.ofSeconds(1));
    }
    if (config.publicKey != null) {
      new RsaSha256(config.securityProvider).verifies(config.publicKey, new byte[] {1}, "AAAA");
    }
    try {
      JsonText.fields("{\"warm\":[1,true,\"up\"]}".getBytes(StandardCharsets.UTF_8));
    } catch (JsonFormatException impossible) {
      throw new IllegalStateException("the text above is JSON", impossible);
    }
    config.terms.warmUp();
  }
}
