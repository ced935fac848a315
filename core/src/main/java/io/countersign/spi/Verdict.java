// SPDX-License-Identifier: Apache-2.0
package io.countersign.spi;

import io.countersign.PaymentRef;
import io.countersign.Rejection;
import java.time.Duration;
import java.util.Optional;

/**
 * What one answer of a provider proves, as its module reads it.
 *
 * @param <T> what an accepted call answers
 */
public sealed interface Verdict<T> {

  /**
   * Accepted, proven.
   *
   * @param value the answer
   * @param payment the attempt, if there is one
   * @param <T> the answer's type
   */
  record Accepted<T>(T value, Optional<PaymentRef> payment) implements Verdict<T> {}

  /**
   * Refused, and by this request nothing happened.
   *
   * @param rejection the refusal
   * @param <T> the answer's type
   */
  record Refused<T>(Rejection rejection) implements Verdict<T> {}

  /**
   * Refused because the number is in use or the thing is done already; only a question tells which.
   *
   * @param rejection the refusal
   * @param <T> the answer's type
   */
  record Conflict<T>(Rejection rejection) implements Verdict<T> {}

  /**
   * Nothing happened, but it may work later.
   *
   * @param why without secrets
   * @param retryAfter what the provider asked for
   * @param <T> the answer's type
   */
  record NotNow<T>(String why, Optional<Duration> retryAfter) implements Verdict<T> {}

  /**
   * Nothing is proven: it may have happened or not.
   *
   * @param why without secrets
   * @param retryAfter what the provider asked for
   * @param <T> the answer's type
   */
  record Open<T>(String why, Optional<Duration> retryAfter) implements Verdict<T> {}

  /** Accepted without an attempt to name, as reads and raw calls are. */
  static <T> Verdict<T> accepted(T value) {
    return new Accepted<>(value, Optional.empty());
  }

  /** Nothing is proven. */
  static <T> Verdict<T> open(String why) {
    return new Open<>(why, Optional.empty());
  }
}
