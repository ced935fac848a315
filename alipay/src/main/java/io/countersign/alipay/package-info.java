// SPDX-License-Identifier: Apache-2.0
/**
 * Alipay (支付宝) for merchants in mainland China: {@link io.countersign.alipay.AlipayConfig} says who
 * the merchant is, {@link io.countersign.alipay.AlipayClient} calls and proves.
 *
 * <p>Amounts are Chinese yuan (CNY) with two decimals, and times on the wire are those of Beijing,
 * UTC+8.
 */
@NullMarked
package io.countersign.alipay;

import org.jspecify.annotations.NullMarked;
