// SPDX-License-Identifier: Apache-2.0
package io.countersign;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The provider could not be reached or asked to wait, and <em>nothing happened</em>. Try later with
 * the same id.
 */
public final class UnavailableException extends PaymentException {

  private static final long serialVersionUID = 1L;

  private final @Nullable Duration retryAfter;

  /** Says why. */
  public UnavailableException(String message) {
    this(message, Optional.empty());
  }

  /** Says why, and how long the provider asked to wait. */
  public UnavailableException(String message, Optional<Duration> retryAfter) {
    super(message + (retryAfter.isPresent() ? "; retry after " + retryAfter.get() : ""));
    this.retryAfter = retryAfter.orElse(null);
  }

  /** How long the provider asked to wait, if it did. */
  public Optional<Duration> retryAfter() {
    return Optional.ofNullable(retryAfter);
  }
}
