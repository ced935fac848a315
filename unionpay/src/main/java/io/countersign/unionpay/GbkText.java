// SPDX-License-Identifier: Apache-2.0
package io.countersign.unionpay;

import io.countersign.InvalidRequestException;
import java.nio.charset.Charset;

/** The charset in which UnionPay counts the length of texts. */
final class GbkText {

  private GbkText() {}

  /** How many bytes a text has; characters that GBK lacks are refused by {@link #check}. */
  static int length(String text) {
    return text.getBytes(charset()).length;
  }

  /**
   * A text that UnionPay can book.
   *
   * @throws InvalidRequestException if it has a character that GBK lacks, such as an emoji
   */
  static String check(String field, String text) {
    if (!charset().newEncoder().canEncode(text)) {
      throw new InvalidRequestException(
          field, "characters of GBK, which UnionPay books in; emoji are none");
    }
    return text;
  }

  static Charset charset() {
    return Charset.forName("GBK");
  }
}
