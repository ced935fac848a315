// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.functions;

import io.countersign.Expectations;
import io.countersign.FollowUp;
import io.countersign.Payment;
import io.countersign.PaymentRef;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * What a function asks of the shop's table of attempts. Instances come, go and run side by side,
 * and share nothing else: it must be a store that all of them reach, and it is its conditional
 * writes that make the shop act once. Memory will not do.
 */
interface Orders {

  /** Stores an attempt; before anything is sent to the provider. */
  void begin(String merchant, PaymentRef payment, FollowUp next);

  /** What the shop expects of a merchant's payments: asked before a notification is believed. */
  Expectations expectedBy(String merchant);

  /**
   * The provider has spoken about an attempt, by notification or by answer. The first to say that
   * it is paid packs the parcel; where the order is over by then, the money is owed back, under a
   * refund id that is stored with it. What was learned before that, and comes after it, changes
   * nothing.
   *
   * @param payment proven and confirmed
   * @param next what is to be done next about the attempt
   */
  void payment(String merchant, Payment payment, FollowUp next);

  /** Nothing new is known about an attempt, except what to do next. */
  void follow(Attempt attempt, FollowUp next);

  /** The money that an attempt owed back is with the payer, or on its way where nobody can ask. */
  void givenBack(Attempt attempt);

  /**
   * Takes what is due, so that no run beside this one takes it too.
   *
   * @param lease for how long; a run that died holds nothing up longer
   * @param most at most so many, those that have waited longest
   */
  List<Attempt> takeDue(Instant now, Duration lease, int most);
}
