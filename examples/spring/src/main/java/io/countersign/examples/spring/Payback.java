// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.spring;

import io.countersign.FollowUp;
import io.countersign.Money;
import io.countersign.PaymentRef;

/**
 * Money to give back: a row of the table {@code refunds}.
 *
 * @param refundId the shop's own number; the same at each try, so that it happens once
 * @param orderId the order
 * @param merchant whose account gives it back
 * @param payment what it is taken from
 * @param amount how much
 * @param before what was given back of the payment before, or is on its way
 * @param standing how it stands
 * @param tried whether the provider may know it, because it was sent and nobody has proven yet that
 *     nothing happened
 * @param next what is due about it
 */
record Payback(
    String refundId,
    String orderId,
    String merchant,
    PaymentRef payment,
    Money amount,
    Money before,
    Standing standing,
    boolean tried,
    FollowUp next) {

  enum Standing {
    /** To be sent, or sent and not answered: nobody knows yet. */
    DUE,
    /** The provider has taken it and will tell how it ends. */
    RUNNING,
    /** The payer has it, or the provider will never say more of it. */
    DONE,
    /** The provider has refused it, and nothing happened. */
    REFUSED,
    /** It came to nothing, provably. */
    FAILED,
    /** A person has to look. */
    LOOK
  }
}
