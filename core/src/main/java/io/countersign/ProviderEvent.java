// SPDX-License-Identifier: Apache-2.0
package io.countersign;

/**
 * An authentic notification that is neither a payment nor a refund of this merchant's orders: a
 * charge of a series, a transfer, a complaint. It is never squeezed into {@link PaymentChanged}.
 */
public non-sealed interface ProviderEvent extends Notification {

  /** The provider's name of the event, such as {@code COMPLAINT.CREATE}. */
  String type();

  /** The proven content, as received. */
  ProviderFields fields();

  /** Why it may be believed. */
  Evidence evidence();
}
