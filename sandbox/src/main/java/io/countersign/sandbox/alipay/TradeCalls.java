// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.alipay;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.sandbox.alipay.Order.Refund;
import io.countersign.sandbox.alipay.OrderView.State;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** The calls about orders that are there. */
final class TradeCalls {
  private static final Duration CANCEL_WINDOW = Duration.ofHours(24);
  private static final Duration REFUND_PAUSE = Duration.ofSeconds(3);

  private TradeCalls() {}

  static ObjectNode query(Call call) throws Refusal {
    Order order = begun(call);
    ObjectNode answer = OrderCalls.numbers(order);
    order.putBuyer(answer);
    answer
        .put("trade_status", order.state.name())
        .put("total_amount", Numbers.yuan(order.fen))
        .put("buyer_user_type", "PRIVATE");
    if (order.paid()) {
      OrderCalls.putPayment(order, answer);
    } else {
      answer
          .put("receipt_amount", "0.00")
          .put("buyer_pay_amount", "0.00")
          .put("invoice_amount", "0.00")
          .put("point_amount", "0.00");
    }
    Instant paidAt = order.paidAt;
    if (paidAt != null) {
      answer.put("send_pay_date", Numbers.time(paidAt));
    }
    for (String name : new String[] {"store_id", "terminal_id", "passback_params"}) {
      if (!order.term(name).isEmpty()) {
        answer.put(name, order.term(name));
      }
    }
    return answer;
  }

  static ObjectNode close(Call call) throws Refusal {
    Order order = begun(call);
    if (order.paid()) {
      throw Refusal.business("ACQ.TRADE_STATUS_ERROR", "the order is paid, refund it instead");
    }
    if (order.state == State.TRADE_CLOSED) {
      throw Refusal.business("ACQ.REASON_TRADE_STATUS_INVALID", "the order is closed already");
    }
    order.account.orders.close(order);
    return OrderCalls.numbers(order);
  }

  static ObjectNode cancel(Call call) throws Refusal {
    Optional<Order> found = find(call);
    if (found.isEmpty()) {
      return unknown(call.text("out_trade_no", 64));
    }
    Order order = found.get();
    if (!order.faceToFace()) {
      throw Refusal.business("ACQ.CANCEL_NOT_ALLOWED", "only orders made at a counter have this");
    }
    if (call.now().isAfter(order.created.plus(CANCEL_WINDOW))) {
      throw Refusal.business("ACQ.TRADE_CANCEL_TIME_OUT", "24 hours have passed, refund instead");
    }
    if (order.cancelled.isEmpty()) {
      switch (order.state) {
        case NOT_STARTED -> {
          // Whoever scans it from now on finds it closed.
          order.state = State.TRADE_CLOSED;
          return unknown(order.outTradeNo);
        }
        case WAIT_BUYER_PAY -> {
          order.account.orders.close(order);
          order.cancelled = "close";
        }
        case TRADE_SUCCESS -> {
          if (order.promised() > 0) {
            throw Refusal.business(
                "ACQ.REASON_TRADE_REFUND_FEE_ERR", "a part was refunded, refund the rest");
          }
          checkBalance(order, order.fen);
          order.account.orders.refund(
              order, order.outTradeNo, order.fen, "cancel", RefundCourse.AT_ONCE);
          order.cancelled = "refund";
        }
        case TRADE_FINISHED ->
            throw Refusal.business("ACQ.TRADE_HAS_FINISHED", "the refund window has ended");
        case TRADE_CLOSED -> order.cancelled = "close";
      }
    }
    return OrderCalls.numbers(order).put("retry_flag", "N").put("action", order.cancelled);
  }

  private static ObjectNode unknown(String outTradeNo) {
    return JsonText.object().put("out_trade_no", outTradeNo).put("retry_flag", "N");
  }

  static ObjectNode refund(Call call) throws Refusal {
    Order order = begun(call);
    long fen = call.fen("refund_amount");
    call.text("refund_reason", 256);
    String given = call.text("out_request_no", 64);
    String number = given.isEmpty() ? order.outTradeNo : given;
    Refund known = order.refunds.get(number);
    if (known != null) {
      if (known.fen != fen) {
        throw Refusal.business(
            "ACQ.DISCORDANT_REPEAT_REQUEST", "out_request_no was used with another amount");
      }
      return refunded(order, known, false);
    }
    if (given.isEmpty() && fen != order.fen) {
      throw Refusal.business(
          "ACQ.REFUND_AMT_NOT_EQUAL_TOTAL", "a partial refund needs out_request_no");
    }
    checkRefundable(order, fen);
    checkPause(order, call.now());
    RefundCourse course = order.account.nextRefund;
    order.account.nextRefund = RefundCourse.AT_ONCE;
    Refund refund =
        order.account.orders.refund(order, number, fen, call.text("refund_reason", 256), course);
    return refunded(order, refund, refund.success);
  }

