// SPDX-License-Identifier: Apache-2.0
/**
 * UnionPay (中国银联, 全渠道 5.1.0) for merchants in mainland China: {@link
 * io.countersign.unionpay.UnionPayConfig} says who the merchant is, {@link
 * io.countersign.unionpay.UnionPayClient} calls and proves.
 *
 * <p>Amounts are Chinese yuan (CNY), on the wire in fen, and times on the wire are those of
 * Beijing, UTC+8.
 */
@NullMarked
package io.countersign.unionpay;

import org.jspecify.annotations.NullMarked;
