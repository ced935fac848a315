// SPDX-License-Identifier: Apache-2.0
package io.countersign;

import java.time.Instant;
import java.util.Optional;

/**
 * One merchant account at one provider. Immutable and safe for use by many threads; building one
 * reads keys and does no input or output, so thousands fit side by side.
 *
 * <p>What else a provider can do is said by what its client implements: {@link PaymentCloser},
 * {@link PaymentReverser}, {@link RefundFinder}, {@link TransactionFinder}.
 *
 * <p>Reads are repeated within the client's {@link RetryPolicy}. Writes are repeated only where the
 * provider's protocol makes the identical request harmless; everything else that may have been
 * carried out ends as {@link Outcome.Unknown}.
 */
public interface PaymentClient {

  /** The provider's short name, such as {@code wechatpay}. */
  String provider();

  /**
   * What {@link #create} will be about, without sending anything. Store it before calling {@code
   * create}: then a crash between the two loses nothing.
   *
   * @throws InvalidRequestException if this provider would refuse the request unseen
   */
  PaymentRef ref(PaymentRequest<?> request);

  /**
   * Asks the provider for a way to pay, or with a payment code for the money itself.
   *
   * @return accepted, rejected, or unknown; accepted is not paid
   * @throws InvalidRequestException if the request breaks a rule; nothing was sent
   * @throws UnavailableException if it provably did not reach the provider; repeat the same id
   * @throws MismatchException if the proven answer is about something else; it may have been
   *     carried out, so stop and look
   */
  <R> Outcome<R> create(PaymentRequest<R> request);

  /**
   * Asks how an attempt stands.
   *
   * @return the payment, or empty: not known to the provider <em>now</em>. Empty is never "unpaid",
   *     never final before the attempt's time is over, and never permission for a new number
   * @throws UnavailableException if no answer was to be had; ask later
   * @throws RejectedException if the provider refuses the question; fix the configuration
   * @throws MismatchException if the answer is proven but about another order, amount or merchant
   */
  Optional<Payment> find(PaymentRef payment);

  /**
   * Gives money back.
   *
   * @return accepted (the money comes later; see {@link Refund#state()}), rejected, or unknown:
   *     look up or repeat the <em>same</em> refund id
   * @throws InvalidRequestException if the request breaks a rule; nothing was sent
   * @throws UnavailableException if it provably did not reach the provider; repeat the same id
   * @throws MismatchException if the proven answer is about something else; it may have been
   *     carried out, so stop and look
   */
  Outcome<Refund> refund(RefundRequest request);

  /**
   * What to do next about an attempt. Pure: no input or output, the same answer for the same
   * arguments. Store what it answers, carry it out once it is due ({@link FollowUp#isDue}), and
   * call this again after that; computed anew before then it only moves the moment away.
   *
   * @param payment the attempt
   * @param last what {@link #find} answered last, empty if it was not known or never asked
   * @param now the present moment
   */
  FollowUp followUp(PaymentRef payment, Optional<Payment> last, Instant now);

  /** Proves and handles what the provider posts to the notify URL. */
  NotificationHandler notifications();

  /**
   * The same client, whose calls end before a moment: a function's remaining time. Keys, transport
   * and policy are shared; making one costs nothing.
   *
   * @param deadline a call begun near it is given only the time left; one begun after it is not
   *     sent
   */
  PaymentClient before(Instant deadline);
}
