// SPDX-License-Identifier: Apache-2.0
package io.countersign.unionpay;

import io.countersign.Evidence;
import io.countersign.Money;
import io.countersign.ProviderEvent;
import io.countersign.ProviderFields;
import io.countersign.RefundState;
import java.time.Instant;

/**
 * An authentic notification of a refund or an undo that does not say which of the shop's payments
 * it is of, because it was not made by this library, such as in UnionPay's merchant console. Look
 * up the payment by UnionPay's number.
 *
 * @param id UnionPay's number of the refund ({@code queryId}), or the refund's own with its time
 * @param createdAt when it was booked, or began
 * @param merchantId the merchant whose client proved it
 * @param refundId the number under which it was made ({@code orderId})
 * @param paymentTransactionId UnionPay's number of the payment ({@code origQryId}), as in {@link
 *     io.countersign.PaymentRef#transactionId()}; empty text if it is not told
 * @param amount what is given back
 * @param state where it stands
 * @param fields everything that was signed, as received
 * @param evidence why it may be believed
 */
public record UnionPayUnmatchedRefund(
    String id,
    Instant createdAt,
    String merchantId,
    String refundId,
    String paymentTransactionId,
    Money amount,
    RefundState state,
    ProviderFields fields,
    Evidence evidence)
    implements ProviderEvent {

  @Override
  public String provider() {
    return UnionPayClient.PROVIDER;
  }

  /** {@code 04/…} for a refund, {@code 31/…} for an undo. */
  @Override
  public String type() {
    return fields.text("txnType").orElse("") + "/" + fields.text("txnSubType").orElse("");
  }

  @Override
  public String replayKey() {
    return provider() + "/" + merchantId + "/unmatched-refund/" + id + "/" + state;
  }

  /** Numbers, amount and state. */
  @Override
  public String toString() {
    return "UnionPayUnmatchedRefund["
        + refundId
        + " of "
        + paymentTransactionId
        + ", "
        + amount
        + " "
        + state
        + "]";
  }
}
