// SPDX-License-Identifier: Apache-2.0
package io.countersign;

/**
 * The message is authentic but about something else: another order, amount, currency, merchant or
 * app. Stop and look; this library never repeats after it.
 */
public final class MismatchException extends PaymentException {

  private static final long serialVersionUID = 1L;

  private static final int MOST = 300;

  private final String field;

  /**
   * Names the field and both sides. Give no personal data.
   *
   * @param field what differs
   * @param expected what the shop or the request says
   * @param actual what the provider says
   */
  public MismatchException(String field, String expected, String actual) {
    super(
        field
            + ": expected "
            + shown(expected)
            + " but the provider's proven message says "
            + shown(actual));
    this.field = field;
  }

  /** Text from outside must neither begin a new line in a log nor fill it. */
  private static String shown(String text) {
    StringBuilder line =
        new StringBuilder(text.length() > MOST ? text.substring(0, MOST) + "…" : text);
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (Character.isISOControl(c) || c == '\u2028' || c == '\u2029') {
        line.setCharAt(i, ' ');
      }
    }
    return line.toString();
  }

  /** What differs. */
  public String field() {
    return field;
  }
}
