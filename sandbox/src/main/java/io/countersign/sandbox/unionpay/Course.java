// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.unionpay;

/** How a transaction between servers goes, when no payer has a part in it. */
public enum Course {
  /** Accepted, and done at once. */
  AT_ONCE("00", "00", "00"),
  /** Accepted with {@code 00}; a question says {@code 05} for a minute, then it is done. */
  LATER("00", "05", "00"),
  /** Answered with {@code 05} itself, and so is a question for a minute; then it is done. */
  ACCEPTED("05", "05", "00"),
  /** Answered with {@code 03}, and so is a question for a minute; then it is done. */
  TIMED_OUT("03", "03", "00"),
  /** Answered with {@code 04}, and so is a question for a minute; then it is done. */
  UNKNOWN("04", "04", "00"),
  /** Accepted with {@code 00}; a question says {@code 05} for a minute, then {@code 63}. */
  FAILS("00", "05", "63"),
  /** Accepted, and done at once with a defect: {@code A6}. */
  DEFECT("00", "A6", "A6");

  /** What the call is answered with. */
  final String answered;

  /** What a question is answered with at first. */
  final String first;

  /** What a question is answered with at last. */
  final String last;

  Course(String answered, String first, String last) {
    this.answered = answered;
    this.first = first;
    this.last = last;
  }

  boolean atOnce() {
    return first.equals(last);
  }

  static boolean done(String respCode) {
    return respCode.equals("00") || respCode.equals("A6");
  }
}
