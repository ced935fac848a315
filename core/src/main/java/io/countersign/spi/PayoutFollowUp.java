// SPDX-License-Identifier: Apache-2.0
package io.countersign.spi;

import io.countersign.FollowUp;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * When to ask about, or to repeat, what moves money under a number of the merchant's own, where the
 * identical request under that number is harmless. Pure.
 */
public final class PayoutFollowUp {

  /** A request that an earlier one may still overtake is not judged by an empty answer. */
  private static final Duration STILL_ON_ITS_WAY = Duration.ofMinutes(1);

  private static final Duration ASKABLE = Duration.ofDays(29);
  private static final List<Duration> ASK_AT_AGE =
      List.of(
          Duration.ofSeconds(10),
          Duration.ofSeconds(30),
          Duration.ofMinutes(1),
          Duration.ofMinutes(5),
          Duration.ofMinutes(15),
          Duration.ofMinutes(30));
  private static final Duration THEN_EVERY = Duration.ofHours(1);

  private PayoutFollowUp() {}

  /**
   * What to do next.
   *
   * @param sentAt when it was first sent
   * @param known whether the provider knew it when it was asked last, after the last sending
   * @param settled whether that answer is final
   * @param now the present moment
   * @return done when settled; ask while it is under way or may still be on its way; repeat the
   *     identical request when nothing is known of it; reconcile after 29 days, because providers
   *     forget
   */
  public static FollowUp next(Instant sentAt, boolean known, boolean settled, Instant now) {
    if (settled) {
      return new FollowUp.Done();
    }
    if (!now.isBefore(sentAt.plus(ASKABLE))) {
      return new FollowUp.Reconcile();
    }
    if (!known && !now.isBefore(sentAt.plus(STILL_ON_ITS_WAY))) {
      return new FollowUp.RepeatSame(nextMoment(sentAt, now));
    }
    return new FollowUp.Ask(nextMoment(sentAt, now));
  }

  private static Instant nextMoment(Instant sentAt, Instant now) {
    for (Duration age : ASK_AT_AGE) {
      Instant at = sentAt.plus(age);
      if (at.isAfter(now)) {
        return at;
      }
    }
    return now.plus(THEN_EVERY);
  }
}
