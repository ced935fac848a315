// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.ecpay;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.sandbox.ecpay.PeriodContract.Charge;
import java.util.Optional;
import java.util.stream.Stream;

/** What both kinds of calls ask about orders and do with cards. */
final class CardDesk {
  private CardDesk() {}

  static Order known(Optional<Order> order) throws Refusal {
    return order.orElseThrow(
        () -> new Refusal(RtnCode.UNKNOWN_ORDER, "MerchantTradeNo names no order"));
  }

  static Order numbered(Optional<Order> order) throws Refusal {
    Order found = known(order);
    if (found.state != OrderView.State.NUMBERED) {
      throw Refusal.field("MerchantTradeNo", "names an order without an unpaid number");
    }
    return found;
  }

  static String tradeStatus(Order order) {
    return switch (order.state) {
      case PAID -> "1";
      case FAILED -> order.method == Method.BNPL ? "10200163" : RtnCode.FAILED;
      case OPEN, NUMBERED, PENDING -> "0";
    };
  }

  static void act(Optional<Order> found, String tradeNo, String action, String amount)
      throws Refusal {
    Order order = known(found);
    CardTrade trade =
        trades(order)
            .filter(card -> card.tradeNo.equals(tradeNo))
            .findFirst()
            .orElseThrow(
                () ->
                    Refusal.field(
                        "TradeNo",
                        order.card == null
                            ? "is of an order that was not paid by card"
                            : "is not a card payment of this order"));
    if (!amount.matches("[1-9][0-9]{0,8}")) {
      throw Refusal.field("TotalAmount", "must be whole dollars above 0");
    }
    trade.act(action, Long.parseLong(amount));
  }

  static String periodAction(Optional<Order> found, String action) throws Refusal {
    Order order = known(found);
    PeriodContract period = order.period;
    if (period == null) {
      throw new Refusal(RtnCode.UNKNOWN_ORDER, "MerchantTradeNo names no period order");
    }
    switch (action) {
      case "Cancel" -> {
        period.cancel();
        return "停用成功";
      }
      case "ReAuth" -> {
        period.repeat();
        return "重新授權成功";
      }
      default -> throw Refusal.field("Action", "must be ReAuth or Cancel");
    }
  }

  static ObjectNode detail(Account account, String gwsr, String amount, String checkCode)
      throws Refusal {
    if (!checkCode.equals(account.creditCheckCode)) {
      throw Refusal.field("CreditCheckCode", "is not this merchant's code of the back office");
    }
    CardTrade trade =
        account.all().stream()
            .flatMap(CardDesk::trades)
            .filter(card -> card.gwsr.equals(gwsr))
            .findFirst()
            .orElseThrow(() -> Refusal.field("CreditRefundId", "is the gwsr of no card payment"));
    if (!amount.equals(Long.toString(trade.amount))) {
      throw Refusal.field("CreditAmount", "is not what was authorised");
    }
    ObjectNode json = Json.object().put("RtnMsg", "");
    json.set("RtnValue", detail(trade));
    return json;
  }

  static ObjectNode detail(CardTrade trade) {
    ObjectNode value = Json.object();
    value.put("TradeID", Long.parseLong(trade.gwsr));
    value.put("amount", trade.amount);
    value.put("clsamt", trade.state == CardState.CAPTURED ? trade.amount : 0);
    value.put("authtime", Numbers.time(trade.at));
    value.put("status", trade.state.wire);
    ArrayNode rows = value.putArray("close_data");
    for (CardTrade.Row row : trade.rows) {
      rows.addObject()
          .put("status", row.state.wire)
          .put("sno", row.sno)
          .put("amount", row.amount)
          .put("datetime", Numbers.time(row.at));
    }
    return value;
  }

  /** The card payments of an order: of a period order one for each charge. */
  static Stream<CardTrade> trades(Order order) {
    PeriodContract period = order.period;
    return period == null
        ? Stream.ofNullable(order.card)
        : period.charges.stream().map(Charge::card).flatMap(Stream::ofNullable);
  }
}
