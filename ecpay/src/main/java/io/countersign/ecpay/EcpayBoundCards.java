// SPDX-License-Identifier: Apache-2.0
package io.countersign.ecpay;

import io.countersign.InvalidRequestException;
import io.countersign.MismatchException;
import io.countersign.Outcome;
import io.countersign.PaymentRef;
import io.countersign.PersonalText;
import io.countersign.RejectedException;
import io.countersign.Secret;
import io.countersign.UnavailableException;
import java.util.List;

/**
 * Cards that ECPay keeps for members of the shop (綁定信用卡), at most five for each, and charging them
 * without the member at the screen. Needs a contract of its own. Immutable and safe for use by many
 * threads.
 *
 * <p>To keep a card: {@link #tokenForBinding}, show the form with the token, {@link #bind} with
 * what the form answered, send the payer to the bank's page; after that {@link #list} shows the
 * card. The browser that comes back proves nothing. (綠界科技 ECPay, 站內付 2.0, 綁定信用卡.)
 */
public final class EcpayBoundCards {

  private final EcpayClient client;

  EcpayBoundCards(EcpayClient client) {
    this.client = client;
  }

  /**
   * Gets a token for the form that binds a card.
   *
   * @param order what the card is charged to prove that it works, for a consumer with a member id
   *     and with a result URL; its reference is {@link EcpayEmbedded#ref}
   * @return accepted with the token; rejected; or unknown, then the same order may be sent again
   * @throws InvalidRequestException if a part is missing or does not belong here; nothing was sent
   * @throws UnavailableException if it provably did not reach ECPay
   * @throws MismatchException if the answer is about another merchant
   */
  public Outcome<EcpayFormToken> tokenForBinding(EcpayEmbeddedOrder order) {
    return new BoundCardCalls(client.gateway()).token(order);
  }

  /**
   * Binds the card that the member typed in, once; this charges the order.
   *
   * @param binding the reference of the order that the token was made for
   * @param memberId whose card it will be
   * @param bindCardPayToken what the form answered; good for once
   * @return as {@link EcpayEmbedded#createPayment}; rejected also for a sixth card
   * @throws InvalidRequestException if the reference was not made for this, or a text is empty
   * @throws UnavailableException if it provably did not reach ECPay
   * @throws MismatchException if a proven answer is about another merchant, order or amount
   */
  public Outcome<EcpayChargeResult> bind(
      PaymentRef binding, PersonalText memberId, Secret bindCardPayToken) {
    return new BoundCardCalls(client.gateway()).bind(binding, memberId, bindCardPayToken);
  }

  /**
   * Charges a bound card, once. Neither this library nor the shop may repeat it: after an unknown
   * outcome ask with {@link EcpayEmbedded#ref}.
   *
   * @param order for a consumer with the card's member id
   * @param cardId {@link EcpayBoundCard#id()}
   * @return as {@link EcpayEmbedded#createPayment}; the bank may ask for a password, then there is
   *     a page to open
   * @throws InvalidRequestException if a part is missing or does not belong here; nothing was sent
   * @throws UnavailableException if it provably did not reach ECPay
   * @throws MismatchException if a proven answer is about another merchant, order or amount
   */
  public Outcome<EcpayChargeResult> pay(EcpayEmbeddedOrder order, PersonalText cardId) {
    return new BoundCardCalls(client.gateway()).pay(order, cardId);
  }

  /**
   * Asks which cards of a member are kept.
   *
   * @param binding any order with which this member bound a card
   * @param memberId whose cards
   * @return the cards; empty if there are none
   * @throws InvalidRequestException if the reference is another provider's or merchant's
   * @throws RejectedException if ECPay refuses the question
   * @throws UnavailableException if no answer was to be had
   * @throws MismatchException if the answer is about another merchant or member
   */
  public List<EcpayBoundCard> list(PaymentRef binding, PersonalText memberId) {
    return new BoundCardCalls(client.gateway()).list(binding, memberId);
  }

  /**
   * Deletes a bound card.
   *
   * @param cardId {@link EcpayBoundCard#id()}
   * @return accepted with the same id; rejected, also if there is no such card any more; or
   *     unknown, then deleting again harms nobody
   * @throws InvalidRequestException if the id cannot be one
   * @throws UnavailableException if it provably did not reach ECPay
   * @throws MismatchException if a proven answer is about another merchant or card
   */
  public Outcome<PersonalText> delete(PersonalText cardId) {
    return new BoundCardCalls(client.gateway()).delete(cardId);
  }
}
