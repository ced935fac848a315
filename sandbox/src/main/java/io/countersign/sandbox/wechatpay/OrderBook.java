// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.wechatpay;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.sandbox.wechatpay.LedgerEntry.Kind;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The orders of one merchant, and what payer and merchant may do to them. */
final class OrderBook {
  private static final Duration USUAL_LIFE = Duration.ofDays(7);
  private static final Duration SHORTEST_LIFE = Duration.ofMinutes(1);
  private static final Duration LONGEST_LIFE = Duration.ofDays(90);

  private final Account account;
  private final Map<String, Order> orders = new LinkedHashMap<>();

  OrderBook(Account account) {
    this.account = account;
  }

  Optional<Order> find(String outTradeNo) {
    Order order = orders.get(outTradeNo);
    if (order != null) {
      order.passTime(account.agenda.now());
    }
    return Optional.ofNullable(order);
  }

  Optional<Order> findPaid(String transactionId) {
    return orders.values().stream()
        .filter(order -> transactionId.equals(order.transactionId))
        .findFirst();
  }

  Collection<Order> all() {
    return orders.values();
  }

  /** Creates the order, or lets the same order in again, and issues a fresh ticket. */
  Tickets.Ticket place(Product product, ObjectNode terms, Instant now) throws Refusal {
    Order order = find(terms.path("out_trade_no").asText()).orElse(null);
    if (order == null) {
      order = new Order(product, terms, now, expiry(terms, now));
      orders.put(order.outTradeNo, order);
    } else {
      admitAgain(order, product, terms);
    }
    Instant until = now.plus(product.tokenLife);
    if (order.expiresAt.isBefore(until)) {
      until = order.expiresAt;
    }
    Tickets.Ticket ticket = account.tickets.issue(account, order.outTradeNo, now, until);
    order.ticket = ticket;
    return ticket;
  }

  void add(Order order) {
    orders.put(order.outTradeNo, order);
  }

  private static void admitAgain(Order order, Product product, ObjectNode terms) throws Refusal {
    boolean same = order.product == product && order.terms.equals(terms);
    if (order.product != product) {
      throw Refusal.of(
          ErrorCode.OUT_TRADE_NO_USED, "out_trade_no was used for an order of another product");
    }
    if (order.paid()) {
      throw same
          ? Refusal.of(ErrorCode.ORDER_PAID, "the order is paid already")
          : Refusal.of(
              ErrorCode.OUT_TRADE_NO_USED, "out_trade_no was used and paid with other parameters");
    }
    if (order.state == TradeState.CLOSED) {
      throw Refusal.of(ErrorCode.ORDER_CLOSED, "the order is closed, use a new out_trade_no");
    }
    if (!same) {
      throw Refusal.of(
          ErrorCode.INVALID_REQUEST,
          ErrorCode.REENTRY_WITH_OTHER_PARAMETERS,
          "out_trade_no was used with other parameters (" + difference(order.terms, terms) + ")");
    }
  }

  static String difference(ObjectNode before, ObjectNode now) {
    StringBuilder names = new StringBuilder("different:");
    for (Map.Entry<String, JsonNode> field : before.properties()) {
      if (!field.getValue().equals(now.get(field.getKey()))) {
        names.append(' ').append(field.getKey());
      }
    }
    for (Map.Entry<String, JsonNode> field : now.properties()) {
      if (!before.has(field.getKey())) {
        names.append(' ').append(field.getKey());
      }
    }
    return names.toString();
  }

  private static Instant expiry(ObjectNode terms, Instant now) {
    if (!terms.has("time_expire")) {
      return now.plus(USUAL_LIFE);
    }
    Instant wanted = OffsetDateTime.parse(terms.path("time_expire").asText()).toInstant();
    Instant earliest = now.plus(SHORTEST_LIFE);
    Instant latest = now.plus(LONGEST_LIFE);
    if (wanted.isBefore(earliest)) {
      return earliest;
    }
    return wanted.isAfter(latest) ? latest : wanted;
  }

  /**
   * What a payer does at the cashier; a payer who cannot is an error of the test or a message on
   * the page.
   */
  Order payable(String outTradeNo) {
    Order order =
        find(outTradeNo)
            .orElseThrow(
                () -> new IllegalStateException("there is no order with this out_trade_no"));
    boolean open = order.state == TradeState.NOTPAY || order.state == TradeState.USERPAYING;
    if (!open) {
      throw new IllegalStateException("the order cannot be paid, its state is " + order.state);
    }
    Tickets.Ticket ticket = order.ticket;
    if (order.product != Product.CODEPAY
        && (ticket == null || !ticket.validAt(account.agenda.now()))) {
      throw new IllegalStateException(
          "the payer's link has expired; place the same order again for a fresh one");
    }
    return order;
  }

  void pay(String outTradeNo) {
    Order order = payable(outTradeNo);
    Instant now = account.agenda.now();
    order.markPaid(now, account);
    account
        .ledgerOf(order)
        .enter(now, Kind.CHARGE, order.outTradeNo, order.outTradeNo, order.total);
    if (order.product == Product.CODEPAY) {
      return;
    }
    NotificationEvent event =
        NotificationEvent.of("TRANSACTION.SUCCESS", "transaction", "支付成功", order.json(), now);
    order.paymentEvent = event;
    account.notifications.queue(
        SignedNotification.of(account, event), order.terms.path("notify_url").asText());
  }

  void startPassword(String outTradeNo) {
    payable(outTradeNo).payerIsTyping = true;
  }

  /** A failed attempt leaves an ordinary order unpaid, but ends a code-pay order. */
  void failPayment(String outTradeNo) {
    Order order = payable(outTradeNo);
    order.payerIsTyping = false;
    if (order.product == Product.CODEPAY) {
      order.state = TradeState.PAYERROR;
      order.failure = ErrorCode.TRADE_ERROR;
    }
  }

  void close(String outTradeNo) throws Refusal {
    Order order = find(outTradeNo).orElseThrow(OrderBook::unknown);
    if (order.product == Product.CODEPAY) {
      String message = "a code-pay order is not closed but reversed";
      throw Refusal.of(ErrorCode.INVALID_REQUEST, ErrorCode.ONLY_REVERSE_ALLOWED, message);
    }
    if (order.paid()) {
      throw Refusal.of(ErrorCode.ORDER_PAID, "the order is paid, refund it instead of closing it");
    }
    if (order.payerIsTyping) {
      throw Refusal.of(
          ErrorCode.USERPAYING, "the payer is typing the password, query and try again");
    }
    order.state = TradeState.CLOSED;
  }

  void reverse(String outTradeNo, String appid) throws Refusal {
    Order order = find(outTradeNo).orElseThrow(OrderBook::unknown);
    if (order.product != Product.CODEPAY) {
      throw Refusal.of(
          ErrorCode.INVALID_REQUEST, "only code-pay orders are reversed; close this one");
    }
    if (!order.parties.appid().equals(appid)) {
      throw Refusal.of(ErrorCode.INVALID_REQUEST, "the appid is not the order's");
    }
    if (order.state == TradeState.REFUND) {
      throw Refusal.of(
          ErrorCode.TRADE_ERROR, "the order has refunds, it cannot be reversed any more");
    }
    if (order.state == TradeState.SUCCESS) {
      account
          .ledgerOf(order)
          .enter(account.agenda.now(), Kind.REVERSAL, outTradeNo, outTradeNo, order.total);
    }
    order.state = TradeState.REVOKED;
    order.payerIsTyping = false;
  }

  static Refusal unknown() {
    return Refusal.of(ErrorCode.ORDER_NOT_EXIST, "there is no such order");
  }
}