  private static void checkRefundable(Order order, long fen) throws Refusal {
    if (order.state == State.TRADE_FINISHED) {
      throw Refusal.business("ACQ.TRADE_HAS_FINISHED", "the refund window has ended");
    }
    if (order.state == State.TRADE_CLOSED && order.paid()) {
      throw Refusal.business("ACQ.TRADE_HAS_CLOSE", "everything was refunded already");
    }
    if (!order.paid()) {
      throw Refusal.business("ACQ.TRADE_STATUS_ERROR", "the order is not paid");
    }
    if (fen > order.fen - order.promised()) {
      throw Refusal.business(
          "ACQ.REASON_TRADE_REFUND_FEE_ERR", "refund_amount is more than what is left");
    }
    checkBalance(order, fen);
  }

  /** Nobody has published a code for it; the remedy for this one is right: the same once more. */
  private static void checkPause(Order order, Instant now) throws Refusal {
    Instant last = order.lastRefund;
    boolean early = last != null && now.isBefore(last.plus(REFUND_PAUSE));
    if (early && order.account.setup.refundPause()) {
      throw Refusal.business(
          "ACQ.SYSTEM_ERROR", "two refunds of one trade must be three seconds apart");
    }
  }

  private static void checkBalance(Order order, long fen) throws Refusal {
    if (order.account.ledger.balance.get() < fen) {
      throw Refusal.business("ACQ.SELLER_BALANCE_NOT_ENOUGH", "the merchant has not enough money");
    }
  }

  private static ObjectNode refunded(Order order, Refund refund, boolean moved) {
    ObjectNode answer = OrderCalls.numbers(order);
    order.putBuyer(answer);
    answer
        .put("fund_change", moved ? "Y" : "N")
        .put("refund_fee", Numbers.yuan(order.refunded()))
        .put("send_back_fee", Numbers.yuan(moved ? refund.fen : 0));
    if (moved) {
      answer.put("gmt_refund_pay", Numbers.time(refund.at));
    }
    return answer;
  }

  static ObjectNode refundQuery(Call call) throws Refusal {
    Order order = begun(call);
    Refund refund = order.refunds.get(call.needed("out_request_no", 64));
    if (refund == null || !refund.success) {
      // Nothing but code and msg: failed, under way and never received look alike.
      return JsonText.object();
    }
    ObjectNode answer =
        OrderCalls.numbers(order)
            .put("out_request_no", refund.outRequestNo)
            .put("total_amount", Numbers.yuan(order.fen))
            .put("refund_amount", Numbers.yuan(refund.fen))
            .put("refund_status", "REFUND_SUCCESS")
            .put("send_back_fee", Numbers.yuan(refund.fen));
    if (!refund.reason.isEmpty()) {
      answer.put("refund_reason", refund.reason);
    }
    if (call.lists("query_options", "gmt_refund_pay")) {
      answer.put("gmt_refund_pay", Numbers.time(refund.at));
    }
    return answer;
  }

  private static Order begun(Call call) throws Refusal {
    return find(call)
        .filter(order -> order.state != State.NOT_STARTED && !neverBegun(order))
        .orElseThrow(
            () ->
                Refusal.business(
                    "ACQ.TRADE_NOT_EXIST",
                    "there is no such trade, or its payer has not begun yet"));
  }

  /** Closed before anybody scanned it. */
  private static boolean neverBegun(Order order) {
    return order.state == State.TRADE_CLOSED && order.closedAt == null && !order.paid();
  }

  private static Optional<Order> find(Call call) throws Refusal {
    String tradeNo = call.text("trade_no", 64);
    String outTradeNo = call.text("out_trade_no", 64);
    if (tradeNo.isEmpty() && outTradeNo.isEmpty()) {
      throw Refusal.field("out_trade_no", "or trade_no is missing");
    }
    OrderBook book = call.owner().orders;
    return tradeNo.isEmpty() ? book.find(outTradeNo) : book.byTradeNo(tradeNo);
  }
}
