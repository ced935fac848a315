// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.ecpay;

import io.countersign.sandbox.ecpay.CardTrade.Card;
import io.countersign.sandbox.ecpay.LedgerEntry.Kind;
import io.countersign.sandbox.ecpay.Order.Door;
import io.countersign.sandbox.ecpay.OrderView.State;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/** One merchant's orders and what happens to them; only for use while the account is locked. */
final class OrderBook {
  /** After so long ECPay hears of a barcode that was paid in a shop. */
  static final Duration BARCODE_DELAY = Duration.ofDays(2);

  private final Account account;

  OrderBook(Account account) {
    this.account = account;
  }

  Order make(Account sender, Door door, Map<String, String> terms) throws Refusal {
    String number = terms.getOrDefault("MerchantTradeNo", "");
    if (account.find(number).isPresent() || !sender.usedNumbers.add(number)) {
      throw new Refusal(RtnCode.DUPLICATE, "MerchantTradeNo was used before");
    }
    Instant now = account.agenda.now();
    Order order = new Order(account, sender.keys, door, terms, Numbers.tradeNo(now), now);
    account.keep(order);
    return order;
  }

  Order open(String merchantTradeNo) {
    Order order = known(merchantTradeNo);
    need(order.state == State.OPEN || order.state == State.PENDING, order);
    return order;
  }

  Order known(String merchantTradeNo) {
    return account
        .find(merchantTradeNo)
        .orElseThrow(() -> new IllegalStateException("there is no order with this number"));
  }

  void payByCard(Order order, Card card) {
    need(order.state == State.OPEN || order.state == State.PENDING, order);
    order.method = Method.CREDIT;
    order.sub = "CreditCard";
    order.waiting = null;
    Instant now = account.agenda.now();
    CardTrade trade =
        new CardTrade(account, order.merchantTradeNo, order.tradeNo, card, order.amount, now);
    order.card = trade;
    paid(order, now);
    keep(order, card, now);
    if (!order.term("PeriodType").isEmpty()) {
      order.period = new PeriodContract(order, trade);
    }
    Notices.result(order);
  }

  private void keep(Order order, Card card, Instant now) {
    String member = order.member();
    if (!member.isEmpty()) {
      order.boundBefore = account.cards.same(member, card).isPresent();
      order.bound =
          account
              .cards
              .keep(member, card, order.merchantTradeNo, now)
              .map(kept -> kept.bound)
              .orElse(null);
    }
  }

  /** Wallets and the like, which need nothing but the payer's word. */
  void payAtOnce(Order order, Method method, String sub) {
    need(order.state == State.OPEN || order.state == State.PENDING, order);
    order.method = method;
    order.sub = sub;
    received(order);
    Notices.result(order);
  }

  void issue(Order order, Method method, String sub) {
    need(order.state == State.OPEN, order);
    order.method = method;
    order.sub = sub;
    Instant now = account.agenda.now();
    long days = 0;
    long minutes = 0;
    switch (method) {
      case ATM -> days = number(order.term("ExpireDate"), 3);
      case CVS -> minutes = number(order.term("StoreExpireDate"), 10_080);
      default -> days = number(order.term("StoreExpireDate"), 7);
    }
    if (method == Method.BNPL) {
      order.state = State.PENDING;
    } else {
      order.number = PaymentNumber.of(method, sub, now, days, minutes);
      order.state = State.NUMBERED;
    }
    order.rtnCode =
        method == Method.ATM || method == Method.BNPL
            ? RtnCode.ACCOUNT_ISSUED
            : RtnCode.STORE_CODE_ISSUED;
    Notices.number(order);
  }

  /** The payer pays with a number; of a barcode paid in a shop ECPay hears two days later. */
  void payNumber(Order order) {
    payable(order);
    Instant now = account.agenda.now();
    if (order.method == Method.BARCODE) {
      account.agenda.at(
          now.plus(BARCODE_DELAY),
          () -> {
            synchronized (account) {
              if (order.state == State.NUMBERED) {
                received(order);
                order.paidAt = now;
                Notices.result(order);
              }
            }
          });
      return;
    }
    received(order);
    Notices.result(order);
  }

  /** 模擬付款 in the back office: told as paid, but no money moves. */
  void simulate(Order order) {
    payable(order);
    order.simulated = true;
    paid(order, account.agenda.now());
    Notices.result(order);
  }

  void fail(Order order, String code) {
    need(order.state == State.OPEN || order.state == State.PENDING, order);
    if (order.method == null) {
      order.method = Method.CREDIT;
      order.sub = "CreditCard";
    }
    order.waiting = null;
    order.state = State.FAILED;
    order.rtnCode = code;
    Notices.result(order);
  }

  void leavePending(Order order) {
    need(order.state == State.OPEN, order);
    order.method = Method.CREDIT;
    order.sub = "CreditCard";
    order.state = State.PENDING;
    order.rtnCode = RtnCode.PENDING;
    Notices.result(order);
  }

  private void payable(Order order) {
    PaymentNumber number = order.number;
    need(order.state == State.NUMBERED && number != null, order);
    if (number != null && account.agenda.now().isAfter(number.until())) {
      throw new IllegalStateException("the payment number has expired");
    }
  }

  private void received(Order order) {
    Instant now = account.agenda.now();
    account.ledger.enter(
        new LedgerEntry(now, Kind.CHARGE, order.merchantTradeNo, order.tradeNo, order.amount));
    account.ledger.move(order.amount);
    paid(order, now);
  }

  private static void paid(Order order, Instant at) {
    order.state = State.PAID;
    order.paidAt = at;
    order.rtnCode = RtnCode.OK;
  }

  private static long number(String text, long otherwise) {
    return text.isEmpty() ? otherwise : Long.parseLong(text);
  }

  private static void need(boolean possible, Order order) {
    if (!possible) {
      throw new IllegalStateException("impossible while this order is " + order.state);
    }
  }
}
