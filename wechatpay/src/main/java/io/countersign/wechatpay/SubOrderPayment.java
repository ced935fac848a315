// SPDX-License-Identifier: Apache-2.0
package io.countersign.wechatpay;

import io.countersign.Payment;

/**
 * How one sub-order of a combined order stands. Refund and profit sharing go per sub-order and are
 * its merchant's own: {@code refund(RefundRequest.of(payment().ref(), refundId, amount))} of the
 * client of {@code ordered().merchantId()}, which a service provider takes on behalf of {@code
 * ordered().subMerchantId()} ({@link WeChatPayClient#onBehalfOf}). The refund's notification goes
 * to that client, too.
 */
public final class SubOrderPayment {

  private final SubOrderRef ordered;
  private final Payment payment;

  SubOrderPayment(SubOrderRef ordered, Payment payment) {
    this.ordered = ordered;
    this.payment = payment;
  }

  /** What was ordered: merchant, number and amount, which the payment agrees with. */
  public SubOrderRef ordered() {
    return ordered;
  }

  /**
   * The payment of this part, with a transaction id of its own once paid. Its {@code ref()} can be
   * refunded and its refunds looked up; it is found and closed only with the others. A part may
   * read paid while {@link CombinedPayment#isPaid()} is false: ship by the whole.
   */
  public Payment payment() {
    return payment;
  }

  @Override
  public String toString() {
    return "SubOrderPayment[" + ordered.number() + " " + payment.state() + "]";
  }
}
