// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.alipay;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.sandbox.alipay.OrderView.State;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The calls about orders that are there. */
final class TradeCalls {
  private static final List<String> SYNC_STATES = List.of("COMPLETE", "CLOSED", "VIOLATED");
  private static final Duration CANCEL_WINDOW = Duration.ofHours(24);

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
          RefundCalls.checkMoney(order, order.fen);
          order.account.orders.refund(
              order, new Refund(order.outTradeNo, order.fen, "cancel", call.now()));
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

  /** Takes what a shop says of an order of credit; once for each number. */
  static ObjectNode sync(Call call) throws Refusal {
    call.needed("trade_no", 64);
    String number = call.needed("out_request_no", 64);
    String type = call.needed("biz_type", 64);
    if (!type.equals("CREDIT_AUTH") && !type.equals("CREDIT_DEDUCT")) {
      throw Refusal.field("biz_type", "must be CREDIT_AUTH or CREDIT_DEDUCT");
    }
    Order order = begun(call);
    if (!order.paid()) {
      throw Refusal.business("ACQ.NOTIFY_STATUS_INVALID", "the order is not paid");
    }
    String info = call.text("order_biz_info", 2048);
    String status =
        JsonText.object(info.isEmpty() ? "{}" : info)
            .orElseThrow(() -> Refusal.field("order_biz_info", "must be one JSON object as text"))
            .path("status")
            .asText();
    if (!status.isEmpty() && !SYNC_STATES.contains(status)) {
      throw Refusal.field("order_biz_info", "has a status that is none of " + SYNC_STATES);
    }
    order.synced.putIfAbsent(number, status);
    ObjectNode answer = OrderCalls.numbers(order);
    order.putBuyer(answer);
    return answer;
  }

  static Order begun(Call call) throws Refusal {
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
