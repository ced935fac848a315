// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.wechatpay;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A day's movements of a merchant's own money, in the columns of the fund flow bill. */
final class FundFlowBill implements StatementFile.Content {
  private static final List<String> HEADER =
      List.of(
          "记账时间",
          "微信支付业务单号",
          "资金流水单号",
          "业务名称",
          "业务类型",
          "收支类型",
          "收支金额(元)",
          "账户结余(元)",
          "资金变更提交申请人",
          "备注",
          "业务凭证号");
  private static final List<String> SUMMARY_HEADER =
      List.of("资金流水总笔数", "收入笔数", "收入金额", "支出笔数", "支出金额");

  private final Account account;
  private final List<Ledger.Line> lines;
  private final List<List<String>> rows;

  FundFlowBill(Account account, List<Ledger.Line> lines) {
    this.account = account;
    this.lines = lines;
    this.rows = lines.stream().map(this::row).toList();
  }

  @Override
  public List<String> header() {
    return HEADER;
  }

  @Override
  public Stream<List<String>> rows() {
    return rows.stream();
  }

  @Override
  public List<String> summaryHeader() {
    return SUMMARY_HEADER;
  }

  @Override
  public List<String> summary() {
    return List.of(
        lines.size() + ".0", count(true) + ".0", sum(true), count(false) + ".0", sum(false));
  }

  private List<String> row(Ledger.Line line) {
    LedgerEntry entry = line.entry();
    String business =
        switch (entry.kind()) {
          case CHARGE -> "交易";
          case REFUND, REVERSAL -> "退款";
          case REFUND_RETURNED -> "退款退回";
          case TRANSFER -> "商家转账";
          case TRANSFER_RETURNED -> "商家转账退回";
          default -> entry.kind().name();
        };
    return List.of(
        Tokens.billTime(entry.at()),
        businessNumber(entry),
        line.flowId(),
        business,
        business,
        line.comesIn() ? "收入" : "支出",
        yuan(entry.amount()),
        yuan(line.balance()),
        "system",
        "",
        entry.number());
  }

  /** WeChat Pay's own number of what moved the money. */
  private String businessNumber(LedgerEntry entry) {
    Optional<String> number =
        switch (entry.kind()) {
          case CHARGE, REVERSAL ->
              account.sale(entry.outTradeNo()).map(order -> order.transactionId);
          case REFUND, REFUND_RETURNED ->
              account.refunds.find(entry.number()).map(refund -> refund.refundId);
          default -> Optional.empty();
        };
    return number.orElse(entry.number());
  }

  private long count(boolean in) {
    return lines.stream().filter(line -> line.comesIn() == in).count();
  }

  private String sum(boolean in) {
    return yuan(
        lines.stream()
            .filter(line -> line.comesIn() == in)
            .mapToLong(line -> line.entry().amount())
            .sum());
  }

  private static String yuan(long fen) {
    return BigDecimal.valueOf(fen, 2).toPlainString();
  }
}
