// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.wechatpay;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** Code pay: the merchant scans the payer, and money may move within the call. */
final class CodePay {
  private static final Duration TYPING = Duration.ofSeconds(10);
  private static final ObjectShape SHAPE = OrderShapes.order(Product.CODEPAY);

  /** Which order of which merchant used up a code: all merchants scan the same payers. */
  private final Map<String, String> usedCodes = new ConcurrentHashMap<>();

  static String authCode(PayerBehaviour behaviour) {
    return "13" + behaviour.digits() + Tokens.digits(14);
  }

  Answer charge(Call call) throws Refusal {
    return charge(call, OrderCalls.terms(call, SHAPE, Product.CODEPAY));
  }

  Answer charge(Call call, ObjectNode terms) throws Refusal {
    Account account = call.account();
    synchronized (account) {
      Order order = account.orders.find(terms.path("out_trade_no").asText()).orElse(null);
      if (order == null) {
        order = begin(account, terms, call.now());
      } else {
        admitAgain(order, terms);
      }
      return answer(account, order);
    }
  }

  private Order begin(Account account, ObjectNode terms, Instant now) throws Refusal {
    String code = terms.at("/payer/auth_code").asText();
    Order order = new Order(Product.CODEPAY, terms, now, now);
    account.orders.checkFree(order.outTradeNo);
    if (usedCodes.putIfAbsent(code, account.mchid + "/" + order.outTradeNo) != null) {
      throw Refusal.of(
          ErrorCode.INVALID_REQUEST,
          "the payment code was used for another order, scan a fresh one");
    }
    order.state = TradeState.USERPAYING;
    account.orders.add(order);
    switch (behaviour(code)) {
      case PAYS_AT_ONCE -> account.orders.pay(order.outTradeNo);
      case NEEDS_PASSWORD -> order.payerIsTyping = true;
      case PAYS_AFTER_PASSWORD -> later(account, order, () -> account.orders.pay(order.outTradeNo));
      case FAILS_AFTER_PASSWORD ->
          later(account, order, () -> account.orders.failPayment(order.outTradeNo));
      case BANK_ERROR -> fail(order, ErrorCode.BANK_ERROR);
      case NOT_ENOUGH -> fail(order, ErrorCode.NOT_ENOUGH);
    }
    return order;
  }

  private static void admitAgain(Order order, ObjectNode terms) throws Refusal {
    if (order.product != Product.CODEPAY) {
      throw Refusal.of(
          ErrorCode.OUT_TRADE_NO_USED, "out_trade_no was used for an order of another product");
    }
    if (!order.terms.equals(terms)) {
      throw Refusal.of(
          ErrorCode.INVALID_REQUEST,
          ErrorCode.REENTRY_WITH_OTHER_PARAMETERS,
          "out_trade_no was used with other parameters ("
              + OrderBook.difference(order.terms, terms)
              + "); a new payment code needs a new number");
    }
  }

  private static Answer answer(Account account, Order order) throws Refusal {
    return switch (order.state) {
      case SUCCESS, REFUND -> Answer.json(200, order.json());
      case USERPAYING -> {
        if (account.answersUserPayingAsOrder) {
          yield Answer.json(200, order.json());
        }
        throw Refusal.of(
            ErrorCode.USERPAYING, "the payer has to type the password, query every 5 seconds");
      }
      case REVOKED ->
          throw Refusal.of(
              ErrorCode.ORDER_CLOSED, "the order was reversed, use a new out_trade_no");
      default -> {
        ErrorCode failure = order.failure == null ? ErrorCode.TRADE_ERROR : order.failure;
        throw Refusal.of(failure, "the payment failed: " + failure);
      }
    };
  }

  private static void later(Account account, Order order, Runnable end) {
    order.payerIsTyping = true;
    account.agenda.at(
        account.agenda.now().plus(TYPING),
        () -> {
          synchronized (account) {
            if (order.state == TradeState.USERPAYING) {
              end.run();
            }
          }
        });
  }

  private static void fail(Order order, ErrorCode failure) {
    order.state = TradeState.PAYERROR;
    order.failure = failure;
  }

  /** Codes that no test has issued behave too, so that a person can type one in. */
  private static PayerBehaviour behaviour(String code) {
    String digits = code.substring(2, 4);
    return Stream.of(PayerBehaviour.values())
        .filter(behaviour -> behaviour.digits().equals(digits))
        .findFirst()
        .orElse(PayerBehaviour.PAYS_AT_ONCE);
  }
}
