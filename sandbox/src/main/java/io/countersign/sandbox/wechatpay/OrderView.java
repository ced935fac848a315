// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.wechatpay;

import java.time.Instant;
import java.util.Optional;

/**
 * An order as the gateway knows it.
 *
 * @param outTradeNo the merchant's number
 * @param appId under which it was made
 * @param subMchid the sub-merchant, where a service provider made it
 * @param product {@code JSAPI}, {@code NATIVE}, {@code APP}, {@code MWEB} or {@code MICROPAY}
 * @param state where it stands now
 * @param total in fen
 * @param transactionId WeChat Pay's number, once paid
 * @param createdAt when it was first accepted
 * @param expiresAt the last moment to pay
 * @param paidAt when it was paid
 * @param description what the payer sees
 * @param attach what the merchant wants to hear again
 */
public record OrderView(
    String outTradeNo,
    String appId,
    Optional<String> subMchid,
    String product,
    TradeState state,
    long total,
    Optional<String> transactionId,
    Instant createdAt,
    Instant expiresAt,
    Optional<Instant> paidAt,
    String description,
    Optional<String> attach) {}
