// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.ecpay;

import java.time.Instant;

/**
 * A card that a shop's member let ECPay keep.
 *
 * @param bindCardId ECPay's name for it, with which the shop charges it
 * @param merchantMemberId whose
 * @param first6 of a test card
 * @param last4 of a test card
 * @param boundAt when
 */
public record BoundCard(
    String bindCardId, String merchantMemberId, String first6, String last4, Instant boundAt) {
  /** Tells neither the card nor its name. */
  @Override
  public String toString() {
    return "bound card of " + boundAt;
  }
}
