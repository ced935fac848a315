// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import io.countersign.Signer;
import io.countersign.spi.RsaSha256;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Signs with the application's key. */
final class RequestSigning {

  static final String USER_AGENT = "Countersign/0.1 (Java " + Runtime.version().feature() + ")";

  private final Signer signer;

  RequestSigning(AlipayConfig config) {
    this.signer = config.signer == null ? localSigner(config) : config.signer;
  }

  /** The signature of a text, as Base64. */
  String base64Signature(String text) {
    return Base64.getEncoder().encodeToString(signer.sign(text.getBytes(StandardCharsets.UTF_8)));
  }

  private static Signer localSigner(AlipayConfig config) {
    if (config.appKey == null) {
      throw new IllegalStateException("a configuration has a signer or a key");
    }
    return new RsaSha256(config.securityProvider).signer(config.appKey);
  }
}
