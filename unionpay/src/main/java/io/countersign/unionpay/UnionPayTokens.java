// SPDX-License-Identifier: Apache-2.0
package io.countersign.unionpay;

import io.countersign.Answer;
import io.countersign.InvalidRequestException;
import io.countersign.MismatchException;
import io.countersign.Money;
import io.countersign.OpenPage;
import io.countersign.Outcome;
import io.countersign.Payment;
import io.countersign.PaymentId;
import io.countersign.PaymentRef;
import io.countersign.PersonalText;
import io.countersign.RejectedException;
import io.countersign.UnavailableException;
import java.net.URI;
import java.util.Optional;

/**
 * Payments without a page (无跳转, Token): a holder opens a card once, on UnionPay's page or by a code
 * sent to the telephone, and is charged by a token afterwards. For merchants with that permission,
 * who encrypt. Immutable and safe for use by many threads.
 *
 * <p>A charge is a payment like others: found, refunded and notified by its {@link PaymentRef}, and
 * reversed on its day while nobody knows its end. A token of an order made otherwise goes by {@link
 * UnionPayClient#write}; the page on which a card is opened and charged at once is not there.
 *
 * <p>Every method sends once. {@link PaymentId} of an opening or a code is its own, made just
 * before.
 */
public final class UnionPayTokens {

  private final TokenCalls calls;

  UnionPayTokens(GatewayCalls gateway, SceneCalls pages, String trId) {
    this.calls = new TokenCalls(gateway, pages, new TokenData(trId));
  }

  /**
   * The page of UnionPay's on which a holder opens a card, for {@link #find} and a {@link
   * UnionPayCardOpened} to tell of. Signs only; nothing is sent.
   *
   * @param opening your own number of the opening, 15 minutes valid
   * @param returnUrl where the browser comes back to
   * @throws InvalidRequestException if UnionPay would refuse it
   */
  public OpenPage.PostForm page(PaymentId opening, URI returnUrl) {
    return calls.page(opening, returnUrl);
  }

  /**
   * Lets UnionPay send the holder a code to open a card with.
   *
   * @param id your own number of this message
   * @param holder at least the telephone
   * @return accepted when it is sent; rejected; or unknown, when another one does no harm
   * @throws InvalidRequestException if a rule is broken; nothing was sent
   * @throws UnavailableException if it provably did not reach UnionPay
   */
  public Outcome<Answer> sendOpeningCode(
      PaymentId id, PersonalText cardNumber, UnionPayCustomer holder) {
    return calls.sendOpeningCode(id, cardNumber, holder);
  }

  /**
   * Opens a card.
   *
   * @param opening your own number of the opening
   * @param holder telephone and code, of a credit card also CVN2 and expiry
   * @return accepted with the card, which is open only if it says so; rejected; or unknown: {@link
   *     #find}
   * @throws InvalidRequestException if a rule is broken; nothing was sent
   * @throws UnavailableException if it provably did not reach UnionPay
   * @throws MismatchException if a proven answer is about something else
   */
  public Outcome<UnionPayCardOpening> open(
      PaymentId opening, PersonalText cardNumber, UnionPayCustomer holder) {
    return calls.open(opening, cardNumber, holder);
  }

  /**
   * Asks whether a card was opened.
   *
   * @param opening your own number of the opening
   * @return how it stands; empty if UnionPay does not know it now
   * @throws RejectedException if UnionPay refuses the question
   * @throws UnavailableException if no proven answer was to be had
   */
  public Optional<UnionPayCardOpening> find(String opening) {
    return calls.find(opening);
  }

  /**
   * Changes a token for its follower, such as when the card's data has changed.
   *
   * @param id your own number of the change
   * @return accepted with the new token; rejected; or unknown: {@link #find} by that number
   * @throws InvalidRequestException if a rule is broken; nothing was sent
   * @throws UnavailableException if it provably did not reach UnionPay
   * @throws MismatchException if a proven answer is about something else
   */
  public Outcome<UnionPayCardOpening> update(
      PaymentId id, PersonalText token, UnionPayCustomer holder) {
    return calls.update(id, token, holder);
  }

  /**
   * Deletes a token, so that nobody is charged by it any more.
   *
   * @param id your own number of the deletion
   * @return accepted; rejected; or unknown, when another deletion does no harm
   * @throws InvalidRequestException if a rule is broken; nothing was sent
   * @throws UnavailableException if it provably did not reach UnionPay
   */
  public Outcome<Answer> delete(PaymentId id, PersonalText token) {
    return calls.delete(id, token);
  }

  /**
   * Lets UnionPay send the holder a code for one charge.
   *
   * @param payment the id of the charge that follows, which must be sent within minutes
   * @param amount its amount
   * @param phone the holder's telephone
   * @return accepted when it is sent; rejected; or unknown, when another one does no harm
   * @throws InvalidRequestException if a rule is broken; nothing was sent
   * @throws UnavailableException if it provably did not reach UnionPay
   */
  public Outcome<Answer> sendPaymentCode(
      PaymentId payment, Money amount, PersonalText token, PersonalText phone) {
    return calls.sendPaymentCode(payment, amount, token, phone);
  }

  /** What to store before charging: by it the payment is found, also after a crash. */
  public PaymentRef ref(UnionPayTokenCharge charge) {
    return calls.ref(charge);
  }

  /**
   * Charges an opened card, once.
   *
   * @return accepted with the payment as it stands, paid or still in progress; rejected if nothing
   *     was charged; or unknown: find it, and never charge under another id before its end is
   *     proven
   * @throws InvalidRequestException if a rule is broken; nothing was sent
   * @throws UnavailableException if it provably did not reach UnionPay
   * @throws MismatchException if a proven answer is about another payment; stop and look
   */
  public Outcome<Payment> charge(UnionPayTokenCharge charge) {
    return calls.charge(charge);
  }
}
