// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.unionpay;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A transaction as it stands now: a payment, a refund, an undo, …
 *
 * @param orderId the shop's number
 * @param txnTime the shop's time, as it was sent
 * @param merId whose it is
 * @param queryId UnionPay's number; empty while the payer has not begun, as calls know of none then
 * @param scene the call that made it
 * @param fen what it is about
 * @param state how far it is
 * @param respCode what a question says of it: {@code origRespCode}
 * @param created when it was made
 * @param expires when it ends unpaid
 * @param endedAt when it succeeded
 * @param original the number of the transaction that it changes
 * @param refunds those of this transaction: oldest first
 * @param asked the fields of the call that made it, without what is secret
 */
public record OrderView(
    String orderId,
    String txnTime,
    String merId,
    String queryId,
    Operation scene,
    long fen,
    State state,
    String respCode,
    Instant created,
    Instant expires,
    Optional<Instant> endedAt,
    Optional<String> original,
    List<Refund> refunds,
    Map<String, String> asked) {
  /** How far a transaction is. */
  public enum State {
    /** No payer has opened or scanned it: calls say that it does not exist. */
    NOT_STARTED,
    /** The payer has begun. */
    WAITING,
    /** Accepted, and not done yet. */
    PROCESSING,
    /** Done. */
    SUCCESS,
    /** Never to be done. */
    FAILED,
    /** Ended unpaid. */
    EXPIRED,
    /** Paid after its end; the money goes back by itself. */
    LATE,
    /** Done, and undone. */
    UNDONE,
    /** Ended by a reversal. */
    REVERSED
  }

  /**
   * A refund.
   *
   * @param orderId its own number
   * @param fen how much
   * @param at when it was asked for
   * @param success whether the money is back; if not, it is under way, or failed
   */
  public record Refund(String orderId, long fen, Instant at, boolean success) {}
}
