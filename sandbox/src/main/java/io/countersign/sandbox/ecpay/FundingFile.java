// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.ecpay;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;

/** The statement of captured and refunded cards, {@code FundingReconDetail}: CSV. */
final class FundingFile {
  private static final List<String> HEADINGS =
      List.of("授權單號", "廠商訂單編號", "綠界訂單編號", "授權日期", "關帳日期", "關帳金額", "授權金額", "關帳狀態");

  private FundingFile() {}

  static Answer answer(Map<String, String> fields, Account account, Instant now) throws Refusal {
    StatementFile.need(
        "PayDateType",
        StatementFile.value(fields, "PayDateType").matches("fund|close|enter"),
        "must be fund, close or enter");
    LocalDate from = StatementFile.day(fields, "StartDate");
    LocalDate to = StatementFile.day(fields, "EndDate");
    StatementFile.need("EndDate", !to.isBefore(from), "is before StartDate");
    StatementFile.need(
        "CharSet", StatementFile.value(fields, "CharSet").matches("|1|2"), "must be 1 or 2");
    StringBuilder csv = new StringBuilder(String.join(",", HEADINGS)).append("\r\n");
    for (Order order : account.all()) {
      for (CardTrade trade : CardDesk.trades(order).toList()) {
        for (CardTrade.Row row : trade.rows) {
          LocalDate day = Numbers.date(row.at);
          if (row.state == CardState.CAPTURED && !day.isBefore(from) && !day.isAfter(to)) {
            csv.append(line(order, trade, row)).append("\r\n");
          }
        }
      }
    }
    boolean utf8 = StatementFile.value(fields, "CharSet").equals("2");
    return StatementFile.csv(csv.toString(), utf8, account, now);
  }

  private static String line(Order order, CardTrade trade, CardTrade.Row row) {
    return String.join(
        ",",
        trade.gwsr,
        order.merchantTradeNo,
        trade.tradeNo,
        Numbers.time(trade.at),
        Numbers.time(row.at),
        Long.toString(row.amount),
        Long.toString(trade.amount),
        row.state.wire);
  }
}
