// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import io.countersign.FundFlowRow;
import io.countersign.FundFlowTotals;
import io.countersign.Money;
import io.countersign.ProviderFields;
import io.countersign.spi.RowFormatException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** The columns of a bill of an account's movements (账务明细) and what its rows mean. */
final class FundFlowBillTable implements BillText.Table<FundFlowTotals> {

  private static final String FLOW_NUMBER = "账务流水号";
  private static final String TRANSACTION_ID = "业务流水号";
  private static final String NUMBER = "商户订单号";
  private static final String BOOKED_AT = "发生时间";
  private static final String INCOME = "收入金额";
  private static final String EXPENSE = "支出金额";
  private static final String BALANCE = "账户余额";
  private static final String BUSINESS_TYPE = "业务类型";
  private static final String IN = "收入";
  private static final String OUT = "支出";

  private final Consumer<? super FundFlowRow> consumer;
  private long incomes;
  private long expenses;
  private Money income = Money.ofMinor(0, "CNY");
  private Money expense = Money.ofMinor(0, "CNY");

  FundFlowBillTable(Consumer<? super FundFlowRow> consumer) {
    this.consumer = consumer;
  }

  @Override
  public List<String> required() {
    return List.of(FLOW_NUMBER, BOOKED_AT, INCOME, EXPENSE, BUSINESS_TYPE);
  }

  @Override
  public List<String> freeTexts() {
    return List.of("商品名称", "备注", "业务描述", "付款备注");
  }

  @Override
  public Map<String, String> counted() {
    return Map.of("收入笔数", IN, "支出笔数", OUT);
  }

  @Override
  public void row(long number, BillRow row, BillTally... tallies) throws RowFormatException {
    boolean out = row.decimal(EXPENSE).orElse(BigDecimal.ZERO).signum() != 0;
    int received = row.decimal(INCOME).orElse(BigDecimal.ZERO).signum();
    if (received != 0 && out) {
      throw row.wrong(EXPENSE, "an income or an expense", "both");
    }
    // An income that is taken back is none; what it is, the row's texts say.
    boolean in = received > 0;
    String column = out ? EXPENSE : INCOME;
    Money amount = row.size(column);
    for (BillTally tally : tallies) {
      tally.add(out ? OUT : in ? IN : BillTally.OTHER, row.decimal(column).orElse(null));
    }
    if (out) {
      expenses++;
      expense = expense.plus(amount);
    } else if (in) {
      incomes++;
      income = income.plus(amount);
    }
    FundFlowRow.Builder built =
        FundFlowRow.of(
            number,
            row.moment(BOOKED_AT),
            out
                ? FundFlowRow.Direction.EXPENSE
                : in ? FundFlowRow.Direction.INCOME : FundFlowRow.Direction.UNRECOGNIZED,
            row.text(BUSINESS_TYPE),
            amount,
            row.fields());
    Optional<BigDecimal> balance = row.decimal(BALANCE);
    if (balance.isPresent() && balance.get().signum() >= 0) {
      built.balance(row.size(BALANCE));
    }
    row.reference(FLOW_NUMBER).ifPresent(built::flowNumber);
    row.reference(TRANSACTION_ID).ifPresent(built::transactionId);
    row.reference(NUMBER).ifPresent(built::merchantReference);
    consumer.accept(built.build());
  }

  @Override
  public FundFlowTotals totals(long rows, ProviderFields summary) {
    return new FundFlowTotals(rows, incomes, income, expenses, expense, summary);
  }
}
