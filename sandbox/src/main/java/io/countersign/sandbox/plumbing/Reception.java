// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.plumbing;

import java.util.OptionalInt;

/**
 * How one post was received.
 *
 * @param verdict as what it counts
 * @param status the HTTP status answered
 * @param explanation why it counts as that; empty if it was taken
 */
public record Reception(Verdict verdict, OptionalInt status, String explanation) {
  /** As what a post counts. */
  public enum Verdict {
    /** Taken. */
    ACCEPTED,
    /** Answered with something else. */
    REFUSED,
    /** Not answered in time, or not at all. */
    NO_ANSWER,
    /** The address is not on loopback, so it was never contacted. */
    UNDELIVERABLE
  }

  /** What a gateway has against an answer. */
  public interface Objection {
    /** Empty for an answer by which a post is taken. */
    String to(int status, byte[] body);
  }

  static Reception silent(String explanation) {
    return new Reception(Verdict.NO_ANSWER, OptionalInt.empty(), explanation);
  }

  /** Whether it may succeed later. */
  public boolean mayBeRepeated() {
    return verdict == Verdict.REFUSED || verdict == Verdict.NO_ANSWER;
  }
}
