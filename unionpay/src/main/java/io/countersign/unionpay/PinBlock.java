// SPDX-License-Identifier: Apache-2.0
package io.countersign.unionpay;

import io.countersign.InvalidRequestException;
import io.countersign.Secret;
import java.nio.charset.StandardCharsets;

/**
 * A PIN bound to its card: 8 bytes of the PIN's length and digits, combined with 12 digits of the
 * card number. (ISO 9564-1 format 0, ANSI X9.8; 全渠道, pin.)
 */
final class PinBlock {

  private static final String FIELD = "pin";
  private static final int DIGITS = 16;

  private PinBlock() {}

  /**
   * The block.
   *
   * @param cardNumber in the clear, with its check digit
   * @throws InvalidRequestException if one of them cannot be; it does not show them
   */
  static byte[] of(Secret pin, String cardNumber) {
    byte[] typed = pin.reveal();
    if (typed.length < 4 || typed.length > 12 || !isNumber(typed)) {
      throw new InvalidRequestException(FIELD, "4 to 12 digits");
    }
    int checkDigit = cardNumber.length() - 1;
    if (checkDigit < 12 || !isNumber(cardNumber.getBytes(StandardCharsets.UTF_8))) {
      throw new InvalidRequestException(
          FIELD,
          "the card number it belongs to beside it, in digits, neither covered nor shortened");
    }
    int[] nibbles = new int[DIGITS];
    nibbles[1] = typed.length;
    for (int i = 2; i < DIGITS; i++) {
      nibbles[i] = i - 2 < typed.length ? typed[i - 2] - '0' : 0xf;
    }
    for (int i = 4; i < DIGITS; i++) {
      nibbles[i] ^= cardNumber.charAt(checkDigit - DIGITS + i) - '0';
    }
    byte[] block = new byte[DIGITS / 2];
    for (int i = 0; i < block.length; i++) {
      block[i] = (byte) (nibbles[2 * i] << 4 | nibbles[2 * i + 1]);
    }
    return block;
  }

  private static boolean isNumber(byte[] text) {
    for (byte b : text) {
      if (b < '0' || b > '9') {
        return false;
      }
    }
    return true;
  }
}
