// SPDX-License-Identifier: Apache-2.0
package io.countersign;

import java.time.Instant;
import java.time.LocalDate;

/**
 * How reading a day's statement ended.
 *
 * @param <T> what the provider adds up at its end
 */
public sealed interface Statement<T> {

  /** The day, in the provider's zone (UTC+8). */
  LocalDate day();

  /**
   * Read to its end, and everything holds by which the provider lets it be checked: hash, number of
   * rows, totals. From now on the rows may be believed as far as their {@link
   * StatementRow#evidence() evidence} reaches.
   *
   * @param day the day, in the provider's zone (UTC+8)
   * @param totals what was counted, and the provider's own summary
   * @param <T> the totals' type
   */
  record Read<T>(LocalDate day, T totals) implements Statement<T> {}

  /**
   * The provider says, proven, that there was nothing on that day.
   *
   * @param day the day, in the provider's zone (UTC+8)
   * @param <T> the totals' type
   */
  record EmptyDay<T>(LocalDate day) implements Statement<T> {}

  /**
   * The provider has not written it yet.
   *
   * @param day the day, in the provider's zone (UTC+8)
   * @param askAgainAt when asking again makes sense
   * @param <T> the totals' type
   */
  record NotReady<T>(LocalDate day, Instant askAgainAt) implements Statement<T> {}
}
