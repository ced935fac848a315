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
final class OrderBook implements Checkout {
  private static final Duration USUAL_LIFE = Duration.ofDays(7);
  private static final Duration SHORTEST_LIFE = Duration.ofMinutes(1);
  private static final Duration LONGEST_LIFE = Duration.ofDays(90);

  private final Account account;
  private final Map<String, Order> orders = new LinkedHashMap<>();

  OrderBook(Account account) {
    this.account = account;
  }

  @Override
  public Object monitor() {
    return account;
  }

  @Override
  public Optional<Order> find(String outTradeNo) {
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
      add(order);
    } else {
      admitAgain("out_trade_no", order, product, terms);
    }
    return account.tickets.issue(account, this, order, now);
  }

  void add(Order order) throws Refusal {
    checkFree(order.outTradeNo);
    orders.put(order.outTradeNo, order);
  }

  /** A merchant's sub-orders and ordinary orders share their numbers. */
  void checkFree(String outTradeNo) throws Refusal {
    if (account.combined.part(outTradeNo).isPresent()) {
      throw Refusal.of(
          ErrorCode.OUT_TRADE_NO_USED, "out_trade_no was used for a sub-order of a combined order");
    }
  }

  static void admitAgain(String number, Order order, Product product, ObjectNode terms)
      throws Refusal {
    boolean same = order.product == product && order.terms.equals(terms);
    if (order.product != product) {
      throw Refusal.of(
          ErrorCode.OUT_TRADE_NO_USED, number + " was used for an order of another product");
    }
    if (order.paid()) {
      throw same
          ? Refusal.of(ErrorCode.ORDER_PAID, "the order is paid already")
          : Refusal.of(
              ErrorCode.OUT_TRADE_NO_USED, number + " was used and paid with other parameters");
    }
    if (order.state == TradeState.CLOSED) {
      throw Refusal.of(ErrorCode.ORDER_CLOSED, "the order is closed, use a new " + number);
    }
    if (!same) {
      throw Refusal.of(
          ErrorCode.INVALID_REQUEST,
          ErrorCode.REENTRY_WITH_OTHER_PARAMETERS,
          number + " was used with other parameters (" + difference(order.terms, terms) + ")");
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

  static Instant expiry(ObjectNode terms, Instant now) {
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
  @Override
  public Order payable(String outTradeNo) {
    Order order =
        find(outTradeNo)
            .orElseThrow(
                () -> new IllegalStateException("there is no order with this out_trade_no"));
    checkPayable(order, account.agenda.now());
    return order;
  }

  static void checkPayable(Order order, Instant now) {
    boolean open = order.state == TradeState.NOTPAY || order.state == TradeState.USERPAYING;
    if (!open) {
      throw new IllegalStateException("the order cannot be paid, its state is " + order.state);
    }
    Tickets.Ticket ticket = order.ticket;
    if (order.product != Product.CODEPAY && (ticket == null || !ticket.validAt(now))) {
      throw new IllegalStateException(
          "the payer's link has expired; place the same order again for a fresh one");
    }
  }

  @Override
  public void pay(String outTradeNo) {
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

  @Override
  public void startPassword(String outTradeNo) {
    payable(outTradeNo).payerIsTyping = true;
  }

  /** A failed attempt leaves an ordinary order unpaid, but ends a code-pay order. */
  @Override
  public void failPayment(String outTradeNo) {
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
    checkClosable(order);
    order.state = TradeState.CLOSED;
  }

  static void checkClosable(Order order) throws Refusal {
    if (order.paid()) {
      throw Refusal.of(ErrorCode.ORDER_PAID, "the order is paid, refund it instead of closing it");
    }
    if (order.payerIsTyping) {
      throw Refusal.of(
          ErrorCode.USERPAYING, "the payer is typing the password, query and try again");
    }
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
