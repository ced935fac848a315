// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.wechatpay;

import java.util.List;
import java.util.Optional;

/**
 * A combined order as the gateway knows it.
 *
 * @param combineOutTradeNo the number of the merchant that combines
 * @param state where the whole stands: {@code NOTPAY}, {@code SUCCESS} or {@code CLOSED}; refunds
 *     show in the sub-orders
 * @param total all sub-orders together, in fen
 * @param combineTransactionId WeChat Pay's number for the whole, once paid
 * @param subOrders in the order of the request, each with its merchant's own number
 */
public record CombinedOrderView(
    String combineOutTradeNo,
    TradeState state,
    long total,
    Optional<String> combineTransactionId,
    List<OrderView> subOrders) {}
