// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import io.countersign.Answer;
import io.countersign.FollowUp;
import io.countersign.InvalidRequestException;
import io.countersign.MismatchException;
import io.countersign.Outcome;
import io.countersign.RejectedException;
import io.countersign.UnavailableException;
import io.countersign.spi.PayoutFollowUp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Profit sharing (分账): part of a payment goes to other merchants or persons, who must have been
 * bound to the merchant before. Immutable and safe for use by many threads.
 *
 * <p>Every method throws {@link InvalidRequestException} if the request breaks a rule (nothing was
 * sent), {@link UnavailableException} if it provably did not reach Alipay or no proven answer to a
 * question was to be had, and {@link MismatchException} if a proven answer is about something else:
 * stop and look. Questions throw {@link RejectedException} if they are refused.
 *
 * <p><b>Never share twice.</b> Each share has a number of your own, stored before it is sent, and
 * is sent once. After {@link Outcome.Unknown} follow {@link #followUp}: ask, and if Alipay knows
 * nothing of the number, send the identical request again; so store the moment and everything else
 * that the request is made of. Adding and removing receivers moves no money and is repeated by
 * itself.
 */
public final class AlipayProfitSharing {

  private final GatewayCalls gateway;

  AlipayProfitSharing(GatewayCalls gateway) {
    this.gateway = gateway;
  }

  /**
   * Binds receivers to the merchant; one that is bound already is no error.
   *
   * @param number your own number of this call, at most 32 letters, digits, {@code _} or {@code -}
   * @param receivers 1 to 20
   * @return accepted with the receivers' accounts
   */
  public Outcome<List<ShareAccount>> addReceivers(String number, List<ShareReceiver> receivers) {
    return calls().add(number, receivers);
  }

  /**
   * Takes receivers away from the merchant.
   *
   * @param number your own number of this call, at most 32 letters, digits, {@code _} or {@code -}
   * @param accounts 1 to 20
   * @return accepted with the receivers' accounts
   */
  public Outcome<List<ShareAccount>> removeReceivers(String number, List<ShareAccount> accounts) {
    return calls().remove(number, accounts);
  }

  /**
   * Lists those who are bound.
   *
   * @param number your own number of this question, at most 32 letters, digits, {@code _} or {@code
   *     -}
   * @param page from 1
   * @param pageSize 1 to 100
   */
  public ShareReceivers receivers(String number, int page, int pageSize) {
    return calls().receivers(number, page, pageSize);
  }

  /**
   * Asks how much of a payment the merchant may share, in percent.
   *
   * @param number your own number of this question, at most 32 letters, digits, {@code _} or {@code
   *     -}
   */
  public int maxPercent(String number) {
    return calls().maxPercent(number);
  }

  /**
   * Shares a payment, or releases what is left of it, once.
   *
   * @return accepted with the share as Alipay took it, without its parts: ask for them; rejected if
   *     Alipay provably did not take it; or unknown
   */
  public Outcome<ProfitShare> share(ShareRequest request) {
    return calls().share(request);
  }

  /**
   * Asks about a share.
   *
   * @param number your own number
   * @param tradeNo Alipay's number of the payment
   * @return the share, whose parts say who got money; empty if Alipay does not know it now, which
   *     is never permission for a new number
   */
  public Optional<ProfitShare> find(String number, String tradeNo) {
    return calls().find(number, tradeNo);
  }

  /**
   * Settles a direct-pay (直付通) payment with its sub-merchant, once. There is no question about it:
   * after any doubt send the identical request again, which changes nothing if it was done.
   *
   * @return accepted with Alipay's answer
   */
  public Outcome<Answer> confirm(SettleConfirmation request) {
    return calls().confirm(request);
  }

  /**
   * What to do next about a share, and when. Pure: nothing is asked.
   *
   * @param sentAt when it was first sent, as the shop stored it
   * @param last what {@link #find} answered last, after the last sending; empty if Alipay did not
   *     know it or was not asked
   * @param now the present moment
   */
  public FollowUp followUp(Instant sentAt, Optional<ProfitShare> last, Instant now) {
    boolean settled = last.isPresent() && last.get().isSettled();
    return PayoutFollowUp.next(sentAt, last.isPresent(), settled, now);
  }

  private ShareCalls calls() {
    return new ShareCalls(gateway);
  }
}
