// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.alipay;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.sandbox.alipay.OrderView.State;
import java.time.Duration;
import java.time.Instant;

/** The calls that make orders. */
final class OrderCalls {
  private static final Duration TYPING = Duration.ofSeconds(10);

  private OrderCalls() {}

  static ObjectNode precreate(Call call) throws Refusal {
    long fen = OrderTerms.check(call);
    Order order = make(call, fen);
    return JsonText.object()
        .put("out_trade_no", order.outTradeNo)
        .put("qr_code", call.base() + Cashier.PAY + order.ticket);
  }

  static ObjectNode create(Call call) throws Refusal {
    long fen = OrderTerms.check(call);
    OrderTerms.product(call, "", "JSAPI_PAY", "FACE_TO_FACE_PAYMENT");
    String openId = call.text("buyer_open_id", 128);
    String userId = call.text("buyer_id", 28);
    if (openId.isEmpty() && userId.isEmpty() && call.text("buyer_logon_id", 100).isEmpty()) {
      throw Refusal.field("buyer_open_id", "or buyer_id is missing");
    }
    if (!userId.isEmpty() && !userId.matches("2088[0-9]{12}")) {
      throw Refusal.field("buyer_id", "must be 16 digits that begin with 2088");
    }
    if (!openId.isEmpty() && !openId.equals(call.app().payerOpenId)) {
      throw Refusal.business(
          "ACQ.BUYER_NOT_EXIST", "buyer_open_id is not one that this application was told");
    }
    if (call.text("product_code", 64).equals("JSAPI_PAY")) {
      call.needed("op_app_id", 32);
    }
    Order order = make(call, fen);
    if (order.state == State.NOT_STARTED) {
      // The buyer is named, so there is a trade at once.
      order.state = State.WAIT_BUYER_PAY;
      order.buyerId = userId.isEmpty() ? order.buyerId : userId;
    }
    return numbers(order);
  }

  /** For pages and order strings; what the payer's browser or app does with it. */
  static Order begin(Call call) throws Refusal {
    long fen = OrderTerms.check(call);
    switch (call.operation()) {
      case PAGE_PAY -> OrderTerms.product(call, "FAST_INSTANT_TRADE_PAY");
      case WAP_PAY -> {
        OrderTerms.product(call, "QUICK_WAP_WAY");
        call.needed("quit_url", 400);
      }
      default ->
          OrderTerms.product(
              call, "", "QUICK_MSECURITY_PAY", "CYCLE_PAY_AUTH", "GENERAL_WITHHOLDING");
    }
    return make(call, fen);
  }

  private static Order make(Call call, long fen) throws Refusal {
    Account account = call.owner();
    Order known = account.orders.find(call.needed("out_trade_no", 64)).orElse(null);
    if (known == null) {
      Order order = new Order(call, fen, OrderTerms.expires(call));
      account.orders.add(order);
      return order;
    }
    checkOpen(known);
    OrderTerms.same(known, call);
    return known;
  }

  private static void checkOpen(Order order) throws Refusal {
    if (order.paid()) {
      throw Refusal.business("ACQ.TRADE_HAS_SUCCESS", "the order with this number is paid");
    }
    if (order.state == State.TRADE_CLOSED) {
      throw Refusal.business("ACQ.TRADE_HAS_CLOSE", "the order with this number is closed");
    }
  }

  static ObjectNode pay(Call call) throws Refusal {
    if (!call.text("auth_no", 64).isEmpty()) {
      return payFromFreeze(call);
    }
    long fen = OrderTerms.check(call);
    String scene = call.needed("scene", 32);
    if (!scene.equals("bar_code") && !scene.equals("security_code")) {
      throw Refusal.field("scene", "must be bar_code or security_code");
    }
    OrderTerms.product(call, "", "FACE_TO_FACE_PAYMENT", "OFFLINE_PAYMENT");
    String code = call.needed("auth_code", 64);
    checkCode(code);
    Order known = call.owner().orders.find(call.needed("out_trade_no", 64)).orElse(null);
    if (known != null) {
      checkOpen(known);
      OrderTerms.same(known, call);
      if (known.typing) {
        return waiting(known);
      }
    }
    PayerBehaviour behaviour = PayerBehaviour.of(code);
    if (behaviour == PayerBehaviour.EXPIRED_CODE || used(call, code)) {
      throw Refusal.business(
          "ACQ.PAYMENT_AUTH_CODE_INVALID", "auth_code has expired or was used, scan again");
    }
    Order order = make(call, fen);
    order.account.orders.start(order);
    return scanned(order, behaviour);
  }

