// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import io.countersign.Answer;
import io.countersign.FollowUp;
import io.countersign.InvalidRequestException;
import io.countersign.InvokeWallet;
import io.countersign.MismatchException;
import io.countersign.Money;
import io.countersign.Outcome;
import io.countersign.Payment;
import io.countersign.PaymentRef;
import io.countersign.PersonalText;
import io.countersign.RejectedException;
import io.countersign.ShowQrCode;
import io.countersign.UnavailableException;
import io.countersign.spi.PayoutFollowUp;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Pre-authorisations (预授权): a payer's money is frozen, parts of it are paid later, the rest is let
 * go. Immutable and safe for use by many threads.
 *
 * <p>Every method throws {@link InvalidRequestException} if the request breaks a rule (nothing was
 * sent), {@link UnavailableException} if it provably did not reach Alipay or no proven answer to a
 * question was to be had, and {@link MismatchException} if a proven answer is about something else:
 * stop and look. Questions throw {@link RejectedException} if they are refused.
 *
 * <p>Each operation has a number of your own beside that of the pre-authorisation; store both
 * before it is sent. What moves money is sent once. After {@link Outcome.Unknown} ask, under the
 * same numbers; what to do next says {@link #followUp} or {@link #followUpUnfreeze}.
 */
public final class AlipayPreAuthorisations {

  private final GatewayCalls gateway;

  AlipayPreAuthorisations(GatewayCalls gateway) {
    this.gateway = gateway;
  }

  /**
   * Freezes by the payment code that the payer shows, once.
   *
   * @param paymentCode 16 to 24 digits from the payer's screen, about a minute old at most
   * @return accepted with the operation, perhaps {@link FreezeOperation.State#PROCESSING} while the
   *     payer types a password; rejected if nothing was frozen; or unknown
   */
  public Outcome<FreezeOperation> freeze(FreezeRequest request, PersonalText paymentCode) {
    return calls().freeze(request, paymentCode);
  }

  /**
   * A QR code by which a payer lets money be frozen; nothing is frozen yet. An identical repetition
   * gives the code again.
   */
  public Outcome<ShowQrCode> showQrCode(FreezeRequest request) {
    return calls().showQrCode(request);
  }

  /**
   * What the shop's app hands to Alipay's SDK so that the payer lets money be frozen. Pure: it is
   * signed here, and nothing is sent. How it ends is told by notification, or by {@link #find}.
   */
  public InvokeWallet invokeWallet(FreezeRequest request) {
    return calls().invokeWallet(request);
  }

  /**
   * Lets frozen money go, once.
   *
   * @return accepted with the operation; rejected if nothing was let go; or unknown
   */
  public Outcome<FreezeOperation> unfreeze(UnfreezeRequest request) {
    return calls().unfreeze(request);
  }

  /**
   * The reference of a payment from frozen money, as {@link #pay} will make it; store it first.
   *
   * @throws InvalidRequestException if the number has another form
   */
  public PaymentRef ref(AlipayCharge charge) {
    return new ChargeCalls(gateway).ref(charge);
  }

  /**
   * Pays from frozen money, once. It is a payment like others: found, refunded and notified as
   * such, by the reference.
   *
   * @param charge {@link AlipayCharge#fromFrozen}
   * @return accepted with the payment: paid, or in progress; rejected if nothing was taken; or
   *     unknown: ask by the reference ({@link AlipayClient#find}), then repeat the identical one
   */
  public Outcome<Payment> pay(AlipayCharge charge) {
    if (!charge.isFromFrozen()) {
      throw new InvalidRequestException("charge", "AlipayCharge.fromFrozen(…)");
    }
    return new ChargeCalls(gateway).charge(charge);
  }

  /**
   * Tells Alipay how a payment by credit stands (信用免押, {@code alipay.trade.orderinfo.sync}). It
   * moves no money; a number that was used changes nothing.
   *
   * @param tradeNo Alipay's number of the payment
   * @param number your own number of this message, 1 to 64 letters, digits, {@code _} or {@code -}
   * @param sync what is told
   * @return accepted with Alipay's answer
   */
  public Outcome<Answer> sync(String tradeNo, String number, AlipayOrderSync sync) {
    return calls().sync(tradeNo, number, sync);
  }

  /**
   * Asks about an operation by your own numbers.
   *
   * @param kind what was to be done
   * @param orderNumber your own number of the pre-authorisation
   * @param number your own number of the operation; of a payment, the payment's
   * @param amount what you asked for
   * @return the operation; empty if Alipay does not know it now, which proves nothing: a QR code
   *     may still be scanned, an order string used
   */
  public Optional<FreezeOperation> find(
      FreezeOperation.Kind kind, String orderNumber, String number, Money amount) {
    return calls().find(kind, orderNumber, number, amount);
  }

  /**
   * Asks about an operation by Alipay's numbers. Compare numbers and amount with your own records.
   */
  public Optional<FreezeOperation> findOperation(
      FreezeOperation.Kind kind, String authNo, String operationId) {
    return calls().findOperation(kind, authNo, operationId);
  }

  /**
   * Gives a freeze up: what was not frozen never will be, what was frozen is let go.
   *
   * @param orderNumber your own number of the pre-authorisation
   * @param number your own number of the freeze
   * @param remark why, at most 100 characters
   * @return accepted with what it did; rejected, or unknown: then cancel again
   */
  public Outcome<FreezeCancellation> cancel(String orderNumber, String number, String remark) {
    return calls().cancel(orderNumber, number, remark);
  }

  /**
   * What to do next about a freeze, and when. Pure: nothing is asked.
   *
   * @param sentAt when it was first sent or shown, as the shop stored it
   * @param validity how long the payer had ({@link FreezeRequest#validity()})
   * @param last what {@link #find} answered last; empty if Alipay did not know it or was not asked
   * @param now the present moment
   * @return done when final; ask while the payer has time; then {@link FollowUp.Reverse}, which
   *     here is {@link #cancel}, so that nothing stays frozen unnoticed; after 29 days reconcile
   */
  public FollowUp followUp(
      Instant sentAt, Duration validity, Optional<FreezeOperation> last, Instant now) {
    FollowUp next =
        PayoutFollowUp.next(sentAt, true, last.isPresent() && last.get().state().isFinal(), now);
    return next instanceof FollowUp.Ask ask && !now.isBefore(sentAt.plus(validity))
        ? new FollowUp.Reverse(ask.at())
        : next;
  }

  /**
   * What to do next about an unfreeze, and when. Pure: nothing is asked.
   *
   * @return done when final; ask while it may be on its way; repeat the identical request when
   *     Alipay knows nothing of it; after 29 days reconcile
   */
  public FollowUp followUpUnfreeze(Instant sentAt, Optional<FreezeOperation> last, Instant now) {
    boolean settled = last.isPresent() && last.get().state().isFinal();
    return PayoutFollowUp.next(sentAt, last.isPresent(), settled, now);
  }

  private FreezeCalls calls() {
    return new FreezeCalls(gateway);
  }
}
