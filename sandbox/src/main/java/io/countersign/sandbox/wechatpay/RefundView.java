// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.wechatpay;

/**
 * A refund as the gateway knows it.
 *
 * @param outRefundNo the merchant's number
 * @param refundId WeChat Pay's number
 * @param outTradeNo the order's number
 * @param amount in fen
 * @param status {@code PROCESSING}, {@code SUCCESS}, {@code CLOSED} or {@code ABNORMAL}
 */
public record RefundView(
    String outRefundNo, String refundId, String outTradeNo, long amount, String status) {}
