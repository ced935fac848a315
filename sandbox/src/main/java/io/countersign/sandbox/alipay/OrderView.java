// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.alipay;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * An order as it stands now.
 *
 * @param outTradeNo the shop's number
 * @param tradeNo Alipay's number; empty while the payer has not begun, as calls know of none then
 * @param scene the call that made it
 * @param fen what it costs
 * @param state how far it is
 * @param created when it was made
 * @param expires when it ends unpaid
 * @param paidAt when it was paid
 * @param refunds oldest first
 * @param asked the business fields of the call that made it, as JSON text
 */
public record OrderView(
    String outTradeNo,
    String tradeNo,
    Operation scene,
    long fen,
    State state,
    Instant created,
    Instant expires,
    Optional<Instant> paidAt,
    List<Refund> refunds,
    String asked) {
  /** How far an order is. */
  public enum State {
    /** Nobody has scanned it or logged in: calls say that it does not exist. */
    NOT_STARTED,
    /** Begun, not paid. */
    WAIT_BUYER_PAY,
    /** Paid. */
    TRADE_SUCCESS,
    /** Paid, and no longer refundable. */
    TRADE_FINISHED,
    /** Ended unpaid, or refunded in full. */
    TRADE_CLOSED
  }

  /**
   * A refund.
   *
   * @param outRequestNo the shop's number
   * @param fen how much
   * @param at when it was asked for
   * @param success whether the money is back; if not, it is under way, or failed
   */
  public record Refund(String outRequestNo, long fen, Instant at, boolean success) {}
}
