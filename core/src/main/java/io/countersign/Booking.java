// SPDX-License-Identifier: Apache-2.0
package io.countersign;

import java.util.Comparator;

/**
 * One payment or one refund as one side has it in its books: the line that a {@link Reconciliation}
 * compares. The provider's come from {@link StatementRow#booking()}, by way of a table; the shop's
 * from its own orders and refunds.
 *
 * @param number the merchant's number of the payment; for a refund, of the payment refunded
 * @param refundId the merchant's number of the refund; empty text for a payment
 * @param amount the order's total, or what is given back
 * @param state whether money moved
 */
public record Booking(String number, String refundId, Money amount, State state) {

  /** Whether money moved. */
  public enum State {
    /** It moved: paid, or refunded. */
    SETTLED,
    /** It may still move, or nobody knows. */
    OPEN,
    /** It ended without moving: closed, failed. */
    VOID
  }

  /**
   * Checks that there is a number.
   *
   * @throws InvalidRequestException if the payment's number is empty
   */
  public Booking {
    if (number.isEmpty()) {
      throw new InvalidRequestException("number", "the merchant's number of the payment");
    }
  }

  /** A payment. */
  public static Booking payment(String number, Money orderTotal, PaymentState state) {
    return new Booking(
        number,
        "",
        orderTotal,
        state == PaymentState.PAID
            ? State.SETTLED
            : state == PaymentState.FAILED || state == PaymentState.CLOSED
                ? State.VOID
                : State.OPEN);
  }

  /**
   * A refund.
   *
   * @throws InvalidRequestException if either number is empty
   */
  public static Booking refund(
      String paymentNumber, String refundId, Money amount, RefundState state) {
    if (refundId.isEmpty()) {
      throw new InvalidRequestException("refund id", "the merchant's number of the refund");
    }
    return new Booking(
        paymentNumber,
        refundId,
        amount,
        state == RefundState.REFUNDED
            ? State.SETTLED
            : state == RefundState.FAILED ? State.VOID : State.OPEN);
  }

  /** Whether it is a refund. */
  public boolean isRefund() {
    return !refundId.isEmpty();
  }

  /**
   * The order that {@link Reconciliation} needs: by payment number, then refund id, character by
   * character as {@link String#compareTo} does, so that a payment stands before its refunds. In
   * SQL: {@code ORDER BY number, refund_id} under a binary collation ({@code COLLATE "C"}, {@code
   * utf8mb4_bin}), with an empty text, not NULL, as the refund id of a payment.
   */
  public static Comparator<Booking> order() {
    return Comparator.comparing(Booking::number).thenComparing(Booking::refundId);
  }
}
