// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.wechatpay;

import java.util.List;
import java.util.Optional;

/**
 * A request to share or unfreeze the money of a payment, as the gateway knows it.
 *
 * @param outOrderNo the merchant's number
 * @param orderId WeChat Pay's number
 * @param transactionId the payment
 * @param state {@code PROCESSING} or {@code FINISHED}, which says nothing about the results
 * @param lines one for each receiver; what goes back to the merchant itself is left out
 */
public record ShareView(
    String outOrderNo, String orderId, String transactionId, String state, List<Line> lines) {

  /**
   * What one receiver gets.
   *
   * @param type {@code MERCHANT_ID}, {@code PERSONAL_OPENID} or {@code PERSONAL_SUB_OPENID}
   * @param account its mchid or openid
   * @param amount in fen
   * @param result {@code PENDING}, {@code SUCCESS} or {@code CLOSED}
   * @param failReason why it was closed
   */
  public record Line(
      String type, String account, long amount, String result, Optional<String> failReason) {}
}
