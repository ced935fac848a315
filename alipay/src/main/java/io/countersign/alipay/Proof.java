// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import io.countersign.Evidence;
import io.countersign.InvalidNotificationException;
import io.countersign.InvalidNotificationException.Reason;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Verifies Alipay's signature over received text, for answers and notifications alike. */
final class Proof {

  private final AlipayKeys keys;

  Proof(AlipayKeys keys) {
    this.keys = keys;
  }

  /**
   * Verifies.
   *
   * @param kind what the message is
   * @param message the bytes that are signed
   * @param signature its Base64, not blank
   * @param certificateNumber the {@code alipay_cert_sn} that came with it
   * @param receivedAt when it came
   * @throws InvalidNotificationException if no key of this application's Alipay made it
   */
  Evidence of(
      Evidence.Kind kind,
      byte[] message,
      String signature,
      Optional<String> certificateNumber,
      Instant receivedAt) {
    if (signature.isBlank()) {
      throw new InvalidNotificationException(
          Reason.SIGNATURE_MISSING, "sign is absent or blank: not from Alipay");
    }
    List<AlipayKey> candidates = keys.candidates(certificateNumber);
    for (AlipayKey key : candidates) {
      if (key.verifies(message, signature)) {
        return Evidence.of(kind, receivedAt).withKeyId(key.id());
      }
    }
    throw new InvalidNotificationException(
        Reason.SIGNATURE_WRONG,
        "no key of Alipay's for this application signed these bytes: the text was decoded or"
            + " re-encoded on its way, the configured key is not this application's Alipay public"
            + " key (支付宝公钥, not 应用公钥), or it is forged");
  }
}
