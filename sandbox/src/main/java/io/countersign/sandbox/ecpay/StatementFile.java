// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.ecpay;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/** The statement of payments, {@code TradeNoAio}: CSV in Big5 or UTF-8. */
final class StatementFile {
  private static final Set<String> DATE_TYPES = Set.of("2", "4", "5", "6");
  private static final Map<String, Method> PAYMENT_TYPES =
      Map.of(
          "01", Method.CREDIT,
          "02", Method.WEB_ATM,
          "03", Method.ATM,
          "04", Method.CVS,
          "05", Method.BARCODE);
  private static final List<String> HEADINGS =
      List.of(
          "訂單日期",
          "廠商訂單編號",
          "綠界訂單編號",
          "平台名稱",
          "付款方式",
          "費率(每筆)",
          "信用卡授權單號",
          "信用卡卡號末4碼",
          "超商資訊/ATM繳款帳號",
          "付款狀態",
          "交易金額",
          "退款日期",
          "退款金額",
          "交易手續費",
          "平台手續費",
          "應收款項(淨額)",
          "撥款狀態",
          "買家備註",
          "廠商備註");

  private StatementFile() {}

  static Answer answer(Map<String, String> fields, Account account, Instant now) throws Refusal {
    need("DateType", DATE_TYPES.contains(value(fields, "DateType")), "must be 2, 4 or 6");
    LocalDate from = day(fields, "BeginDate");
    LocalDate to = day(fields, "EndDate");
    need("EndDate", !to.isBefore(from), "is before BeginDate");
    need("MediaFormated", value(fields, "MediaFormated").matches("[01]"), "must be 0 or 1");
    need("CharSet", value(fields, "CharSet").matches("|1|2"), "must be 1 or 2");
    String type = value(fields, "PaymentType");
    need("PaymentType", type.matches("|0[1-58]|1[0-2]"), "must be a number of the table");
    String status = value(fields, "PaymentStatus");
    need("PaymentStatus", status.matches("|[012]"), "must be 0, 1 or 2");

    boolean formatted = value(fields, "MediaFormated").equals("1");
    // In the formula around it a cell may hold commas.
    UnaryOperator<String> cell =
        formatted ? text -> "=\"" + text + "\"" : text -> text.replace(',', '，');
    StringBuilder csv = new StringBuilder(row(HEADINGS, cell)).append("\r\n");
    for (Order order : account.all()) {
      boolean paid = order.state == OrderView.State.PAID;
      Instant counted = value(fields, "DateType").equals("6") ? order.made : order.paidAt;
      boolean chosen = type.isEmpty() || order.method == PAYMENT_TYPES.get(type);
      boolean inStatus = status.isEmpty() || status.equals("2") || status.equals(paid ? "1" : "0");
      if (counted == null || !chosen || !inStatus) {
        continue;
      }
      LocalDate day = Numbers.date(counted);
      if (!day.isBefore(from) && !day.isAfter(to)) {
        csv.append(row(order, paid, cell)).append("\r\n");
      }
    }
    boolean utf8 = value(fields, "CharSet").equals("2");
    return csv(csv.toString(), utf8, account, now);
  }

  /** The same of the embedded form, where the two date types have other numbers. */
  static Answer sealed(Envelope call, Instant now) throws Refusal {
    String type = call.text("/DateType");
    need("DateType", type.matches("[12]"), "must be 1 or 2");
    Map<String, String> fields = new HashMap<>();
    fields.put("DateType", type.equals("1") ? "2" : "4");
    fields.put("MediaFormated", "0");
    fields.put("CharSet", "2");
    for (String name : List.of("BeginDate", "EndDate", "PaymentType")) {
      fields.put(name, call.text("/" + name));
    }
    LocalDate last = day(fields, "BeginDate").plusMonths(1);
    need("EndDate", !day(fields, "EndDate").isAfter(last), "is more than a month after BeginDate");
    return answer(fields, call.account(), now);
  }

  static Answer csv(String csv, boolean utf8, Account account, Instant now) {
    Charset charset = utf8 ? StandardCharsets.UTF_8 : Charset.forName("Big5");
    Answer answer = new Answer();
    answer.contentType = "text/csv; charset=" + (utf8 ? "utf-8" : "big5");
    answer.headers.put(
        "Content-Disposition",
        "attachment; filename=" + account.keys.merchantId() + "_" + now.getEpochSecond() + ".csv");
    answer.body = csv.getBytes(charset);
    return answer;
  }

  private static String row(Order order, boolean paid, UnaryOperator<String> cell) {
    long refunded = CardDesk.trades(order).mapToLong(card -> card.refunded).sum();
    List<String> cells =
        List.of(
            Numbers.time(order.made),
            order.merchantTradeNo,
            order.tradeNo,
            "",
            order.paymentType(),
            "",
            "",
            "",
            "",
            paid ? "已付款" : "未付款",
            Long.toString(order.amount),
            "",
            Long.toString(refunded),
            order.fee(),
            "0",
            "",
            "未撥款",
            order.term("CustomField1").replace('"', '\''),
            order.term("ItemName").replace('"', '\''));
    return row(cells, cell);
  }

  private static String row(List<String> cells, UnaryOperator<String> cell) {
    return String.join(",", cells.stream().map(cell).toList());
  }

  static LocalDate day(Map<String, String> fields, String name) throws Refusal {
    try {
      return LocalDate.parse(value(fields, name));
    } catch (DateTimeParseException e) {
      throw Refusal.field(name, "must be yyyy-MM-dd");
    }
  }

  static String value(Map<String, String> fields, String name) {
    return fields.getOrDefault(name, "");
  }

  static void need(String name, boolean given, String issue) throws Refusal {
    if (!given) {
      throw Refusal.field(name, issue);
    }
  }
}
