// SPDX-License-Identifier: Apache-2.0
package io.countersign.unionpay;

import io.countersign.Money;
import io.countersign.PaymentRef;
import java.util.Optional;

/**
 * What a refund carries along ({@code reqReserved}) and UnionPay repeats under its signature: which
 * payment it is of. Its notification names the payment only by UnionPay's own number, by which the
 * shop does not look anything up. (全渠道, reqReserved 请求方保留域.)
 *
 * @param paymentNumber the shop's number of the payment
 * @param total the payment's total
 */
record RefundMark(String paymentNumber, Money total) {

  private static final String VERSION = "cs1-";

  /** As it travels. */
  static String of(PaymentRef payment) {
    return VERSION + payment.number() + "-" + payment.total().minorUnits();
  }

  /** The mark; empty if the text is none of ours. */
  static Optional<RefundMark> read(String text) {
    int cut = text.lastIndexOf('-');
    if (!text.startsWith(VERSION) || cut <= VERSION.length()) {
      return Optional.empty();
    }
    String number = text.substring(VERSION.length(), cut);
    Optional<Money> total = Fen.of(text.substring(cut + 1));
    return UnionPayPayerReturn.isNumber(number) && total.isPresent() && total.get().isPositive()
        ? Optional.of(new RefundMark(number, total.get()))
        : Optional.empty();
  }
}
