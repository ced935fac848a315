// SPDX-License-Identifier: Apache-2.0
package io.countersign.wechatpay;

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
 * Payments to users (商家转账): the merchant sends, the user confirms within 24 hours, then the money
 * moves. Immutable and safe for use by many threads.
 *
 * <p><b>Never pay twice.</b> Choose a number, store it with the moment and everything else the
 * request is made of, then send: a request has no stored form of its own, because it names a
 * person. With that a crash before or after the sending loses nothing. What is sent is never
 * repeated by this library. After {@link Outcome.Unknown} follow {@link #followUp}: ask, and if
 * WeChat Pay knows nothing of the number, send the identical request again. A rejected request is
 * corrected and sent under its number, too. A <em>new</em> number is right only after {@link
 * Transfer#allowsNewNumber()}: the payment is proven failed or cancelled.
 */
public final class WeChatPayTransfers {

  private final WeChatPayClient client;

  WeChatPayTransfers(WeChatPayClient client) {
    this.client = client;
  }

  /**
   * Sends one payment, once.
   *
   * @return accepted with the payment as WeChat Pay took it (not yet paid, perhaps already failed:
   *     see its state); rejected if WeChat Pay provably did not take it; or unknown, also when the
   *     balance is too low or a rate limit was met
   * @throws InvalidRequestException if the request breaks a rule; nothing was sent
   * @throws UnavailableException if it provably did not reach WeChat Pay
   * @throws MismatchException if a proven answer is about another payment; it may have been carried
   *     out, so stop and look
   */
  public Outcome<Transfer> send(TransferRequest request) {
    return new TransferCalls(client.gateway()).send(request);
  }

  /**
   * Asks about a payment by your own number; WeChat Pay answers for about 30 days.
   *
   * @param number your own number
   * @param amount what you sent
   * @return the payment; empty if WeChat Pay does not know it now, which is never permission for a
   *     new number
   * @throws RejectedException if WeChat Pay refuses the question
   * @throws UnavailableException if no proven answer was to be had
   * @throws MismatchException if the payment under this number is of another amount, merchant or
   *     app
   */
  public Optional<Transfer> find(String number, Money amount) {
    return new TransferCalls(client.gateway()).find(number, amount);
  }

  /**
   * Asks about a payment by WeChat Pay's number; not for a service provider, whose sub-merchants'
   * payments are found by number only. Compare number and amount with your own records.
   *
   * @param transferBillNo {@link Transfer#transferBillNo()}
   * @return the payment; empty if WeChat Pay does not know it now
   * @throws InvalidRequestException if the number has another form, or on behalf of a sub-merchant
   * @throws RejectedException if WeChat Pay refuses the question
   * @throws UnavailableException if no proven answer was to be had
   * @throws MismatchException if the payment is another merchant's or of another app
   */
  public Optional<Transfer> findBill(String transferBillNo) {
    return new TransferCalls(client.gateway()).findBill(transferBillNo);
  }

  /**
   * Cancels a payment that the user has not confirmed.
   *
   * @param number your own number
   * @return accepted with {@link TransferState#CANCELLING}, which is not the end, so ask, or {@link
   *     TransferState#CANCELLED}; rejected if by this call nothing was cancelled, which never
   *     allows a new number: one that is not known now may still arrive; or unknown, so ask
   * @throws UnavailableException if it provably did not reach WeChat Pay
   * @throws MismatchException if a proven answer is about another payment
   */
  public Outcome<TransferState> cancel(String number) {
    return new TransferCalls(client.gateway()).cancel(number);
  }

  /**
   * What to do next about a payment, and when. Pure: nothing is asked.
   *
   * @param sentAt when it was first sent, as the shop stored it
   * @param last what {@link #find} answered last, after the last sending; empty if WeChat Pay did
   *     not know it or was not asked
   * @param now the present moment
   * @return done when final; ask while it is under way or may still be on its way; repeat the
   *     identical request when WeChat Pay knows nothing of it; reconcile when asking no longer
   *     helps, because WeChat Pay forgets after some 30 days
   */
  public FollowUp followUp(Instant sentAt, Optional<Transfer> last, Instant now) {
    boolean settled = last.isPresent() && last.get().state().isFinal();
    return PayoutFollowUp.next(sentAt, last.isPresent(), settled, now);
  }
}
