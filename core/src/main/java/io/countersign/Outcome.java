// SPDX-License-Identifier: Apache-2.0
package io.countersign;

import java.util.Optional;
import java.util.function.Function;

/**
 * How a write ended. There is no fourth way and no exception stands for one of these three.
 *
 * @param <T> what an accepted write answers
 */
public sealed interface Outcome<T> permits Outcome.Accepted, Outcome.Rejected, Outcome.Unknown {

  /**
   * The provider took the request, proven as the provider's protocol allows. Accepted is not paid.
   *
   * @param value the answer
   * @param payment the attempt, as complete as now known; empty for what is no payment, such as a
   *     transfer or a raw call
   * @param <T> the answer's type
   */
  record Accepted<T>(T value, Optional<PaymentRef> payment) implements Outcome<T> {}

  /**
   * The provider said no, and by this request nothing happened.
   *
   * @param rejection who said what, and what to do about it
   * @param <T> the answer's type
   */
  record Rejected<T>(Rejection rejection) implements Outcome<T> {}

  /**
   * The request may or may not have been carried out. Do not try under another number, and do not
   * tell the payer that it failed: store {@code followUp} and follow it.
   *
   * @param cause what went wrong, without secrets or bodies
   * @param followUp what to do next, and when
   * @param <T> the answer's type
   */
  record Unknown<T>(String cause, FollowUp followUp) implements Outcome<T> {}

  /** Handles all three ways; a fourth could not be added without breaking every caller. */
  default <X> X fold(
      Function<? super Accepted<T>, ? extends X> accepted,
      Function<? super Rejected<T>, ? extends X> rejected,
      Function<? super Unknown<T>, ? extends X> unknown) {
    if (this instanceof Accepted<T> yes) {
      return accepted.apply(yes);
    }
    if (this instanceof Rejected<T> no) {
      return rejected.apply(no);
    }
    return unknown.apply((Unknown<T>) this);
  }

  /**
   * The answer, for callers who prefer exceptions.
   *
   * @throws RejectedException if the provider said no
   * @throws UnknownOutcomeException if nobody knows yet; it carries the follow-up
   */
  default T orElseThrow() {
    if (this instanceof Accepted<T> yes) {
      return yes.value();
    }
    if (this instanceof Rejected<T> no) {
      throw new RejectedException(no.rejection());
    }
    Unknown<T> unknown = (Unknown<T>) this;
    throw new UnknownOutcomeException(unknown.cause(), unknown.followUp());
  }
}
