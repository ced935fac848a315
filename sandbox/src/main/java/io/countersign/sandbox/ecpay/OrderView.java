// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.ecpay;

import java.time.Instant;
import java.util.Optional;

/**
 * An order as it stands now.
 *
 * @param merchantTradeNo the shop's number
 * @param tradeNo ECPay's number
 * @param amount in whole New Taiwan dollars
 * @param paymentType for example {@code Credit_CreditCard}; empty until the payer has chosen
 * @param state how far it is
 * @param simulated paid by the back office's simulation: no money moved
 * @param rtnCode the code that the shop was told last; empty before
 * @param number the payment number
 * @param paidAt when it was paid
 * @param card how a card payment's money stands; of a period order the first charge's
 * @param refunded in whole New Taiwan dollars; of a period order of the first charge
 */
public record OrderView(
    String merchantTradeNo,
    String tradeNo,
    long amount,
    String paymentType,
    State state,
    boolean simulated,
    String rtnCode,
    Optional<PaymentNumber> number,
    Optional<Instant> paidAt,
    Optional<CardState> card,
    long refunded) {
  /** How far an order is. */
  public enum State {
    /** Nothing has happened yet. */
    OPEN,
    /** The payer has a number to pay with. */
    NUMBERED,
    /** The bank has not decided yet. */
    PENDING,
    /** Paid, or so simulated. */
    PAID,
    /** Refused for good. */
    FAILED
  }
}
