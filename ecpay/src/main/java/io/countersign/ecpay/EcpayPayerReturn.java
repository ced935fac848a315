// SPDX-License-Identifier: Apache-2.0
package io.countersign.ecpay;

import io.countersign.MismatchException;
import io.countersign.ReceivedRequest;
import io.countersign.spi.FormFields;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A payer's browser that came back from ECPay (OrderResultURL, ClientRedirectURL): a hint which
 * order to show, and no more. It says nothing about payment, on purpose: it may come before the
 * notification, after it, never, or twice. Show what the shop knows, and ask {@link EcpayClient} if
 * that is nothing yet.
 *
 * <p>ECPay lets the browser <em>post</em> it from its own site, so cookies that are {@code
 * SameSite=Lax} do not come along and the payer seems logged out. Answer with a redirect, status
 * 303, to a page of yours that the browser gets, where the cookies are there again; and look the
 * number up among that payer's own orders. (綠界科技 ECPay, 全方位金流, OrderResultURL; 站內付 2.0,
 * ResultData.)
 *
 * @param number the merchant's number of the order; treat it as untrusted input
 */
public record EcpayPayerReturn(String number) {

  /** Empty if it is none of this merchant's. */
  static Optional<EcpayPayerReturn> read(
      EcpayConfig config, Merchant merchant, ReceivedRequest raw) {
    Optional<FormFields> form = FormFields.parse(raw.body(), FormFields.Writing.FORM);
    if (form.isEmpty()) {
      return Optional.empty();
    }
    FormFields fields = form.get();
    Optional<String> number =
        fields.has("ResultData")
            ? sealedNumber(config, merchant, fields.text("ResultData"))
            : signedNumber(config, merchant, fields);
    return number.isPresent() && isNumber(number.get())
        ? Optional.of(new EcpayPayerReturn(number.get()))
        : Optional.empty();
  }

  private static Optional<String> sealedNumber(
      EcpayConfig config, Merchant merchant, String envelope) {
    return SealedNotice.open(config, merchant, envelope.getBytes(StandardCharsets.UTF_8))
        .flatMap(data -> data.text("OrderInfo/MerchantTradeNo"));
  }

  private static Optional<String> signedNumber(
      EcpayConfig config, Merchant merchant, FormFields fields) {
    if (!CheckMacValue.proves(fields, config.keys, CheckMacValue.Hash.SHA256)) {
      return Optional.empty();
    }
    try {
      merchant.mustBeNamedBy(fields.filled("MerchantID"), fields.filled("PlatformID"));
    } catch (MismatchException another) {
      return Optional.empty();
    }
    return fields.filled("MerchantTradeNo");
  }

  private static boolean isNumber(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'))) {
        return false;
      }
    }
    return !text.isEmpty() && text.length() <= 20;
  }
}
