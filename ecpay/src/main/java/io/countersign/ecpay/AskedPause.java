// SPDX-License-Identifier: Apache-2.0
package io.countersign.ecpay;

import io.countersign.FollowUp;
import io.countersign.spi.Verdict;
import java.time.Duration;
import java.time.Instant;

/**
 * What one write's answer asked to wait, such as thirty minutes after 403: the question that
 * follows must not come sooner. For one call and one thread.
 */
final class AskedPause {

  private Duration asked = Duration.ZERO;

  /** Remembers what the verdict asks for. */
  <T> Verdict<T> noted(Verdict<T> verdict) {
    if (verdict instanceof Verdict.Open<T> open && open.retryAfter().isPresent()) {
      asked = open.retryAfter().get();
    }
    return verdict;
  }

  /** The same follow-up, or a later one. */
  FollowUp after(FollowUp planned, Instant now) {
    Instant earliest = now.plus(asked);
    return planned instanceof FollowUp.Ask ask && ask.at().isBefore(earliest)
        ? new FollowUp.Ask(earliest)
        : planned;
  }
}
