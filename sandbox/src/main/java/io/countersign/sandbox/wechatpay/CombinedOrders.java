// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.wechatpay;

import java.net.URI;
import java.util.Optional;

/**
 * Combined orders of one merchant: who may take part, and what the payer does.
 *
 * <p>Sub-orders are charged in their own merchants' ledgers. Actions that are impossible throw
 * {@link IllegalStateException} with the reason.
 */
public final class CombinedOrders {
  private final Account account;

  CombinedOrders(Account account) {
    this.account = account;
  }

  /**
   * Binds another merchant to all apps of this one, so that it can have sub-orders in this
   * merchant's combined orders.
   *
   * @param seller a merchant of the same gateway
   */
  public void bind(WeChatPayMerchant seller) {
    CombinedOrderBook book = seller.account().combined;
    account.apps.ids().values().forEach(book::bind);
  }

  /** The page on which a person pays a combined order: an http address of this gateway. */
  public URI cashierPage(String combineOutTradeNo) {
    synchronized (account.combined.monitor()) {
      Tickets.Ticket ticket = account.combined.payable(combineOutTradeNo).ticket;
      if (ticket == null) {
        throw new IllegalStateException("nothing has led the payer here");
      }
      return account.tickets.page(ticket);
    }
  }

  /** The payer pays all sub-orders. */
  public void pay(String combineOutTradeNo) {
    synchronized (account.combined.monitor()) {
      account.combined.pay(combineOutTradeNo);
    }
  }

  /** An attempt to pay fails: the whole stays open. */
  public void failPayment(String combineOutTradeNo) {
    synchronized (account.combined.monitor()) {
      account.combined.failPayment(combineOutTradeNo);
    }
  }

  /** The payer begins to type the password; until the end the whole cannot be closed. */
  public void startPassword(String combineOutTradeNo) {
    synchronized (account.combined.monitor()) {
      account.combined.startPassword(combineOutTradeNo);
    }
  }

  /** A combined order: how it stands now. */
  public Optional<CombinedOrderView> order(String combineOutTradeNo) {
    synchronized (account.combined.monitor()) {
      return account
          .combined
          .combined(combineOutTradeNo)
          .map(order -> order.locked(() -> view(order)));
    }
  }

  /** The one notification of the whole payment: the notification, signed now. */
  public SignedNotification paymentNotification(String combineOutTradeNo) {
    synchronized (account.combined.monitor()) {
      Order whole =
          account
              .combined
              .find(combineOutTradeNo)
              .orElseThrow(
                  () ->
                      new IllegalStateException(
                          "there is no combined order with this combine_out_trade_no"));
      NotificationEvent event = whole.paymentEvent;
      if (event == null) {
        throw new IllegalStateException("this combined order is not paid: no notification");
      }
      return SignedNotification.of(account, event)
          .to(URI.create(whole.terms.path("notify_url").asText()).getRawPath());
    }
  }

  private static CombinedOrderView view(CombinedOrder order) {
    return new CombinedOrderView(
        order.whole.outTradeNo,
        order.whole.state,
        order.whole.total,
        Optional.ofNullable(order.whole.transactionId),
        order.parts.stream().map(part -> part.order().view()).toList());
  }
}
