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
 * Profit sharing (分账): part of a payment goes to other merchants or persons. The payment must have
 * been ordered with {@link WeChatPayOption#profitSharing()}; its money stays frozen until it is
 * shared or released, at most 30 days. Immutable and safe for use by many threads.
 *
 * <p>Every method throws {@link InvalidRequestException} if the request breaks a rule (nothing was
 * sent), {@link UnavailableException} if it provably did not reach WeChat Pay or no proven answer
 * to a question was to be had, and {@link MismatchException} if a proven answer is about something
 * else: stop and look. Questions throw {@link RejectedException} if they are refused.
 *
 * <p><b>Never share twice.</b> Shares, releases and returns each have a number of your own, stored
 * before they are sent, and are sent once. After {@link Outcome.Unknown} follow {@link #followUp}:
 * ask, and if WeChat Pay knows nothing of the number, send the identical request again; so store
 * the moment and everything else that the request is made of. A new number is right for a receiver
 * whose part is {@link ProfitShare.Result#CLOSED}, and for a return that has {@link
 * ShareReturn.State#FAILED}, never before. Adding and removing a receiver moves no money and is
 * repeated by itself.
 */
public final class WeChatPayProfitSharing {

  private final WeChatPayClient client;

  WeChatPayProfitSharing(WeChatPayClient client) {
    this.client = client;
  }

  /**
   * Adds a receiver to the merchant; one that is there already with the same particulars is no
   * error.
   *
   * @return accepted with the receiver's account
   */
  public Outcome<ShareAccount> addReceiver(ShareReceiver receiver) {
    return calls().add(receiver);
  }

  /**
   * Removes a receiver from the merchant.
   *
   * @return accepted with the receiver's account
   */
  public Outcome<ShareAccount> removeReceiver(ShareAccount account) {
    return calls().remove(account);
  }

  /**
   * Shares a payment, once.
   *
   * @return accepted with the share as WeChat Pay took it, nobody paid yet as a rule; rejected if
   *     WeChat Pay provably did not take it; or unknown, also when the balance is too low or a rate
   *     limit was met
   */
  public Outcome<ProfitShare> share(ShareRequest request) {
    return calls().share(request);
  }

  /**
   * Releases what is left of a payment to the merchant, once; nothing can be shared afterwards.
   *
   * @param number your own number of this release: a new one, not that of a share
   * @param transactionId WeChat Pay's number of the payment
   * @param description why, at most 80 characters
   */
  public Outcome<ProfitShare> unfreezeRest(
      String number, String transactionId, String description) {
    return calls().unfreezeRest(number, transactionId, description);
  }

  /**
   * Asks about a share or a release.
   *
   * @param number your own number
   * @param transactionId WeChat Pay's number of the payment
   * @return the share, whose parts say who got money; empty if WeChat Pay does not know it now,
   *     which is never permission for a new number
   */
  public Optional<ProfitShare> find(String number, String transactionId) {
    return calls().find(number, transactionId);
  }

  /** Takes a merchant's share back, once. */
  public Outcome<ShareReturn> takeBack(ShareReturnRequest request) {
    return calls().takeBack(request);
  }

  /**
   * Asks about a return.
   *
   * @param number your own number of the return
   * @param shareNumber your own number of the share
   * @param amount what you asked back
   * @return the return; empty if WeChat Pay does not know it now, which is never permission for a
   *     new number
   */
  public Optional<ShareReturn> findReturn(String number, String shareNumber, Money amount) {
    return calls().findReturn(number, shareNumber, amount);
  }

  /** Asks how much of a payment can still be shared. */
  public Money unsplitAmount(String transactionId) {
    return calls().unsplitAmount(transactionId);
  }

  /**
   * Asks how much of a payment the sub-merchant lets its service provider share, in parts of
   * 10,000: 2,000 is 20 percent. Only for a client of {@link WeChatPayClient#onBehalfOf}.
   */
  public int maxRatio() {
    return calls().maxRatio();
  }

  /**
   * What to do next about a share or a release, and when. Pure: nothing is asked.
   *
   * @param sentAt when it was first sent, as the shop stored it
   * @param last what {@link #find} answered last, after the last sending; empty if WeChat Pay did
   *     not know it or was not asked
   * @param now the present moment
   */
  public FollowUp followUp(Instant sentAt, Optional<ProfitShare> last, Instant now) {
    boolean settled = last.isPresent() && last.get().isSettled();
    return PayoutFollowUp.next(sentAt, last.isPresent(), settled, now);
  }

  /** The same about a return, after {@link #findReturn}. */
  public FollowUp followUpReturn(Instant sentAt, Optional<ShareReturn> last, Instant now) {
    boolean settled = last.isPresent() && last.get().isSettled();
    return PayoutFollowUp.next(sentAt, last.isPresent(), settled, now);
  }

  private ShareCalls calls() {
    return new ShareCalls(client.gateway());
  }
}
