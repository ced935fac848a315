// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import io.countersign.Evidence;
import io.countersign.InvalidNotificationException;
import io.countersign.MismatchException;
import io.countersign.spi.FormFields;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A payer's browser that came back from Alipay ({@code return_url}): a hint which order to show,
 * and no more. It says nothing about payment, on purpose: it may come before the notification,
 * after it, never, or twice. Show what the shop knows, and ask {@link AlipayClient#find} if that is
 * nothing yet; look the number up among that payer's own orders. (支付宝开放平台, 前台回跳参数说明.)
 *
 * @param number the merchant's number of the order; treat it as untrusted input
 */
public record AlipayPayerReturn(String number) {

  /** Ten times what Alipay appends. */
  private static final int MOST_CHARACTERS = 16 * 1024;

  /** Empty if it is none of this merchant's. */
  static Optional<AlipayPayerReturn> read(
      AlipayConfig config, Merchant merchant, AlipayKeys keys, String query) {
    if (query.length() > MOST_CHARACTERS) {
      return Optional.empty();
    }
    String pairs = query.startsWith("?") ? query.substring(1) : query;
    try {
      SignedFields signed = SignedFields.read(pairs.getBytes(StandardCharsets.UTF_8));
      signed.proven(
          new Proof(keys),
          config.signType,
          Evidence.Kind.SIGNED_NOTIFICATION,
          config.terms.clock().instant());
      FormFields told = signed.told();
      merchant.mustBeNamedBy(told.filled("app_id"), told.filled("auth_app_id"));
      merchant.mustHaveBeenPaid(told.filled("seller_id"));
      String number = told.text("out_trade_no");
      return signed.isReturn() && !told.has("trade_status") && isNumber(number)
          ? Optional.of(new AlipayPayerReturn(number))
          : Optional.empty();
    } catch (InvalidNotificationException | MismatchException notOurs) {
      return Optional.empty();
    }
  }

  /** Letters, digits, underscores and hyphens, which no page can take for markup. */
  static boolean isNumber(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!((c >= '0' && c <= '9')
          || (c >= 'A' && c <= 'Z')
          || (c >= 'a' && c <= 'z')
          || c == '_'
          || c == '-')) {
        return false;
      }
    }
    return !text.isEmpty() && text.length() <= 64;
  }
}
