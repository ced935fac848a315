// SPDX-License-Identifier: Apache-2.0
package io.countersign;

/**
 * The request may or may not have been carried out. Do not use another number; follow {@link
 * #followUp()}.
 */
public final class UnknownOutcomeException extends PaymentException {

  private static final long serialVersionUID = 1L;

  private final transient FollowUp followUp;

  /**
   * Says why and what next.
   *
   * @param cause what went wrong
   * @param followUp what to do next, and when
   */
  public UnknownOutcomeException(String cause, FollowUp followUp) {
    super("outcome unknown (" + cause + "); next: " + followUp.toText());
    this.followUp = followUp;
  }

  /** What to do next, and when. */
  public FollowUp followUp() {
    return followUp;
  }
}
