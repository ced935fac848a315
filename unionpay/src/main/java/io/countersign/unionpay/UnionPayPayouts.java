// SPDX-License-Identifier: Apache-2.0
package io.countersign.unionpay;

import io.countersign.FollowUp;
import io.countersign.InvalidRequestException;
import io.countersign.MismatchException;
import io.countersign.Money;
import io.countersign.Outcome;
import io.countersign.RejectedException;
import io.countersign.UnavailableException;
import io.countersign.spi.PayoutFollowUp;
import java.time.Instant;
import java.util.Optional;

/**
 * Payments to cards and accounts (代付): the money moves at once, nobody confirms. They need the
 * encryption certificate, and a merchant with that permission. Immutable and safe for use by many
 * threads. Files with many pay-outs go by {@link UnionPayClient#write} ({@code 21/03} to {@code
 * /gateway/api/batchTrans.do}).
 *
 * <p><b>Never pay twice.</b> Choose a number, store it with everything else the request is made of,
 * then send. Nothing is ever sent again: UnionPay takes the number at about its own time only.
 * After {@link Outcome.Unknown} follow {@link #followUp}: ask until the end is known, at last look
 * into the settlement file. That UnionPay does not find it, or says no more than "failed" ({@code
 * 01}, {@code 60}), is no end. A <em>new</em> number is right only after {@link
 * UnionPayPayout#allowsNewNumber()} or {@link Outcome.Rejected}.
 */
public final class UnionPayPayouts {

  private final GatewayCalls gateway;

  UnionPayPayouts(GatewayCalls gateway) {
    this.gateway = gateway;
  }

  /**
   * Sends one pay-out, once.
   *
   * @return accepted: UnionPay took it, which is not yet paid; rejected if it provably did not take
   *     it; or unknown
   * @throws InvalidRequestException if the request breaks a rule, or nothing to encrypt by is
   *     configured; nothing was sent
   * @throws UnavailableException if it provably did not reach UnionPay
   * @throws MismatchException if a proven answer is about another pay-out; it may have been carried
   *     out, so stop and look
   */
  public Outcome<UnionPayPayout> send(UnionPayPayoutRequest request) {
    return new PayoutCalls(gateway).send(request);
  }

  /**
   * Asks about a pay-out by your own number.
   *
   * @param amount what you sent
   * @return the pay-out; empty if UnionPay does not know it now, which proves nothing and is never
   *     permission for a new number
   * @throws RejectedException if UnionPay refuses the question
   * @throws UnavailableException if no proven answer was to be had
   * @throws MismatchException if what is under this number is of another amount, or no pay-out
   */
  public Optional<UnionPayPayout> find(String number, Money amount) {
    return new PayoutCalls(gateway).find(number, amount);
  }

  /**
   * What to do next about a pay-out, and when. Pure: nothing is asked.
   *
   * @param sentAt when it was sent, as the shop stored it
   * @param last what {@link #find} answered last; empty if UnionPay did not know it or was not
   *     asked
   * @param now the present moment
   * @return done when final; else ask, and reconcile after 29 days; never to repeat
   */
  public FollowUp followUp(Instant sentAt, Optional<UnionPayPayout> last, Instant now) {
    boolean settled = last.isPresent() && last.get().state().isFinal();
    FollowUp next = PayoutFollowUp.next(sentAt, last.isPresent(), settled, now);
    return next instanceof FollowUp.RepeatSame again ? new FollowUp.Ask(again.at()) : next;
  }
}
