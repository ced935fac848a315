// SPDX-License-Identifier: Apache-2.0
package io.countersign.unionpay;

import io.countersign.Evidence;
import io.countersign.InvalidNotificationException;
import io.countersign.InvalidNotificationException.Reason;
import io.countersign.spi.FormFields;
import java.time.Instant;

/**
 * Whether UnionPay signed a message, be it an answer or a notification. Method and version are
 * those of the configuration, never those of the message. Whose message it is, the caller compares:
 * {@link Merchant#mustBeNamedBy}.
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
    FormFields fields = message.fields();
    if (fields.text("signature").isBlank()) {
      throw new InvalidNotificationException(
          Reason.SIGNATURE_MISSING, "signature is absent or blank: not from UnionPay");
    }
    mustBe("signMethod", config.signMethod.code(), fields);
    mustBe("version", config.version, fields);
    mustBeReadInOneWay(fields);
    return Evidence.of(kind, receivedAt).withKeyId(provenBy(message, receivedAt));
  }

  /** As received, or without empty fields, which the sender may have left out. */
  private String provenBy(ReceivedMessage message, Instant now) {
    try {
      return keys.proven(message, SignedText.of(message.fields()), now);
    } catch (InvalidNotificationException unproven) {
      FormFields filled = SignedText.filled(message.fields());
      if (unproven.reason() != Reason.SIGNATURE_WRONG
          || filled.asMap().size() == message.fields().asMap().size()) {
        throw unproven;
      }
      mustBeReadInOneWay(filled);
      return keys.proven(message, SignedText.of(filled), now);
    }
  }

  private static void mustBeReadInOneWay(FormFields fields) {
    if (!SignedText.isReadInOneWay(fields)) {
      throw new InvalidNotificationException(
          Reason.SIGNATURE_WRONG,
          "the fields can be cut in more than one way under the same signature, so it proves none"
              + " of them");
    }
  }

  private static void mustBe(String field, String expected, FormFields message) {
    if (!message.text(field).equals(expected)) {
      throw new InvalidNotificationException(
          Reason.SIGNATURE_WRONG,
          field
              + " is not "
              + expected
              + ", as this merchant is configured: another merchant's message, or forged");
    }
  }
}
