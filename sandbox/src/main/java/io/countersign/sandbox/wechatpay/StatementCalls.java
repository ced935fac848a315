// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.wechatpay;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Asking for statements and downloading them. */
final class StatementCalls {
  private static final LocalTime READY = LocalTime.of(10, 0);
  private static final int MONTHS_KEPT = 3;

  private StatementCalls() {}

  static void serve(Routes routes) {
    routes.add("GET", "/v3/bill/tradebill", Operation.TRADE_BILL, StatementCalls::tradeBill);
    routes.add(
        "GET", "/v3/bill/fundflowbill", Operation.FUND_FLOW_BILL, StatementCalls::fundFlowBill);
    routes.add("GET", "/v3/billdownload/file", Operation.BILL_DOWNLOAD, StatementCalls::download);
  }

  private static Answer tradeBill(Call call) throws Refusal {
    Map<String, String> query =
        call.query(List.of("bill_date", "sub_mchid", "bill_type", "tar_type"));
    Optional<SubAccount> sub =
        Acceptance.ofFilter(call, Optional.ofNullable(query.get("sub_mchid")));
    LocalDate day = day(query, call.now());
    String type =
        oneOf(
            query,
            "bill_type",
            List.of(
                "ALL",
                "SUCCESS",
                "REFUND",
                "RECHARGE_REFUND",
                "ALL_SPECIAL",
                "SUC_SPECIAL",
                "REF_SPECIAL"));
    if (type.endsWith("SPECIAL")) {
      throw Refusal.of(ErrorCode.NO_AUTH, "bill_type " + type + " is not opened for this merchant");
    }
    boolean gzip = gzip(query);
    Account account = call.account();
    StatementFile.Content content;
    synchronized (account) {
      Ledger ledger = sub.map(found -> found.ledger).orElse(account.ledger);
      List<LedgerEntry> entries =
          ledger.entries().stream()
              .filter(entry -> Tokens.day(entry.at()).equals(day) && belongs(entry, type))
              .toList();
      boolean payments = type.equals("ALL") || type.equals("SUCCESS");
      TradeBill bill =
          new TradeBill(
              account,
              entries,
              account.statements.feeBasisPoints(),
              Tokens.start(day),
              payments ? account.statements.madeUpRows(day) : 0);
      if (bill.isEmpty()) {
        throw none(day);
      }
      content = bill;
    }
    return answer(call, content, gzip);
  }

  private static Answer fundFlowBill(Call call) throws Refusal {
    Map<String, String> query = call.query(List.of("bill_date", "account_type", "tar_type"));
    LocalDate day = day(query, call.now());
    String type = oneOf(query, "account_type", List.of("BASIC", "OPERATION", "FEES"));
    boolean gzip = gzip(query);
    StatementFile.Content content;
    synchronized (call.account()) {
      List<Ledger.Line> lines =
          call.account().ledger.lines().stream()
              .filter(line -> Tokens.day(line.entry().at()).equals(day))
              .toList();
      if (lines.isEmpty() || !type.equals("BASIC")) {
        throw none(day);
      }
      content = new FundFlowBill(call.account(), lines);
    }
    return answer(call, content, gzip);
  }

  private static Answer download(Call call) throws Refusal {
    Map<String, String> query = call.query(List.of("token", "tartype"));
    Statements.Link link =
        call.account()
            .statements
            .linked(query.getOrDefault("token", ""), call.now())
            .orElseThrow(
                () ->
                    Refusal.of(
                        ErrorCode.INVALID_REQUEST,
                        "the token is unknown, another merchant's or has expired; ask for the bill"
                            + " again"));
    return Answer.file(link.download());
  }

  private static Answer answer(Call call, StatementFile.Content content, boolean gzip) {
    StatementFile file = call.account().statements.file(content);
    String token = call.account().statements.link(file, gzip, call.now());
    ObjectNode answer = StrictJson.object();
    answer.put("hash_type", "SHA1");
    answer.put("hash_value", file.sha1());
    answer.put("download_url", call.account().tickets.billUrl(token, gzip).toString());
    return Answer.json(200, answer);
  }

  private static boolean belongs(LedgerEntry entry, String type) {
    return switch (type) {
      case "ALL" -> true;
      case "SUCCESS" -> entry.kind() == LedgerEntry.Kind.CHARGE;
      case "REFUND" ->
          entry.kind() == LedgerEntry.Kind.REFUND || entry.kind() == LedgerEntry.Kind.REVERSAL;
      default -> false;
    };
  }

  private static LocalDate day(Map<String, String> query, Instant now) throws Refusal {
    String text = query.get("bill_date");
    if (text == null) {
      throw Refusal.field("query", "bill_date", null, "is missing, it is required");
    }
    LocalDate day;
    try {
      day = LocalDate.parse(text);
    } catch (DateTimeException e) {
      throw Refusal.field("query", "bill_date", null, "must be a day like 2025-08-01");
    }
    LocalDate today = Tokens.day(now);
    if (!day.isBefore(today)) {
      throw Refusal.field("query", "bill_date", null, "must be a day that is over in Beijing");
    }
    if (day.isBefore(today.minusMonths(MONTHS_KEPT))) {
      throw Refusal.of(ErrorCode.INVALID_REQUEST, "bills are kept for three months");
    }
    if (now.isBefore(Tokens.start(day.plusDays(1)).plusSeconds(READY.toSecondOfDay()))) {
      throw Refusal.of(
          ErrorCode.STATEMENT_CREATING, "the bill of " + day + " is made, ask after 10:00");
    }
    return day;
  }

  private static String oneOf(Map<String, String> query, String name, List<String> values)
      throws Refusal {
    String given = query.getOrDefault(name, values.get(0));
    if (!values.contains(given)) {
      throw Refusal.field("query", name, null, "must be one of " + values);
    }
    return given;
  }

  private static boolean gzip(Map<String, String> query) throws Refusal {
    String type = query.get("tar_type");
    if (type != null && !type.equals("GZIP")) {
      throw Refusal.field("query", "tar_type", null, "must be GZIP or not given");
    }
    return type != null;
  }

  private static Refusal none(LocalDate day) {
    return Refusal.of(ErrorCode.NO_STATEMENT_EXIST, "there is nothing to state for " + day);
  }
}
