// SPDX-License-Identifier: Apache-2.0
/**
 * WeChat Pay (微信支付), APIv3, for mainland merchants: {@link
 * io.countersign.wechatpay.WeChatPayClient} made from a {@link
 * io.countersign.wechatpay.WeChatPayConfig}.
 *
 * <p>Amounts are fen, the currency is CNY, and times on the wire are UTC+8.
 */
@NullMarked
package io.countersign.wechatpay;

import org.jspecify.annotations.NullMarked;