  static void checkCode(String code) throws Refusal {
    if (!code.matches("(2[5-9]|30)[0-9]{14,22}|fp[0-9A-Za-z]{33}")) {
      throw Refusal.business(
          "ACQ.PAYMENT_AUTH_CODE_INVALID", "auth_code must be 16 to 24 digits from 25 to 30");
    }
  }

  private static boolean used(Call call, String code) {
    return call.owner().orders.all().stream()
        .anyMatch(
            order ->
                order.term("auth_code").equals(code)
                    && !order.outTradeNo.equals(call.biz().path("out_trade_no").asText()));
  }

  private static ObjectNode scanned(Order order, PayerBehaviour behaviour) throws Refusal {
    OrderBook book = order.account.orders;
    switch (behaviour) {
      case NOT_ENOUGH ->
          throw Refusal.business("ACQ.BUYER_BALANCE_NOT_ENOUGH", "the payer has not enough money");
      case NEEDS_PASSWORD -> order.typing = true;
      case PAYS_AFTER_PASSWORD -> later(order, () -> book.pay(order));
      case CANCELS_PASSWORD -> later(order, () -> order.typing = false);
      default -> book.pay(order);
    }
    return order.paid() ? paid(order) : waiting(order);
  }

  private static void later(Order order, Runnable end) {
    Account account = order.account;
    order.typing = true;
    account.agenda.at(
        account.agenda.now().plus(TYPING),
        () -> {
          synchronized (account) {
            if (order.typing && order.state == State.WAIT_BUYER_PAY) {
              end.run();
            }
          }
        });
  }

  private static ObjectNode payFromFreeze(Call call) throws Refusal {
    long fen = OrderTerms.check(call);
    OrderTerms.product(call, "PRE_AUTH", "PREAUTH_PAY", "PRE_AUTH_ONLINE");
    Account account = call.owner();
    Freeze freeze =
        account
            .freezes
            .byAuthNo(call.needed("auth_no", 64))
            .orElseThrow(
                () -> Refusal.business("ACQ.AUTH_NO_ERROR", "auth_no names no authorisation"));
    String mode = call.text("auth_confirm_mode", 32);
    if (!mode.isEmpty() && !mode.equals("COMPLETE") && !mode.equals("NOT_COMPLETE")) {
      throw Refusal.field("auth_confirm_mode", "must be COMPLETE or NOT_COMPLETE");
    }
    if (!freeze.product.equals(call.text("product_code", 64))) {
      throw Refusal.business(
          "ACQ.PRE_AUTH_PROD_CODE_INCONSISTENT", "product_code is not the frozen one's");
    }
    Order known = account.orders.find(call.needed("out_trade_no", 64)).orElse(null);
    if (known != null) {
      OrderTerms.same(known, call);
      return paid(known);
    }
    if (!freeze.state.equals("AUTHORIZED")) {
      throw Refusal.business("ACQ.AUTH_ORDER_HAS_FINISHED", "the authorisation is " + freeze.state);
    }
    if (fen > freeze.rest()) {
      throw Refusal.business(
          "ACQ.AUTH_AMOUNT_NOT_ENOUGH", "only " + Numbers.yuan(freeze.rest()) + " are frozen");
    }
    Order order = make(call, fen);
    account.orders.pay(order);
    freeze.pay(fen, mode.equals("COMPLETE"));
    return paid(order);
  }

  private static ObjectNode waiting(Order order) {
    ObjectNode answer = numbers(order).put("code", "10003").put("msg", Refusal.message("10003"));
    order.putBuyer(answer);
    return answer.put("total_amount", Numbers.yuan(order.fen));
  }

  private static ObjectNode paid(Order order) {
    ObjectNode answer = numbers(order);
    order.putBuyer(answer);
    answer.put("total_amount", Numbers.yuan(order.fen));
    putPayment(order, answer);
    Instant at = order.paidAt;
    return at == null ? answer : answer.put("gmt_payment", Numbers.time(at));
  }

  static void putPayment(Order order, ObjectNode into) {
    String all = Numbers.yuan(order.fen);
    into.put("receipt_amount", all)
        .put("buyer_pay_amount", all)
        .put("invoice_amount", all)
        .put("point_amount", "0.00");
    into.putArray("fund_bill_list")
        .addObject()
        .put("fund_channel", "ALIPAYACCOUNT")
        .put("amount", all);
  }

  static ObjectNode numbers(Order order) {
    return JsonText.object().put("trade_no", order.tradeNo).put("out_trade_no", order.outTradeNo);
  }
}
