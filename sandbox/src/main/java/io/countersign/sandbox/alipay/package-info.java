// SPDX-License-Identifier: Apache-2.0
/** Alipay's own side: the classic gateway, OpenAPI v3, cashier, bills and notifications. */
@NullMarked
package io.countersign.sandbox.alipay;

import org.jspecify.annotations.NullMarked;
