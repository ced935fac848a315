// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.ecpay;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.sandbox.ecpay.NotificationDesk.Notice;
import io.countersign.sandbox.ecpay.PeriodContract.Charge;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What ECPay tells a shop, and what it adds to queries of paid orders. */
final class Notices {
  /** Present in everything that tells more, empty where they do not apply. */
  private static final List<String> EXTRAS =
      List.of(
          "AlipayID",
          "AlipayTradeNo",
          "amount",
          "ATMAccBank",
          "ATMAccNo",
          "auth_code",
          "card4no",
          "card6no",
          "eci",
          "ExecTimes",
          "Frequency",
          "gwsr",
          "PayFrom",
          "PaymentNo",
          "PeriodAmount",
          "PeriodType",
          "process_date",
          "red_dan",
          "red_de_amt",
          "red_ok_amt",
          "red_yet",
          "staed",
          "stage",
          "stast",
          "TenpayTradeNo",
          "TotalSuccessAmount",
          "TotalSuccessTimes",
          "WebATMAccBank",
          "WebATMAccNo",
          "WebATMBankName");

  private Notices() {}

  /** Tells the result of an order to its {@code ReturnURL}. */
  static void result(Order order) {
    String url = order.term("ReturnURL");
    if (order.door == Order.Door.PAGE) {
      Notice notice = attempt -> result(order, attempt == 1 ? firstText(order) : "paid").body();
      send(order, "ReturnURL", url, notice, NotificationDesk.FORM_WAITS);
    } else {
      send(
          order,
          "ReturnURL",
          url,
          sealed(order),
          order.door == Order.Door.NUMBER
              ? NotificationDesk.FORM_WAITS
              : NotificationDesk.EMBEDDED_WAITS);
    }
  }

  /** Tells the issued number to the {@code PaymentInfoURL}. */
  static void number(Order order) {
    if (order.door == Order.Door.PAGE) {
      Notice notice = attempt -> issued(order).body();
      String url = order.term("PaymentInfoURL");
      send(order, "PaymentInfoURL", url, notice, NotificationDesk.FORM_WAITS);
    }
  }

  /** Tells a later charge of a period order, once. */
  static void charge(Order order, PeriodContract period, Charge charge) {
    String url = order.term("PeriodReturnURL");
    Notice notice =
        order.door == Order.Door.PAGE
            ? attempt -> charged(order, period, charge).body()
            : sealedJson(order, SealedViews.charge(order, period, charge));
    send(order, "PeriodReturnURL", url, notice, NotificationDesk.ONCE);
  }

  private static void send(
      Order order, String field, String url, Notice notice, List<Duration> waits) {
    order.account.notifications.queue(order.merchantTradeNo, field, url, notice, waits);
  }

  private static String firstText(Order order) {
    return order.rtnCode.equals(RtnCode.OK) ? "交易成功" : "付款失敗";
  }

  static SignedForm result(Order order, String text) {
    Map<String, String> fields = common(order);
    fields.put("RtnCode", order.rtnCode);
    fields.put("RtnMsg", order.rtnCode.equals(RtnCode.OK) ? text : firstText(order));
    fields.put("PaymentDate", paidAt(order));
    fields.put("PaymentTypeChargeFee", order.fee());
    fields.put("SimulatePaid", order.simulated ? "1" : "0");
    if (order.tellsMore()) {
      fields.putAll(extras(order));
    }
    return SignedForm.of(order.signer, fields);
  }

  static SignedForm issued(Order order) {
    Map<String, String> fields = common(order);
    fields.putAll(issuedFields(order));
    return SignedForm.of(order.signer, fields);
  }

  /** The number's own fields, in a notification as in a query. */
  static Map<String, String> issuedFields(Order order) {
    Map<String, String> fields = new LinkedHashMap<>();
    PaymentNumber number = order.number;
    boolean account = order.method == Method.ATM;
    fields.put(
        "RtnCode", account || number == null ? RtnCode.ACCOUNT_ISSUED : RtnCode.STORE_CODE_ISSUED);
    fields.put("RtnMsg", account ? "Get VirtualAccount Succeeded" : "Get CVS Code Succeeded.");
    if (number == null) {
      // Of an application for instalments without a card: taken in, not paid.
      fields.put("RtnMsg", "Succeeded");
      fields.put("BNPLTradeNo", order.tradeNo);
      fields.put("BNPLInstallment", "6");
      return fields;
    }
    if (!account) {
      fields.put("PaymentNo", "");
      fields.put("Barcode1", "");
      fields.put("Barcode2", "");
      fields.put("Barcode3", "");
    }
    fields.putAll(number.fields());
    fields.put("ExpireDate", account ? Numbers.day(number.until()) : Numbers.time(number.until()));
    return fields;
  }

