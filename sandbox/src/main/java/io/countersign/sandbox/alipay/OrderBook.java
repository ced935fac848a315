// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.alipay;

import io.countersign.sandbox.alipay.OrderView.State;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The orders of one merchant, and what may happen to them. Used while the account is locked. */
final class OrderBook {
  private static final Duration SLOW_REFUND = Duration.ofMinutes(1);
  private static final Duration BANK = Duration.ofDays(1);

  /** After it money that is frozen is let go by itself. */
  private static final Duration LONGEST_HELD = Duration.ofDays(30);

  private final Account account;
  private final Map<String, Order> byNumber = new LinkedHashMap<>();

  OrderBook(Account account) {
    this.account = account;
  }

  List<Order> all() {
    return List.copyOf(byNumber.values());
  }

  Optional<Order> find(String outTradeNo) {
    return Optional.ofNullable(byNumber.get(outTradeNo));
  }

  Optional<Order> byTradeNo(String tradeNo) {
    return byNumber.values().stream().filter(order -> order.tradeNo.equals(tradeNo)).findFirst();
  }

  /** An order for a test or a payer's page, begun or not. */
  Order known(String outTradeNo) {
    return find(outTradeNo)
        .orElseThrow(() -> new IllegalStateException("there is no order " + outTradeNo));
  }

  void add(Order order) {
    byNumber.put(order.outTradeNo, order);
    account.agenda.at(
        order.expires,
        () -> {
          synchronized (account) {
            if (order.state == State.WAIT_BUYER_PAY) {
              close(order);
            } else if (order.state == State.NOT_STARTED) {
              order.state = State.TRADE_CLOSED;
            }
          }
        });
  }

  /** The payer scans the code, logs in, or opens the payment in an app. */
  void start(Order order) {
    Instant now = account.agenda.now();
    if (order.state == State.NOT_STARTED) {
      if (order.expired(now)) {
        throw new IllegalStateException("this payment has expired");
      }
      order.state = State.WAIT_BUYER_PAY;
    } else if (order.state != State.WAIT_BUYER_PAY) {
      throw new IllegalStateException("this order is " + order.state);
    }
  }

  void pay(Order order) {
    start(order);
    order.state = State.TRADE_SUCCESS;
    order.typing = false;
    order.paidAt = account.agenda.now();
    enter(LedgerEntry.Kind.PAYMENT, order, order.fen);
    if (order.holds) {
      order.hold(order.fen);
      later(LONGEST_HELD, () -> order.release(order.held));
    }
    Duration window = account.setup.refundWindow();
    if (window.isZero()) {
      order.state = State.TRADE_FINISHED;
    } else {
      later(window, () -> endWindow(order));
    }
    account.notifications.queue(order, Notices.payment(order));
  }

  private void endWindow(Order order) {
    if (order.state == State.TRADE_SUCCESS) {
      finish(order);
    }
  }

  /** Ends an unpaid order that the payer has begun. */
  void close(Order order) {
    order.state = State.TRADE_CLOSED;
    order.typing = false;
    order.closedAt = account.agenda.now();
    account.notifications.queue(order, Notices.payment(order));
  }

  void finish(Order order) {
    if (order.state != State.TRADE_SUCCESS) {
      throw new IllegalStateException("this order is " + order.state);
    }
    order.state = State.TRADE_FINISHED;
    account.notifications.queue(order, Notices.payment(order));
  }

  /** Begins a refund that was checked before, in its course. */
  void refund(Order order, Refund refund) {
    order.refunds.put(refund.outRequestNo, refund);
    order.lastRefund = refund.at;
    switch (refund.course) {
      case AT_ONCE -> complete(order, refund);
      case LATER -> later(SLOW_REFUND, () -> complete(order, refund));
      case FAILS -> later(SLOW_REFUND, () -> order.refunds.remove(refund.outRequestNo));
      case TO_BANK, BANK_REFUSES -> {
        complete(order, refund);
        later(BANK, () -> bankAnswers(order, refund));
      }
    }
  }

  private void later(Duration wait, Runnable work) {
    account.agenda.at(
        account.agenda.now().plus(wait),
        () -> {
          synchronized (account) {
            work.run();
          }
        });
  }

  private void complete(Order order, Refund refund) {
    refund.success = true;
    refund.returned.forEach(share -> account.royalties.returned(order, share));
    order.release(Math.min(order.held, refund.fen));
    enter(LedgerEntry.Kind.REFUND, order, refund.fen);
    if (order.refunded() == order.fen) {
      order.state = State.TRADE_CLOSED;
      order.closedAt = account.agenda.now();
    }
    account.notifications.queue(order, Notices.refund(order, refund));
  }

  private void bankAnswers(Order order, Refund refund) {
    refund.bankAnswered = account.agenda.now();
    if (refund.reportsBank) {
      order.app.tell(
          order.outTradeNo,
          "alipay.trade.refund.depositback.completed",
          RefundCalls.landed(order, refund));
    }
  }

  private void enter(LedgerEntry.Kind kind, Order order, long fen) {
    account.ledger.enter(
        new LedgerEntry(account.agenda.now(), kind, order.outTradeNo, order.tradeNo, fen));
  }
}
