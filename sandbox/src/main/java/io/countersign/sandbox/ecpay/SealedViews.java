// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.ecpay;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.sandbox.ecpay.CardTrade.Card;
import io.countersign.sandbox.ecpay.PeriodContract.Charge;
import java.math.BigDecimal;

/** Orders as they stand inside an encrypted envelope. */
final class SealedViews {
  private SealedViews() {}

  /** What CreatePayment answers, and the {@code ReturnURL} gets. */
  static ObjectNode result(Order order) {
    boolean issued = order.state == OrderView.State.NUMBERED;
    ObjectNode data = Json.object();
    data.put("RtnCode", code(issued || order.rtnCode.isEmpty() ? RtnCode.OK : order.rtnCode));
    data.put("RtnMsg", order.state == OrderView.State.FAILED ? "付款失敗" : "交易成功");
    data.put("PlatformID", order.term("PlatformID"));
    data.put("MerchantID", order.account.keys.merchantId());
    data.put("SimulatePaid", order.simulated ? 1 : 0);
    orderInfo(order, data.putObject("OrderInfo"));
    CardTrade card = order.card;
    if (card != null) {
      cardInfo(order, card, data.putObject("CardInfo"));
    }
    BoundCard bound = order.bound;
    if (bound != null && !order.term(Order.BINDS_FOR).isEmpty()) {
      data.put("MerchantMemberID", bound.merchantMemberId());
      data.put("BindCardID", bound.bindCardId());
      data.put("IsSameCard", order.boundBefore);
      validity(data.withObject("/CardInfo"));
    }
    PaymentNumber number = order.number;
    Method method = order.method;
    if (number != null && method != null) {
      numberInfo(order, number, method, data);
    }
    data.put("CustomField", order.term("CustomField"));
    return data;
  }

  /** What a payment answers that waits for the bank's password. */
  static ObjectNode waiting(Order order, Card card, String base) {
    order.waiting = card;
    ObjectNode data = result(order);
    data.putObject("ThreeDInfo").put("ThreeDURL", base + Cashier.PAY + order.ticket);
    return data;
  }

  /** Charges a card without its payer; a code that is not empty is the bank's refusal. */
  static ObjectNode charged(Order order, Card card, String refusal) {
    if (refusal.isEmpty()) {
      order.account.orders.payByCard(order, card);
    } else {
      order.account.orders.fail(order, refusal);
    }
    return result(order);
  }

  static ObjectNode charge(Order order, PeriodContract period, Charge charge) {
    ObjectNode data = result(order);
    data.put("RtnCode", code(charge.rtnCode()));
    data.put("RtnMsg", charge.paid() ? "交易成功" : "付款失敗");
    ObjectNode info = data.putObject("OrderInfo");
    orderInfo(order, info);
    info.put("TradeNo", charge.tradeNo());
    info.put("PaymentDate", charge.paid() ? Numbers.time(charge.at()) : "");
    info.put("TradeStatus", charge.paid() ? "1" : "0");
    CardTrade paid = charge.card();
    ObjectNode card = data.putObject("CardInfo");
    if (paid != null) {
      cardInfo(order, paid, card);
    }
    card.put("TotalSuccessTimes", period.successes());
    return data;
  }

  private static void orderInfo(Order order, ObjectNode info) {
    Method method = order.method;
    info.put("MerchantTradeNo", order.merchantTradeNo);
    info.put("TradeNo", order.tradeNo);
    info.put("TradeAmt", order.amount);
    info.put("TradeDate", Numbers.time(order.made));
    info.put("PaymentType", method == null ? "" : method.wire);
    info.put("PaymentDate", Notices.paidAt(order));
    info.put("ChargeFee", new BigDecimal(order.fee()));
    info.put("ProcessFee", 0);
    info.put("TradeStatus", order.state == OrderView.State.PAID ? "1" : "0");
  }

  private static void cardInfo(Order order, CardTrade card, ObjectNode info) {
    info.put("AuthCode", card.authCode);
    info.put("Gwsr", Long.parseLong(card.gwsr));
    info.put("ProcessDate", Numbers.time(card.at));
    info.put("Amount", card.amount);
    info.put("Stage", card.card.instalments());
    info.put("Stast", card.firstInstalment());
    info.put("Staed", card.eachInstalment());
    info.put("Eci", 5);
    info.put("Card6No", card.card.first6());
    info.put("Card4No", card.card.last4());
    if (order.period != null) {
      info.put("PeriodType", order.term("PeriodType"));
      info.put("Frequency", Integer.parseInt(order.term("Frequency")));
      info.put("ExecTimes", Integer.parseInt(order.term("ExecTimes")));
      info.put("PeriodAmount", order.amount);
    }
  }

  private static void numberInfo(
      Order order, PaymentNumber number, Method method, ObjectNode data) {
    boolean paid = order.state == OrderView.State.PAID;
    ObjectNode info =
        data.putObject(
            switch (method) {
              case ATM -> "ATMInfo";
              case CVS -> "CVSInfo";
              default -> "BarcodeInfo";
            });
    number.fields().forEach(info::put);
    boolean account = method == Method.ATM;
    info.put("ExpireDate", account ? Numbers.day(number.until()) : Numbers.time(number.until()));
    if (paid && account) {
      info.put("ATMAccBank", "005").put("ATMAccNo", "12345");
    } else if (paid) {
      info.put("PayFrom", "family");
    }
  }

  /** Every test card's. */
  static void validity(ObjectNode card) {
    card.put("CardValidYY", "30").put("CardValidMM", "12");
  }

  static int code(String code) {
    return Integer.parseInt(code);
  }
}
