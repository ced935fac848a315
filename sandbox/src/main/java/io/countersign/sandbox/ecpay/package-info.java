// SPDX-License-Identifier: Apache-2.0
/** ECPay's own side: order page, payer and cashier, card desk, notifications, faults. */
@NullMarked
package io.countersign.sandbox.ecpay;

import org.jspecify.annotations.NullMarked;
