// SPDX-License-Identifier: Apache-2.0
package io.countersign.unionpay;

import io.countersign.Evidence;
import io.countersign.InvalidNotificationException;
import io.countersign.MismatchException;
import io.countersign.ReceivedRequest;
import java.util.Optional;

/**
 * A payer's browser that came back from UnionPay ({@code frontUrl}): a hint which order to show,
 * and no more. It says nothing about payment, on purpose: it may come before the notification,
 * after it, never, or twice. Show what the shop knows, and ask {@code find} if that is nothing yet;
 * look the number up among that payer's own orders. (全渠道, 前台通知.)
 *
 * @param number the merchant's number of the order; treat it as untrusted input
 */
public record UnionPayPayerReturn(String number) {

  /** Empty if it is none of this merchant's, as when the browser brings no data at all. */
  static Optional<UnionPayPayerReturn> read(Proof proof, Merchant merchant, ReceivedRequest raw) {
    Optional<ReceivedMessage> message = ReceivedMessage.ofForm(raw.body());
    if (message.isEmpty()) {
      return Optional.empty();
    }
    try {
      proof.of(Evidence.Kind.SIGNED_NOTIFICATION, message.get(), raw.receivedAt());
      merchant.mustBeNamedBy(message.get().fields());
    } catch (InvalidNotificationException | MismatchException notOurs) {
      return Optional.empty();
    }
    return message
        .get()
        .text("orderId")
        .filter(UnionPayPayerReturn::isNumber)
        .map(UnionPayPayerReturn::new);
  }

  /** Letters and digits, which no page can take for markup. */
  static boolean isNumber(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'))) {
        return false;
      }
    }
    return !text.isEmpty() && text.length() <= 40;
  }
}
