// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import io.countersign.InvalidRequestException;
import io.countersign.MismatchException;
import io.countersign.Outcome;
import io.countersign.Payment;
import io.countersign.PaymentRef;
import io.countersign.UnavailableException;

/**
 * Payments by agreement (商家扣款, 周期扣款): the payer has agreed once, the merchant takes the money when
 * it is due. Signing, asking about and ending an agreement are raw calls ({@code
 * alipay.user.agreement.page.sign}, {@code …query}, {@code …unsign}). Immutable and safe for use by
 * many threads.
 */
public final class AlipayAgreements {

  private final GatewayCalls gateway;

  AlipayAgreements(GatewayCalls gateway) {
    this.gateway = gateway;
  }

  /**
   * The reference of a payment, as {@link #charge} will make it; store it first.
   *
   * @throws InvalidRequestException if the number has another form
   */
  public PaymentRef ref(AlipayCharge charge) {
    return new ChargeCalls(gateway).ref(charge);
  }

  /**
   * Takes a payment by an agreement, once. It is a payment like others: found, refunded and
   * notified as such, by the reference.
   *
   * @param charge {@link AlipayCharge#byAgreement}
   * @return accepted with the payment: paid, or in progress; rejected if nothing was taken; or
   *     unknown: ask by the reference ({@link AlipayClient#find}), then repeat the identical one
   *     yourself: the follow-up asks on, and repeats no charge
   * @throws InvalidRequestException if the charge breaks a rule; nothing was sent
   * @throws UnavailableException if it provably did not reach Alipay
   * @throws MismatchException if a proven answer is about another payment: stop and look
   */
  public Outcome<Payment> charge(AlipayCharge charge) {
    if (charge.isFromFrozen()) {
      throw new InvalidRequestException("charge", "AlipayCharge.byAgreement(…)");
    }
    return new ChargeCalls(gateway).charge(charge);
  }
}
