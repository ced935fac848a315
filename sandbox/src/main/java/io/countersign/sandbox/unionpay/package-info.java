// SPDX-License-Identifier: Apache-2.0
/** UnionPay's own side, made from its published protocol and sharing no line with any client. */
@NullMarked
package io.countersign.sandbox.unionpay;

import org.jspecify.annotations.NullMarked;
