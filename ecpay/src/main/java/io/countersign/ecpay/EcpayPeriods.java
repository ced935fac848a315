// SPDX-License-Identifier: Apache-2.0
package io.countersign.ecpay;

import io.countersign.FollowUp;
import io.countersign.InvalidRequestException;
import io.countersign.MismatchException;
import io.countersign.Outcome;
import io.countersign.PaymentRef;
import io.countersign.RejectedException;
import io.countersign.UnavailableException;
import java.util.Optional;

/**
 * Period orders (定期定額): the payer agrees once, then ECPay charges the card every period by itself.
 * Immutable and safe for use by many threads.
 *
 * <p><b>Ask after every period.</b> ECPay notifies the second and every later charge once only, and
 * never again if the shop did not hear it. So a shop that delivers for each charge asks with {@link
 * #find} soon after each is due, and delivers for {@link EcpayPeriodOrder#paidChargesBeyond}.
 *
 * <p>No schedule exists where the first charge failed, and six failures in a row end one. An order
 * that was made in the embedded form is asked and stopped by envelope: its reference must say so
 * ({@link PaymentRef#product()} is {@code embedded}), as those of {@link EcpayClient#embedded()}
 * do. (綠界科技 ECPay, 全方位金流, 查詢定期定額訂單 and 信用卡定期定額訂單作業; 站內付 2.0, the same.)
 */
public final class EcpayPeriods {

  private final EcpayClient client;

  EcpayPeriods(EcpayClient client) {
    this.client = client;
  }

  /**
   * Asks how a period order stands. ECPay does not sign the answer, so {@link
   * EcpayPeriodOrder#evidence()} says no more than that it came over TLS and names the merchant,
   * number and amount that were asked about; by envelope it is encrypted, too.
   *
   * @param payment the attempt that began it; its total is what each period charges
   * @return the order; empty if ECPay knows no period order of this number now
   * @throws InvalidRequestException if the reference is another provider's or merchant's
   * @throws RejectedException if ECPay refuses the question
   * @throws UnavailableException if no answer was to be had that says enough
   * @throws MismatchException if the answer is about another merchant, number or amount
   */
  public Optional<EcpayPeriodOrder> find(PaymentRef payment) {
    return new PeriodCalls(client.gateway()).find(payment);
  }

  /**
   * Stops a period order: what was charged stays charged, nothing more is. It cannot be started
   * again.
   *
   * @return accepted with {@link EcpayPeriodState#CANCELLED}, also if it had been cancelled before;
   *     rejected if it had made all its charges, or ECPay refuses; or unknown: then {@link #find}
   *     tells, and cancelling again harms nobody
   * @throws InvalidRequestException if the reference is another provider's or merchant's
   * @throws UnavailableException if it provably did not reach ECPay
   * @throws MismatchException if a proven answer is about another order
   */
  public Outcome<EcpayPeriodState> cancel(PaymentRef payment) {
    return new PeriodCalls(client.gateway()).cancel(payment);
  }

  /**
   * Lets ECPay try the latest charge again, which has failed. It does so by its own schedule, not
   * at once: {@link #find} shows the new charge later. Not available on ECPay's stage.
   *
   * @return accepted with {@link EcpayPeriodState#RUNNING}, which is not paid; rejected if the
   *     order has stopped, or ECPay refuses; or unknown: then wait for what {@link #find} shows and
   *     do not ask for another charge meanwhile, because no answer tells that one is planned
   *     already. Its {@link FollowUp} says when to ask first
   * @throws InvalidRequestException if the reference is another provider's or merchant's
   * @throws UnavailableException if it provably did not reach ECPay
   * @throws MismatchException if a proven answer is about another order
   */
  public Outcome<EcpayPeriodState> retryLastCharge(PaymentRef payment) {
    return new PeriodCalls(client.gateway()).retryLastCharge(payment);
  }
}
