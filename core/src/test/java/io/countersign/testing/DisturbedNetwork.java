// SPDX-License-Identifier: Apache-2.0
package io.countersign.testing;

import java.time.Instant;

/**
 * Between shop and gateway: requests and answers are lost and late, and the shop's process dies.
 */
abstract class DisturbedNetwork extends SeededTime {

  DisturbedNetwork(FollowUpTimelines.Way way, long ownSeed, FollowUpTimelines.Report report) {
    super(way, ownSeed, report);
  }

  /** The request did not bring an answer that the shop could use. */
  static final class NoAnswer extends Exception {
    private static final long serialVersionUID = 1L;

    NoAnswer() {
      super("no answer", null, false, false);
    }
  }

  /** The shop's process died. */
  static final class Died extends Exception {
    private static final long serialVersionUID = 1L;

    Died() {
      super("died", null, false, false);
    }
  }

  /** Work at the gateway that gives an answer. */
  interface Work<T> {
    T done();
  }

  /** One exchange, which chance may disturb in every way that networks and processes can. */
  <T> T call(String what, Work<T> work) throws NoAnswer, Died {
    int fate = chance.nextInt(100);
    if (fate < 60) {
      tell(what + " answered");
      passUntil(now.plusMillis(50 + chance.nextInt(500)));
      return work.done();
    }
    if (fate < 70) {
      tell(what + " lost on the way there");
      passUntil(now.plusSeconds(10));
      throw new NoAnswer();
    }
    if (fate < 82) {
      tell(what + " done, the answer lost");
      work.done();
      passUntil(now.plusSeconds(10));
      throw new NoAnswer();
    }
    if (fate < 90) {
      Instant arrival = now.plusSeconds(1 + chance.nextInt(fate < 86 ? 30 : 3_600));
      tell(what + " under way until " + arrival);
      at(
          arrival,
          () -> {
            report.lateRequests++;
            tell(what + " arrives late");
            work.done();
          });
      passUntil(now.plusSeconds(10));
      throw new NoAnswer();
    }
    if (fate < 94) {
      tell("died before " + what);
      throw new Died();
    }
    if (fate < 98) {
      work.done();
      tell(what + " done, died before storing the answer");
      throw new Died();
    }
    tell(what + " not sent");
    throw new NoAnswer();
  }

  void restart() {
    report.crashes++;
    passUntil(now.plusSeconds(1 + chance.nextInt(600)));
  }
}
