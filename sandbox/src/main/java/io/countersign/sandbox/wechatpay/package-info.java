// SPDX-License-Identifier: Apache-2.0
/** WeChat Pay's own side: APIv3 gateway, payer and cashier, notifications, faults. */
@NullMarked
package io.countersign.sandbox.wechatpay;

import org.jspecify.annotations.NullMarked;
