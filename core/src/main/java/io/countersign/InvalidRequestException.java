// SPDX-License-Identifier: Apache-2.0
package io.countersign;

/**
 * The call or the configuration is wrong; nothing was sent. Fix the code and call again with the
 * same id.
 */
public final class InvalidRequestException extends PaymentException {

  private static final long serialVersionUID = 1L;

  private final String field;

  /**
   * Names the field and what it should be; never the value, which may be a key or a person.
   *
   * @param field what is wrong
   * @param expected what was expected, and what to do
   */
  public InvalidRequestException(String field, String expected) {
    super(field + ": expected " + expected);
    this.field = field;
  }

  /** What is wrong. */
  public String field() {
    return field;
  }
}
