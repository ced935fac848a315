// SPDX-License-Identifier: Apache-2.0
package io.countersign.testing;

/** The kinds of request that the contract counts at a gateway and disturbs. */
public enum GatewayCall {
  /** Making an order in the first of {@link ProviderUnderTest#scenesThatWork()}. */
  CREATE,
  /** Charging a payment code. */
  CODE_PAYMENT,
  /** Giving money back. */
  REFUND,
  /** Closing an unpaid order. */
  CLOSE,
  /** Asking for a payment by the merchant's number. */
  FIND;

  boolean isWrite() {
    return this != FIND;
  }
}
