// SPDX-License-Identifier: Apache-2.0
/**
 * ECPay (綠界科技) for merchants in Taiwan: {@link io.countersign.ecpay.EcpayConfig} says who the
 * merchant is.
 *
 * <p>Amounts are whole New Taiwan dollars (TWD), and times on the wire are those of Taipei, UTC+8.
 */
@NullMarked
package io.countersign.ecpay;

import org.jspecify.annotations.NullMarked;
