// SPDX-License-Identifier: Apache-2.0
package io.countersign.wechatpay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.countersign.FundFlowRow;
import io.countersign.FundFlowTotals;
import io.countersign.MismatchException;
import io.countersign.Money;
import io.countersign.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FundFlowBillTest {
  private static final String HEADER =
      "记账时间,微信支付业务单号,资金流水单号,业务名称,业务类型,收支类型,收支金额(元),账户结余(元),资金变更提交申请人,备注,业务凭证号\n";
  private static final String IN =
      "`2026-11-20 13:05:00,`42000N1,`F1,`交易,`交易,`收入,`10.00,`110.00,`system,`茶, \"x\",`N1\n";
  private static final String OUT =
      "`2026-11-20 13:06:00,`5030000R1,`F2,`退款,`退款,`支出,`4.00,`106.00,`1900000001API,`退款总金额4.00元;含手续费0.02元,`R1\n";
  private static final String SUMMARY = "资金流水总笔数,收入笔数,收入金额,支出笔数,支出金额\n";

  private final BillDesk desk = new BillDesk();
  private final List<FundFlowRow> rows = new ArrayList<>();

  @Test
  void movementsAreReadWithBalanceAndReferences() {
    FundFlowTotals totals = read(HEADER + IN + OUT + SUMMARY + "`2.0,`1.0,`10.0,`1.0,`4\n");

    assertThat(totals.rows()).isEqualTo(2);
    assertThat(totals.incomes()).isEqualTo(1);
    assertThat(totals.income()).isEqualTo(Money.of("10.00", "CNY"));
    assertThat(totals.expenses()).isEqualTo(1);
    assertThat(totals.expense()).isEqualTo(Money.of("4.00", "CNY"));
    assertThat(totals.summary().text("收入金额")).contains("10.0");
    FundFlowRow in = rows.get(0);
    assertThat(in.at()).isEqualTo(Instant.parse("2026-11-20T05:05:00Z"));
    assertThat(in.direction()).isEqualTo(FundFlowRow.Direction.INCOME);
    assertThat(in.businessType()).isEqualTo("交易");
    assertThat(in.amount()).isEqualTo(Money.of("10.00", "CNY"));
    assertThat(in.balance()).contains(Money.of("110.00", "CNY"));
    assertThat(in.flowNumber()).contains("F1");
    assertThat(in.transactionId()).contains("42000N1");
    assertThat(in.merchantReference()).contains("N1");
    assertThat(in.fields().text("备注")).contains("茶, \"x\"");
    assertThat(in.rowNumber()).isEqualTo(1);
    assertThat(in.toString()).doesNotContain("茶");
    assertThat(rows.get(1).direction()).isEqualTo(FundFlowRow.Direction.EXPENSE);
  }

  @Test
  void accountAndCompressionAreAskedFor() {
    desk.with(HEADER + SUMMARY + "`0,`0,`0,`0,`0");
    WeChatPayFundFlowBill bill = WeChatPayFundFlowBill.of(BillDesk.DAY);

    desk.client().readFundFlow(bill, rows::add);
    desk.client()
        .readFundFlow(bill.account(WeChatPayFundFlowBill.Account.FEES).uncompressed(), rows::add);

    assertThat(desk.applications)
        .extracting(call -> call.uri().getRawPath() + "?" + call.uri().getRawQuery())
        .containsExactly(
            "/v3/bill/fundflowbill?bill_date=2026-11-20&account_type=BASIC&tar_type=GZIP",
            "/v3/bill/fundflowbill?bill_date=2026-11-20&account_type=FEES");
  }

  @Test
  void unitsInBracketsOfEitherWidthAreNoPartOfAName() {
    FundFlowTotals totals =
        read(HEADER.replace("(元)", "（元）") + IN + SUMMARY + "`1,`1,`10.00,`0,`0.00\n");

    assertThat(totals.income()).isEqualTo(Money.of("10.00", "CNY"));
    assertThat(rows.get(0).fields().text("收支金额（元）")).contains("10.00");
  }

  @Test
  void aMovementInAnUnknownDirectionIsKeptAndAddedToNeitherSide() {
    FundFlowTotals totals = read(HEADER + IN.replace("收入", "冻结") + SUMMARY + "`1,`0,`0,`0,`0\n");

    assertThat(rows.get(0).direction()).isEqualTo(FundFlowRow.Direction.UNRECOGNIZED);
    assertThat(totals.rows()).isEqualTo(1);
    assertThat(totals.incomes() + totals.expenses()).isZero();
  }

  @Test
  void aMovementWithoutBalanceOrReferencesHasNone() {
    read(
        HEADER
            + "`2026-11-20 13:05:00,`,`0,`交易,`交易,`收入,`-0.01,`,`,`,`\n"
            + SUMMARY
            + "`1,`1,`-0.01,`0,`0\n");

    assertThat(rows.get(0).amount()).isEqualTo(Money.ofMinor(-1, "CNY"));
    assertThat(rows.get(0).balance()).isEmpty();
    assertThat(rows.get(0).flowNumber()).isEmpty();
    assertThat(rows.get(0).transactionId()).isEmpty();
    assertThat(rows.get(0).merchantReference()).isEmpty();
  }

  @Test
  void aSummaryThatSaysOtherwiseStopsTheReading() {
    for (String summary :
        List.of(
            "`3,`1,`10.00,`1,`4.00",
            "`2,`2,`10.00,`1,`4.00",
            "`2,`1,`10.01,`1,`4.00",
            "`2,`1,`10.00,`0,`4.00",
            "`2,`1,`10.00,`1,`-4.00",
            "`,`1,`10.00,`1,`4.00",
            "`2,`1.5,`10.00,`1,`4.00")) {
      desk.with(HEADER + IN + OUT + SUMMARY + summary);

      mismatch("summary");
    }
  }

  @Test
  void anAmountThatCannotBeReadIsNamed() {
    desk.with(HEADER + IN.replace("10.00", "ten") + SUMMARY + "`1,`1,`10,`0,`0");
    mismatch("row 1 (line 2), 收支金额");
    desk.with(HEADER + IN.replace("110.00", "more") + SUMMARY + "`1,`1,`10,`0,`0");
    mismatch("row 1 (line 2), 账户结余");
  }

  @Test
  void aSumThatFitsNoLongIsNoBill() {
    String much = IN.replace("`10.00", "`90000000000000000.00");
    desk.with(HEADER + much + much + SUMMARY + "`2,`2,`0,`0,`0");

    mismatch("row 2 (line 3), 收支金额");
  }

  private FundFlowTotals read(String text) {
    desk.with(text);
    return ((Statement.Read<FundFlowTotals>)
            desk.client().readFundFlow(WeChatPayFundFlowBill.of(BillDesk.DAY), rows::add))
        .totals();
  }

  private void mismatch(String said) {
    assertThatExceptionOfType(MismatchException.class)
        .isThrownBy(
            () -> desk.client().readFundFlow(WeChatPayFundFlowBill.of(BillDesk.DAY), rows::add))
        .withMessageContaining(said);
  }
}
