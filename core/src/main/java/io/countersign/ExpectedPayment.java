// SPDX-License-Identifier: Apache-2.0
package io.countersign;

import java.util.Optional;

/**
 * What the shop expects of a payment: number, provider, total and currency from its stored
 * reference, and the app if the shop wants to insist on one.
 *
 * @param payment the stored reference
 * @param appId the app the payment must name, if other than the reference says
 */
public record ExpectedPayment(PaymentRef payment, Optional<String> appId) {

  /** Expects what the reference says. */
  public static ExpectedPayment of(PaymentRef payment) {
    return new ExpectedPayment(payment, Optional.empty());
  }

  /** Expects what the reference says, and this app. */
  public static ExpectedPayment of(PaymentRef payment, String appId) {
    return new ExpectedPayment(payment, Optional.of(appId));
  }
}
