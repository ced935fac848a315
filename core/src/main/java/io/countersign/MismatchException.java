// SPDX-License-Identifier: Apache-2.0
package io.countersign;

/**
 * The message is authentic but about something else: another order, amount, currency, merchant or
 * app. Stop and look; this library never repeats after it.
 */
public final class MismatchException extends PaymentException {

  private static final long serialVersionUID = 1L;

  private final String field;

  /**
   * Names the field and both sides. Give no personal data.
   *
   * @param field what differs
   * @param expected what the shop or the request says
   * @param actual what the provider says
   */
  public MismatchException(String field, String expected, String actual) {
    super(field + ": expected " + expected + " but the provider's proven message says " + actual);
    this.field = field;
  }

  /** What differs. */
  public String field() {
    return field;
  }
}