  static SignedForm charged(Order order, PeriodContract period, Charge charge) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("MerchantID", order.account.keys.merchantId());
    fields.put("MerchantTradeNo", order.merchantTradeNo);
    fields.put("StoreID", order.term("StoreID"));
    fields.put("RtnCode", charge.rtnCode());
    fields.put("RtnMsg", charge.paid() ? "交易成功" : "付款失敗");
    fields.put("PeriodType", order.term("PeriodType"));
    fields.put("Frequency", order.term("Frequency"));
    fields.put("ExecTimes", order.term("ExecTimes"));
    fields.put("Amount", Long.toString(charge.amount()));
    CardTrade card = charge.card();
    fields.put("Gwsr", card == null ? "0" : card.gwsr);
    fields.put("ProcessDate", Numbers.time(charge.at()));
    fields.put("AuthCode", card == null ? "" : card.authCode);
    fields.put("FirstAuthAmount", Long.toString(order.amount));
    fields.put("TotalSuccessTimes", Long.toString(period.successes()));
    custom(order, fields);
    return SignedForm.of(order.signer, fields);
  }

  static Map<String, String> common(Order order) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("MerchantID", order.account.keys.merchantId());
    fields.put("MerchantTradeNo", order.merchantTradeNo);
    fields.put("StoreID", order.term("StoreID"));
    if (!order.term("PlatformID").isEmpty()) {
      fields.put("PlatformID", order.term("PlatformID"));
    }
    fields.put("TradeNo", order.tradeNo);
    fields.put("TradeAmt", Long.toString(order.amount));
    fields.put("PaymentType", order.paymentType());
    fields.put("TradeDate", Numbers.time(order.made));
    custom(order, fields);
    return fields;
  }

  static String paidAt(Order order) {
    return order.paidAt == null ? "" : Numbers.time(order.paidAt);
  }

  static Map<String, String> extras(Order order) {
    Map<String, String> fields = new LinkedHashMap<>();
    EXTRAS.forEach(name -> fields.put(name, ""));
    CardTrade card = order.card;
    if (card != null) {
      fields.put("gwsr", card.gwsr);
      fields.put("process_date", Numbers.time(card.at));
      fields.put("auth_code", card.authCode);
      fields.put("amount", Long.toString(card.amount));
      fields.put("card4no", card.card.last4());
      fields.put("card6no", card.card.first6());
      fields.put("eci", "5");
      fields.put("stage", Integer.toString(card.card.instalments()));
      fields.put("stast", Long.toString(card.firstInstalment()));
      fields.put("staed", Long.toString(card.eachInstalment()));
      long points = card.card.bonus() ? Math.min(100, card.amount - 1) : 0;
      fields.put("red_dan", Long.toString(points * 10));
      fields.put("red_de_amt", Long.toString(points));
      fields.put("red_ok_amt", Long.toString(card.card.bonus() ? card.amount - points : 0));
      fields.put("red_yet", "0");
    }
    PeriodContract period = order.period;
    if (period != null) {
      fields.put("PeriodType", order.term("PeriodType"));
      fields.put("Frequency", order.term("Frequency"));
      fields.put("ExecTimes", order.term("ExecTimes"));
      fields.put("PeriodAmount", Long.toString(order.amount));
      fields.put("TotalSuccessTimes", Long.toString(period.successes()));
      fields.put("TotalSuccessAmount", Long.toString(period.successes() * order.amount));
    }
    if (order.state == OrderView.State.PAID && order.method != null) {
      paidWith(order, order.method, fields);
    }
    return fields;
  }

  private static void paidWith(Order order, Method method, Map<String, String> fields) {
    PaymentNumber number = order.number;
    switch (method) {
      case ATM -> {
        fields.put("ATMAccBank", "005");
        fields.put("ATMAccNo", "12345");
      }
      case WEB_ATM -> {
        fields.put("WebATMAccBank", "007");
        fields.put("WebATMAccNo", "12345");
        fields.put("WebATMBankName", "第一銀行");
      }
      case CVS -> {
        fields.put(
            "PaymentNo", number == null ? "" : number.fields().getOrDefault("PaymentNo", ""));
        fields.put("PayFrom", "family");
      }
      case BARCODE -> fields.put("PayFrom", "family");
      case TWQR -> fields.put("TWQRTradeNo", order.tradeNo);
      default -> {}
    }
  }

  private static void custom(Order order, Map<String, String> fields) {
    for (int i = 1; i <= 4; i++) {
      fields.put("CustomField" + i, order.term("CustomField" + i));
    }
  }

  private static Notice sealed(Order order) {
    return sealedJson(order, SealedViews.result(order));
  }

  private static Notice sealedJson(Order order, ObjectNode data) {
    return new Notice() {
      @Override
      public byte[] body(int attempt) {
        return Json.text(Envelope.answer(order.signer, order.account.agenda.now(), data))
            .getBytes(StandardCharsets.UTF_8);
      }

      @Override
      public String contentType() {
        return "application/json";
      }
    };
  }
}
