// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import io.countersign.Evidence;
import io.countersign.InvalidNotificationException;
import io.countersign.InvalidNotificationException.Reason;
import io.countersign.UnavailableException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Verifies Alipay's signature over received text, for answers and notifications alike. */
final class Proof {

  private final AlipayKeys keys;
  private final AlipayKeys.@Nullable Source source;

  /** By the keys that are held. */
  Proof(AlipayKeys keys) {
    this(keys, null);
  }

  /** By the keys that are held, and certificates that can be downloaded. */
  Proof(AlipayKeys keys, AlipayKeys.@Nullable Source source) {
    this.keys = keys;
    this.source = source;
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
    if (kind == Evidence.Kind.SIGNED_ANSWER && keys.areNumbered() && certificateNumber.isEmpty()) {
      throw new InvalidNotificationException(
          Reason.SIGNATURE_MISSING,
          "alipay_cert_sn is absent, so nothing says by which certificate: not from Alipay, or the"
              + " application is not in certificate mode (公钥证书方式)");
    }
    for (AlipayKey key : candidates(certificateNumber)) {
      if (key.verifies(message, signature)) {
        return Evidence.of(kind, receivedAt).withKeyId(key.id());
      }
    }
    throw new InvalidNotificationException(
        Reason.SIGNATURE_WRONG,
        "no key of Alipay's for this application signed these bytes: the text was decoded or"
            + " re-encoded on its way, the configured key is not this application's Alipay public"
            + " key (支付宝公钥, not 应用公钥) or certificate, Alipay has a new certificate, or it is"
            + " forged");
  }

  private List<AlipayKey> candidates(Optional<String> number) {
    List<AlipayKey> candidates;
    try {
      candidates = keys.candidates(number, source);
    } catch (UnavailableException notNow) {
      throw new InvalidNotificationException(
          Reason.KEY_UNAVAILABLE, String.valueOf(notNow.getMessage()));
    }
    if (candidates.isEmpty()) {
      throw number.isPresent()
          ? new InvalidNotificationException(
              Reason.KEY_UNKNOWN,
              "alipay_cert_sn names a certificate that is not held: another application's, or"
                  + " forged")
          : new InvalidNotificationException(
              Reason.KEY_UNAVAILABLE,
              "every certificate of Alipay's that is held has ended: configure the new one");
    }
    return candidates;
  }
}
