// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.workflow;

import io.countersign.FollowUp;
import io.countersign.MismatchException;
import io.countersign.RejectedException;
import io.countersign.UnavailableException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;

/**
 * What becomes of something that was due and could not be done: nothing is tried again at once, and
 * what a person must look at is not tried again at all.
 */
final class Postponed {

  private static final System.Logger LOG = System.getLogger(Postponed.class.getName());

  private static final Duration SOON = Duration.ofSeconds(10);
  private static final Duration AFTER_AN_ERROR = Duration.ofMinutes(1);

  private Postponed() {}

  /**
   * What to store as the next thing to do.
   *
   * @param what names it in the log
   * @param due what could not be done
   */
  static FollowUp after(RuntimeException failed, String what, FollowUp due, Instant now) {
    if (failed instanceof MismatchException || failed instanceof RejectedException) {
      LOG.log(Level.ERROR, what + ": stop and look: " + failed.getMessage());
      return new FollowUp.Reconcile();
    }
    LOG.log(Level.WARNING, what + " is done later: " + failed);
    // Who was told to come back later does not come earlier.
    return again(
        due,
        failed instanceof UnavailableException notNow
            ? now.plus(notNow.retryAfter().filter(wait -> wait.compareTo(SOON) > 0).orElse(SOON))
            : now.plus(AFTER_AN_ERROR));
  }

  private static FollowUp again(FollowUp due, Instant at) {
    if (due instanceof FollowUp.RepeatSame) {
      return new FollowUp.RepeatSame(at);
    }
    return due instanceof FollowUp.Close ? new FollowUp.Close(at) : new FollowUp.Ask(at);
  }
}
