// SPDX-License-Identifier: Apache-2.0
package io.countersign;

/** The provider said no, and nothing happened. */
public final class RejectedException extends PaymentException {

  private static final long serialVersionUID = 1L;

  private final transient Rejection rejection;

  /** Wraps a refusal. */
  public RejectedException(Rejection rejection) {
    super(rejection.toString());
    this.rejection = rejection;
  }

  /** Who said what, and what to do about it. */
  public Rejection rejection() {
    return rejection;
  }
}
