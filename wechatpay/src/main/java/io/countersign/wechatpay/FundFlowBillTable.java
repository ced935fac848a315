// SPDX-License-Identifier: Apache-2.0
package io.countersign.wechatpay;

import io.countersign.FundFlowRow;
import io.countersign.FundFlowTotals;
import io.countersign.Money;
import io.countersign.spi.RowFormatException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The columns of a fund-flow bill (资金账单) and what its rows mean. */
final class FundFlowBillTable implements BillText.Table<FundFlowTotals> {

  private static final String BOOKED_AT = "记账时间";
  private static final String TRANSACTION_ID = "微信支付业务单号";
  private static final String FLOW_NUMBER = "资金流水单号";
  private static final String BUSINESS_TYPE = "业务类型";
  private static final String DIRECTION = "收支类型";
  private static final String AMOUNT = "收支金额";
  private static final String BALANCE = "账户结余";
  private static final String MERCHANT_REFERENCE = "业务凭证号";
  private static final String ROWS = "资金流水总笔数";
  private static final String CURRENCY = "CNY";

  private final Consumer<? super FundFlowRow> consumer;
  private long incomes;
  private long expenses;
  private Money income = Money.ofMinor(0, CURRENCY);
  private Money expense = Money.ofMinor(0, CURRENCY);

  FundFlowBillTable(Consumer<? super FundFlowRow> consumer) {
    this.consumer = consumer;
  }

  @Override
  public List<String> required() {
    return List.of(BOOKED_AT, BUSINESS_TYPE, DIRECTION, AMOUNT);
  }

  @Override
  public List<String> freeTexts() {
    return List.of("资金变更提交申请人", "备注");
  }

  @Override
  public List<String> requiredInSummary() {
    return List.of(ROWS);
  }

  @Override
  public void row(long number, BillCells cells) throws RowFormatException {
    Money amount = cells.money(AMOUNT, CURRENCY);
    FundFlowRow.Direction direction = direction(cells.text(DIRECTION));
    if (direction == FundFlowRow.Direction.INCOME) {
      incomes++;
      income = cells.sum(income, AMOUNT, amount);
    } else if (direction == FundFlowRow.Direction.EXPENSE) {
      expenses++;
      expense = cells.sum(expense, AMOUNT, amount);
    }
    FundFlowRow.Builder row =
        FundFlowRow.of(
            number,
            cells.moment(BOOKED_AT),
            direction,
            cells.text(BUSINESS_TYPE),
            amount,
            cells.fields());
    if (!cells.text(BALANCE).isEmpty()) {
      row.balance(cells.money(BALANCE, CURRENCY));
    }
    cells.reference(FLOW_NUMBER).ifPresent(row::flowNumber);
    cells.reference(TRANSACTION_ID).ifPresent(row::transactionId);
    cells.reference(MERCHANT_REFERENCE).ifPresent(row::merchantReference);
    consumer.accept(row.build());
  }

  @Override
  public FundFlowTotals summary(long rows, BillCells summary) throws RowFormatException {
    mustBe(summary, ROWS, BigDecimal.valueOf(rows), true);
    mustBe(summary, "收入笔数", BigDecimal.valueOf(incomes), false);
    mustBe(summary, "收入金额", new BigDecimal(income.toDecimal()), false);
    mustBe(summary, "支出笔数", BigDecimal.valueOf(expenses), false);
    mustBe(summary, "支出金额", new BigDecimal(expense.toDecimal()), false);
    return new FundFlowTotals(rows, incomes, income, expenses, expense, summary.fields());
  }

  /** Counts are written with a decimal, such as 20.0. */
  private static void mustBe(BillCells summary, String column, BigDecimal counted, boolean required)
      throws RowFormatException {
    Optional<BigDecimal> told = summary.decimal(column);
    if (told.isPresent() ? told.get().compareTo(counted) != 0 : required) {
      throw summary.wrong(
          column,
          counted.toPlainString() + ", as counted",
          told.isPresent() ? told.get().toPlainString() : "nothing");
    }
  }

  private static FundFlowRow.Direction direction(String word) {
    return switch (word) {
      case "收入" -> FundFlowRow.Direction.INCOME;
      case "支出" -> FundFlowRow.Direction.EXPENSE;
      default -> FundFlowRow.Direction.UNRECOGNIZED;
    };
  }
}
