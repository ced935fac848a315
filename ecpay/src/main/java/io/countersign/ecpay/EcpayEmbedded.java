// SPDX-License-Identifier: Apache-2.0
package io.countersign.ecpay;

import io.countersign.InvalidRequestException;
import io.countersign.MismatchException;
import io.countersign.Outcome;
import io.countersign.PaymentRef;
import io.countersign.Secret;
import io.countersign.UnavailableException;

/**
 * ECPay's form inside the shop's own page (站內付 2.0): the payer types the card there, the number
 * never passes the shop's server. Immutable and safe for use by many threads.
 *
 * <ol>
 *   <li>Store {@link #ref}, then get a token with {@link #tokenByTrade}.
 *   <li>The page shows ECPay's form with it ({@code ECPay.createPayment(token, …)}) and, when the
 *       payer has filled it in, gets a PayToken ({@code ECPay.getPayToken}), which it posts to the
 *       shop.
 *   <li>{@link #createPayment} charges, once. Nearly always it answers a page of the bank: send the
 *       payer there.
 *   <li>The browser comes back to the order's result URL with a post, which proves nothing. The
 *       notification does not either: it is encrypted but not signed, so its reader asks ECPay.
 *       {@link io.countersign.PaymentClient#find} with the reference tells the same at any time.
 * </ol>
 *
 * <p>The page of the shop is part of the payment: PCI DSS SAQ A-EP applies to it. A content
 * security policy must let it load, frame and call {@code https://ecpg.ecpay.com.tw} (on stage
 * {@code ecpg-stage}, too). (綠界科技 ECPay, 站內付 2.0.)
 */
public final class EcpayEmbedded {

  private final EcpayClient client;

  EcpayEmbedded(EcpayClient client) {
    this.client = client;
  }

  /**
   * The reference of an order's payment, known before anything is sent: store it first. Pure.
   *
   * @throws InvalidRequestException if the order breaks a rule
   */
  public PaymentRef ref(EcpayEmbeddedOrder order) {
    return new EmbeddedCalls(client.gateway()).ref(order);
  }

  /**
   * Gets a token for the form of one order. Nothing is charged, and the order exists only after
   * {@link #createPayment}.
   *
   * @return accepted with the token; rejected if ECPay refuses the order; or unknown, then the same
   *     order may be sent again
   * @throws InvalidRequestException if the order breaks a rule; nothing was sent
   * @throws UnavailableException if it provably did not reach ECPay
   * @throws MismatchException if the answer is about another merchant
   */
  public Outcome<EcpayFormToken> tokenByTrade(EcpayEmbeddedOrder order) {
    return new EmbeddedCalls(client.gateway()).tokenByTrade(order);
  }

  /**
   * Gets a token for ECPay's page with the cards that a member of the shop keeps there.
   *
   * @param member with {@link EcpayConsumer#withMemberId}
   * @return as {@link #tokenByTrade}
   * @throws InvalidRequestException if the consumer has no member id; nothing was sent
   * @throws UnavailableException if it provably did not reach ECPay
   * @throws MismatchException if the answer is about another merchant
   */
  public Outcome<EcpayFormToken> tokenByUser(EcpayConsumer member) {
    return new EmbeddedCalls(client.gateway()).tokenByUser(member);
  }

  /**
   * Charges what the payer filled in, once. This library never repeats it, and neither may the
   * shop: after an unknown outcome ask with the reference.
   *
   * @param payment what {@link #ref} answered for the order that the token was made for
   * @param payToken what {@code ECPay.getPayToken} gave the page; good for one charge
   * @return accepted with the bank's page to open, the payment, or the number to pay with; rejected
   *     if ECPay refused and, asked once more, does not show it paid, or with the payment if it
   *     does ({@link io.countersign.Rejection#payment()}); or unknown
   * @throws InvalidRequestException if the reference was not made for the embedded form of this
   *     merchant, or the token is empty; nothing was sent
   * @throws UnavailableException if it provably did not reach ECPay
   * @throws MismatchException if a proven answer is about another merchant, order or amount; it may
   *     have been charged, so stop and look
   */
  public Outcome<EcpayChargeResult> createPayment(PaymentRef payment, Secret payToken) {
    return new EmbeddedCalls(client.gateway()).createPayment(payment, payToken);
  }

  /** Cards that ECPay keeps for members of the shop. */
  public EcpayBoundCards boundCards() {
    return new EcpayBoundCards(client);
  }
}
