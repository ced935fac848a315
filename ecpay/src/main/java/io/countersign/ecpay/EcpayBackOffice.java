// SPDX-License-Identifier: Apache-2.0
package io.countersign.ecpay;

import io.countersign.InvalidRequestException;
import io.countersign.MismatchException;
import io.countersign.Outcome;
import io.countersign.PaymentRef;
import io.countersign.UnavailableException;

/**
 * Charging a card whose number passes the shop's server (幕後授權), for orders by telephone or post.
 * Needs a contract of its own and PCI DSS SAQ-D; whoever has a page uses {@link EcpayEmbedded}
 * instead, where the number never comes near. Immutable and safe for use by many threads. (綠界科技
 * ECPay, 幕後授權, 信用卡卡號授權.)
 */
public final class EcpayBackOffice {

  private final EcpayClient client;

  EcpayBackOffice(EcpayClient client) {
    this.client = client;
  }

  /**
   * The reference of an order's payment, known before anything is sent: store it first. Pure.
   *
   * @throws InvalidRequestException if the order breaks a rule
   */
  public PaymentRef ref(EcpayEmbeddedOrder order) {
    return new BackOfficeCalls(client.gateway()).ref(order);
  }

  /**
   * Charges a card, once. Neither this library nor the shop may repeat it: after an unknown outcome
   * ask with the reference.
   *
   * @param order for the card alone: no schedule, no instalments, no last moment to pay. Its
   *     consumer's phone must be digits and the name Latin letters. With a result URL the bank may
   *     ask the payer for a password
   * @param card the card
   * @return as {@link EcpayEmbedded#createPayment}
   * @throws InvalidRequestException if a part is missing or does not belong here; nothing was sent
   * @throws UnavailableException if it provably did not reach ECPay
   * @throws MismatchException if a proven answer is about another merchant, order or amount; it may
   *     have been charged, so stop and look
   */
  public Outcome<EcpayChargeResult> authorize(EcpayEmbeddedOrder order, EcpayCard card) {
    return new BackOfficeCalls(client.gateway()).authorize(order, card);
  }
}
