// SPDX-License-Identifier: Apache-2.0
package io.countersign.unionpay;

import io.countersign.Evidence;
import io.countersign.InvalidNotificationException;
import io.countersign.InvalidNotificationException.Reason;
import java.time.Instant;

/**
 * Whether UnionPay signed a message, be it an answer or a notification. Method and version are
 * those of the configuration, never those of the message.
 */
final class Proof {

  private final UnionPayConfig config;
  private final MessageKeys keys;

  Proof(UnionPayConfig config, MessageKeys keys) {
    this.config = config;
    this.keys = keys;
  }

  /**
   * Verifies.
   *
   * @throws InvalidNotificationException if UnionPay did not sign it for a merchant like this
   */
  Evidence of(Evidence.Kind kind, ReceivedMessage message, Instant receivedAt) {
    String signature = message.fields().text("signature");
    if (signature.isBlank()) {
      throw new InvalidNotificationException(
          Reason.SIGNATURE_MISSING, "signature is absent or blank: not from UnionPay");
    }
    mustBe("signMethod", config.signMethod.code(), message);
    mustBe("version", config.version, message);
    if (!SignedText.isReadInOneWay(message.fields())) {
      throw new InvalidNotificationException(
          Reason.SIGNATURE_WRONG,
          "the fields can be cut in more than one way under the same signature, so it proves none"
              + " of them");
    }
    return Evidence.of(kind, receivedAt).withKeyId(provenBy(message, receivedAt));
  }

  private String provenBy(ReceivedMessage message, Instant now) {
    String whole = SignedText.of(message.fields());
    try {
      return keys.proven(message, whole, now);
    } catch (InvalidNotificationException unproven) {
      String filled = SignedText.ofFilled(message.fields());
      if (unproven.reason() != Reason.SIGNATURE_WRONG || filled.equals(whole)) {
        throw unproven;
      }
      return keys.proven(message, filled, now);
    }
  }

  private static void mustBe(String field, String expected, ReceivedMessage message) {
    if (!message.fields().text(field).equals(expected)) {
      throw new InvalidNotificationException(
          Reason.SIGNATURE_WRONG,
          field
              + " is not "
              + expected
              + ", as this merchant is configured: another merchant's message, or forged");
    }
  }
}
