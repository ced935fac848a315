// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.servlet;

/** What can be wrong with a shop. */
enum Flaw {
  /** Hands the payer something that does not open the order. */
  WRONG_ANSWER_TO_PAYER,
  /** Believes a price that did not come from its own list. */
  WRONG_PRICE,
  /** Acknowledges notifications and does nothing. */
  FORGETS,
  /** Fails while it acts on a notification. */
  FAILS_TO_ACT,
  /** Takes the return of the payer's browser for a payment. */
  BELIEVES_THE_RETURN,
  /** Gets no answer when it asks, and takes that for an answer. */
  BLIND,
  /** Gives back another amount than was paid. */
  HALF_REFUND,
  /** Says that it has refunded and has sent nothing. */
  LOSES_REFUND,
  /** Acts on whatever is posted to its notify URL. */
  BELIEVES_ANYTHING,
  /** Acts on each delivery, though it is the same event. */
  ACTS_TWICE,
  /** Does not look at when a notification was signed. */
  TIMELESS,
  /** After trouble it tries another number. */
  NEW_NUMBER,
  /** Takes a time-out for a refusal. */
  TIMEOUT_IS_NO,
  /** Does not ask about what is unknown. */
  NEVER_ASKS_AGAIN,
  /** Takes something to pay with for a payment. */
  CODE_IS_PAID,
  /** Sends the goods for a simulated payment. */
  SHIPS_SIMULATED,
  /** Takes a subscription's second charge for its first one. */
  LATER_CHARGE_IS_THE_FIRST,
  /** Refunds without saying what was refunded before. */
  FORGETS_WHAT_IS_REFUNDED
}
