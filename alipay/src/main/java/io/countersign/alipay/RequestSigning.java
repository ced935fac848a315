// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import io.countersign.Signer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Signs with the application's key. */
final class RequestSigning {

  static final String USER_AGENT = "Countersign/0.1 (Java " + Runtime.version().feature() + ")";

  private final Signer signer;

  RequestSigning(AlipayConfig config) {
    this.signer = config.signingKey();
  }

  /** The signature of a text, as Base64. */
  String base64Signature(String text) {
    return Base64.getEncoder().encodeToString(signer.sign(text.getBytes(StandardCharsets.UTF_8)));
  }
}
