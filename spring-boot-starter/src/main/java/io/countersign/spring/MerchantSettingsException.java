// SPDX-License-Identifier: Apache-2.0
package io.countersign.spring;

/** A merchant's properties are wrong: which property, what was expected, and what to do. */
final class MerchantSettingsException extends IllegalStateException {

  private static final long serialVersionUID = 1L;

  private final String problem;
  private final String action;

  /**
   * Never with the value, which may be a key.
   *
   * @param property the property as it is written
   * @param expected what it should be, as in "expected …"
   * @param action what to do
   */
  MerchantSettingsException(String property, String expected, String action) {
    super(property + ": expected " + expected + ". " + action);
    this.problem = property + ": expected " + expected + ".";
    this.action = action;
  }

  String problem() {
    return problem;
  }

  String action() {
    return action;
  }
}
