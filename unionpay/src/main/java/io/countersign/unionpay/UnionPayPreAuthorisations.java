// SPDX-License-Identifier: Apache-2.0
package io.countersign.unionpay;

import io.countersign.FollowUp;
import io.countersign.InvalidRequestException;
import io.countersign.MismatchException;
import io.countersign.Money;
import io.countersign.Outcome;
import io.countersign.Payment;
import io.countersign.PaymentRef;
import io.countersign.PaymentRequest;
import io.countersign.PaymentState;
import io.countersign.RejectedException;
import io.countersign.UnavailableException;
import io.countersign.spi.PayoutFollowUp;
import java.time.Instant;
import java.util.Optional;

/**
 * Pre-authorisations (预授权): a payer's money is held, and later collected once or let go. Immutable
 * and safe for use by many threads.
 *
 * <p>Every method throws {@link InvalidRequestException} if the request breaks a rule (nothing was
 * sent), {@link UnavailableException} if it provably did not reach UnionPay or no proven answer to
 * a question was to be had, and {@link MismatchException} if a proven answer is about something
 * else: stop and look. Questions throw {@link RejectedException} if they are refused.
 *
 * <p>Each step has a number of your own, stored before it is sent, which must tell its time: one of
 * {@code PaymentId.next().number()}, or 8 to 32 letters and digits that begin with the Beijing time
 * {@code yyyyMMddHHmmss}, made within the last 10 minutes. What moves money is sent once, and taken
 * is all that the answer says: {@link UnionPayPreAuthorisationStep.State#PROCESSING}. How it ends
 * tell {@link #find(PaymentRef, UnionPayPreAuthorisationChanged.Step, String)} and a {@link
 * UnionPayPreAuthorisationChanged}. UnionPay's own number of what a step is done to is taken from
 * the reference; where it is missing it is asked for first, and what is not held, or not known, is
 * rejected with nothing sent. How long money stays held the card's rules say, usually 30 days.
 * Notifications go to the configured address.
 */
public final class UnionPayPreAuthorisations {

  private final UnionPayConfig config;
  private final GatewayCalls gateway;

  UnionPayPreAuthorisations(UnionPayConfig config, GatewayCalls gateway) {
    this.config = config;
    this.gateway = gateway;
  }

  /**
   * What {@link #create} will be about; store it first.
   *
   * @throws InvalidRequestException if UnionPay would refuse the request unseen
   */
  public PaymentRef ref(PaymentRequest<?> request) {
    return draft(request).ref();
  }

  /**
   * Makes a way to let money be held (02), under the rules of {@link UnionPayClient#create}: {@code
   * Scene.webPage} and {@code Scene.mobilePage} a signed form, {@code Scene.inApp} a {@code tn},
   * {@code Scene.qrCode} a code to scan. By the payer's payment code it is reached by a raw call
   * only. Instalments and {@code ctrlRule} it does not have.
   */
  public <R> Outcome<R> create(PaymentRequest<R> request) {
    OrderFields.Draft draft = draft(request);
    return draft.product().isPage()
        ? new SceneCalls(config, gateway.merchant()).create(draft)
        : new OrderCalls(gateway).create(draft);
  }

  /**
   * Asks how a pre-authorisation stands: {@link PaymentState#AUTHORIZED} once money is held.
   *
   * @return empty: not known to UnionPay <em>now</em>
   * @throws MismatchException also if what has this number is a payment
   */
  public Optional<Payment> find(PaymentRef authorisation) {
    Optional<Payment> found = new OrderCalls(gateway).find(authorisation);
    if (found.isPresent() && found.get().isPaid()) {
      throw new MismatchException("txnType", "02", found.get().fields().text("txnType").orElse(""));
    }
    return found;
  }

  /**
   * Collects held money, once (预授权完成, 03); the rest is let go.
   *
   * @param authorisation the reference of the pre-authorisation
   * @param number your own number of this step
   * @param amount at most 115 % of what is held
   * @return accepted with the step; rejected if nothing was collected; or unknown
   */
  public Outcome<UnionPayPreAuthorisationStep> complete(
      PaymentRef authorisation, String number, Money amount, UnionPayRefundOption... options) {
    return calls().complete(authorisation, number, amount, options);
  }

  /**
   * Lets all held money go (预授权撤销, 32).
   *
   * @param authorisation the reference of the pre-authorisation
   * @param number your own number of this step
   * @return accepted with the step; rejected if nothing was let go; or unknown
   */
  public Outcome<UnionPayPreAuthorisationStep> undo(
      PaymentRef authorisation, String number, UnionPayRefundOption... options) {
    return calls().undo(authorisation, number, options);
  }

  /**
   * Undoes a collection (预授权完成撤销, 33) of the same clearing day, whole; which day it is UnionPay
   * decides. The collection is asked about first: it must have succeeded, and what it collected is
   * given back.
   *
   * @param authorisation the reference of the pre-authorisation
   * @param completionNumber your own number of the collection
   * @param number your own number of this step
   * @return accepted with the step; rejected if nothing was given back; or unknown
   */
  public Outcome<UnionPayPreAuthorisationStep> undoCompletion(
      PaymentRef authorisation,
      String completionNumber,
      String number,
      UnionPayRefundOption... options) {
    return calls().undoCompletion(authorisation, completionNumber, number, options);
  }

  /**
   * Asks how a step stands, by its own number and the time that the number tells.
   *
   * @param authorisation the reference of the pre-authorisation
   * @param step which kind of step; holding itself is asked about by {@link #find(PaymentRef)}
   * @param number your own number of the step
   * @return the step; empty if UnionPay does not know it now, which proves nothing
   * @throws MismatchException also if the step was done to another pre-authorisation
   */
  public Optional<UnionPayPreAuthorisationStep> find(
      PaymentRef authorisation, UnionPayPreAuthorisationChanged.Step step, String number) {
    return calls().find(authorisation, step, number);
  }

  /**
   * What to do next about a step, and when. Pure: nothing is asked.
   *
   * @param number your own number of the step
   * @param last what was answered last; empty if UnionPay did not know it or was not asked
   * @param now the present moment
   * @return done when final; ask; after 29 days reconcile
   */
  public FollowUp followUp(
      String number, Optional<UnionPayPreAuthorisationStep> last, Instant now) {
    boolean settled = last.isPresent() && last.get().state().isFinal();
    return PayoutFollowUp.next(TimedNumber.of("number", number).txnTime(), true, settled, now);
  }

  private OrderFields.Draft draft(PaymentRequest<?> request) {
    return new OrderFields(gateway.merchant(), gateway::sensitive).preAuthorisation(request);
  }

  private PreAuthorisationCalls calls() {
    return new PreAuthorisationCalls(gateway);
  }
}
