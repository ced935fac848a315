// SPDX-License-Identifier: Apache-2.0
/**
 * What a shop uses: one {@link io.countersign.PaymentClient} per merchant account, the payments it
 * creates, the notifications it proves, and the outcomes it must handle.
 *
 * <p>Every type here is immutable and safe for use by many threads unless it says otherwise. Money
 * is in minor units with its currency; instants are UTC and leave this library in UTC+8 only where
 * a provider's wire format says so.
 */
@NullMarked
package io.countersign;

import org.jspecify.annotations.NullMarked;
