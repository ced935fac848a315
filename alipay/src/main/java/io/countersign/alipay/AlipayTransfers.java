// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

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
 * Payments to users (转账, 现金红包): the money moves at once, nobody confirms. Alipay demands
 * certificate mode for them. Immutable and safe for use by many threads.
 *
 * <p><b>Never pay twice.</b> Choose a number, store it with the moment and everything else the
 * request is made of, then send: a request has no stored form of its own, because it names a
 * person. With that a crash before or after the sending loses nothing. What is sent is never
 * repeated by this library. After {@link Outcome.Unknown} follow {@link #followUp}: ask, and if
 * Alipay knows nothing of the number, send the identical request again. A rejected request is
 * corrected and sent under its number, too. A <em>new</em> number is right only after {@link
 * Transfer#allowsNewNumber()}: the payment is proven failed, returned or closed.
 */
public final class AlipayTransfers {

  private final GatewayCalls gateway;

  AlipayTransfers(GatewayCalls gateway) {
    this.gateway = gateway;
  }

  /**
   * Sends one payment, once.
   *
   * @return accepted with the payment as Alipay took it (perhaps on its way, perhaps already
   *     failed: see its state); rejected if Alipay provably did not take it; or unknown
   * @throws InvalidRequestException if the request breaks a rule; nothing was sent
   * @throws UnavailableException if it provably did not reach Alipay
   * @throws MismatchException if a proven answer is about another payment; it may have been carried
   *     out, so stop and look
   */
  public Outcome<Transfer> send(TransferRequest request) {
    return calls().send(request);
  }

  /**
   * Asks about a payment by your own number.
   *
   * @param number your own number
   * @param kind the kind it was sent with; with another one Alipay does not find it
   * @param amount what you sent
   * @return the payment; empty if Alipay does not know it now, which right after a time-out proves
   *     nothing and is never permission for a new number
   * @throws RejectedException if Alipay refuses the question
   * @throws UnavailableException if no proven answer was to be had
   * @throws MismatchException if the payment under this number is of another amount
   */
  public Optional<Transfer> find(String number, TransferKind kind, Money amount) {
    return calls().find(number, kind, amount);
  }

  /**
   * Asks about a payment by Alipay's number. Compare number and amount with your own records.
   *
   * @param orderId {@link Transfer#orderId()}
   * @return the payment; empty if Alipay does not know it now
   * @throws InvalidRequestException if the number has another form
   * @throws RejectedException if Alipay refuses the question
   * @throws UnavailableException if no proven answer was to be had
   */
  public Optional<Transfer> findOrder(String orderId) {
    return calls().findOrder(orderId);
  }

  /**
   * Asks how much there is to pay from.
   *
   * @throws InvalidRequestException if the configuration does not name the merchant's one account
   *     ({@link AlipayConfig.Builder#sellerId})
   * @throws RejectedException if Alipay refuses the question
   * @throws UnavailableException if no proven answer was to be had
   */
  public AlipayBalance balance() {
    return calls().balance();
  }

  /**
   * What to do next about a payment, and when. Pure: nothing is asked.
   *
   * @param sentAt when it was first sent, as the shop stored it
   * @param last what {@link #find} answered last, after the last sending; empty if Alipay did not
   *     know it or was not asked
   * @param now the present moment
   * @return done when final; ask while it is under way or may still be on its way; repeat the
   *     identical request when Alipay knows nothing of it; reconcile after 29 days
   */
  public FollowUp followUp(Instant sentAt, Optional<Transfer> last, Instant now) {
    boolean settled = last.isPresent() && last.get().state().isFinal();
    return PayoutFollowUp.next(sentAt, last.isPresent(), settled, now);
  }

  private TransferCalls calls() {
    return new TransferCalls(gateway);
  }
}
