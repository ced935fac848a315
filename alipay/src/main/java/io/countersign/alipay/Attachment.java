// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import io.countersign.InvalidRequestException;
import io.countersign.spi.FieldRules;
import io.countersign.spi.PercentEncoding;

/**
 * The text that comes back with a payment ({@code passback_params}). Alipay wants it
 * percent-encoded and brings it back as it was sent; what others sent bare is read as it is.
 * (支付宝开放平台, 公用回传参数.)
 */
final class Attachment {

  private static final int MOST_ENCODED = 512;

  private Attachment() {}

  /** As the wire has it. */
  static String wire(String text) {
    FieldRules.text("attachment", text, 1, MOST_ENCODED);
    OrderRules.mustNotBeParameters("attachment", text);
    for (int i = text.indexOf('%'); i >= 0; i = text.indexOf('%', i + 1)) {
      if (i + 2 < text.length() && isHex(text.charAt(i + 1)) && isHex(text.charAt(i + 2))) {
        throw new InvalidRequestException(
            "attachment", "text that is not percent-encoded already (position " + i + ")");
      }
    }
    String encoded = PercentEncoding.encode(text);
    if (encoded.length() > MOST_ENCODED) {
      throw new InvalidRequestException(
          "attachment",
          "at most "
              + MOST_ENCODED
              + " characters once percent-encoded, not "
              + encoded.length()
              + "; a Chinese character takes nine");
    }
    return encoded;
  }

  private static boolean isHex(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
  }
}
