// SPDX-License-Identifier: Apache-2.0
package io.countersign.wechatpay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.countersign.Booking;
import io.countersign.Evidence;
import io.countersign.MismatchException;
import io.countersign.Money;
import io.countersign.Payment;
import io.countersign.PaymentId;
import io.countersign.PaymentRef;
import io.countersign.Refund;
import io.countersign.RefundState;
import io.countersign.Statement;
import io.countersign.StatementReader;
import io.countersign.StatementRow;
import io.countersign.StatementTotals;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the rows of a trade bill mean, and what they must not be. */
class TradeBillTest {
  private static final Money TEN = Money.of("10.00", "CNY");

  private final BillDesk desk = new BillDesk();
  private final List<StatementRow> rows = new ArrayList<>();

  @Test
  void aDaysPaymentsAndRefundsAreRead() {
    StatementTotals totals =
        read(
            BillSheet.summedAs("3,12.50,4.00,0.00,0.06500,12.50,4.00")
                .paid("N1", "10.00", "0.06000")
                .paid("N2", "2.50", "0.01500")
                .refunded("N1", "R1", "4.00", "SUCCESS"));

    assertThat(totals.payments()).isEqualTo(2);
    assertThat(totals.refunds()).isEqualTo(1);
    assertThat(totals.others()).isZero();
    assertThat(totals.rows()).isEqualTo(3);
    assertThat(totals.paid()).contains(Money.of("12.50", "CNY"));
    assertThat(totals.refunded()).contains(Money.of("4.00", "CNY"));
    assertThat(totals.summary().text("手续费总金额")).contains("0.06500");
    assertThat(rows).extracting(StatementRow::rowNumber).containsExactly(1L, 2L, 3L);
  }

  @Test
  void aPaymentRowIsTheSameAsAPaymentByNotification() {
    read(BillSheet.summedAs("1,10.00,0.00,0.00,0.06,10.00,0.00").paid("N1", "10.00", "0.06000"));

    StatementRow row = rows.get(0);
    Payment payment = row.payment().orElseThrow();
    assertThat(row.kind()).isEqualTo(StatementRow.Kind.PAYMENT);
    assertThat(payment.isPaid()).isTrue();
    assertThat(payment.orderTotal()).contains(TEN);
    assertThat(payment.paidAt()).contains(Instant.parse("2026-11-20T05:05:00Z"));
    assertThat(payment.ref().provider()).isEqualTo("wechatpay");
    assertThat(payment.ref().number()).isEqualTo("N1");
    assertThat(payment.ref().transactionId()).contains("42000N1");
    assertThat(payment.providerState()).isEqualTo("SUCCESS");
    assertThat(payment.fields().text("商品名称")).contains("一杯茶");
    assertThat(payment.fields().text("用户标识")).contains("openid-of-a-person");
    assertThat(payment.evidence().kind()).isEqualTo(Evidence.Kind.STATEMENT);
    assertThat(payment.evidence().keyId()).contains("PUB_KEY_ID_0119000000012026");
    assertThat(row.evidence()).isSameAs(payment.evidence());
    assertThat(row.feeInMajorUnits()).contains(new BigDecimal("0.06000"));
    assertThat(row.refundId()).isEmpty();
    assertThat(row.toString()).doesNotContain("openid");
  }

  @Test
  void aRefundRowIsTheRefundOfThePaymentThatTheShopStored() {
    PaymentRef stored = PaymentRef.of("wechatpay", new PaymentId("N1", BillDesk.NOW), TEN);
    read(
        BillSheet.summedAs("2,0.00,7.00,0.00,-0.02,0.00,7.00")
            .refunded("N1", "R1", "4.00", "SUCCESS")
            .refunded("N1", "R2", "3.00", "PROCESSING"));

    StatementRow row = rows.get(0);
    Refund refund = row.refund(stored).orElseThrow();
    assertThat(refund.refundId()).isEqualTo("R1");
    assertThat(refund.providerRefundId()).contains("5030000R1");
    assertThat(refund.amount()).isEqualTo(Money.of("4.00", "CNY"));
    assertThat(refund.state()).isEqualTo(RefundState.REFUNDED);
    assertThat(row.orderTotal()).isEmpty();
    assertThat(row.feeInMajorUnits()).contains(new BigDecimal("-0.01000"));
    assertThat(rows.get(1).booking())
        .contains(Booking.refund("N1", "R2", Money.of("3.00", "CNY"), RefundState.PROCESSING));
  }

  @Test
  void everyWordForARefundsStateIsMappedAndAnUnknownOneIsNeitherDoneNorFailed() {
    BillSheet sheet = BillSheet.summedAs("6,0,6.00,0,-0.06,0,6.00");
    for (String word : List.of("SUCCESS", "FAIL", "CLOSED", "CHANGE", "ABNORMAL", "MAYBE")) {
      sheet.refunded("N1", "R" + word, "1.00", word);
    }
    read(sheet);

    PaymentRef stored = PaymentRef.of("wechatpay", new PaymentId("N1", BillDesk.NOW), TEN);
    assertThat(rows)
        .extracting(row -> row.refund(stored).orElseThrow().state())
        .containsExactly(
            RefundState.REFUNDED,
            RefundState.FAILED,
            RefundState.FAILED,
            RefundState.NEEDS_ACTION,
            RefundState.NEEDS_ACTION,
            RefundState.UNRECOGNIZED);
  }

  @Test
  void aRowOfAnotherStateIsKeptAndIsNoMoney() {
    StatementTotals totals =
        read(
            BillSheet.summedAs("2,1.00,0.00,0.00,0.01,1.00,0.00")
                .row("", "REVOKED", "0.00", "0.00", "5", "0", "0.00", "ORIGINAL", "", "茶", "", "0")
                .paid("N2", "1.00", "0.01000"));

    assertThat(totals.others()).isEqualTo(1);
    assertThat(rows.get(0).kind()).isEqualTo(StatementRow.Kind.OTHER);
    assertThat(rows.get(0).providerState()).isEqualTo("REVOKED");
    assertThat(rows.get(0).payment()).isEmpty();
    assertThat(rows.get(0).booking()).isEmpty();
    assertThat(rows.get(0).fields().text("商品名称")).contains("茶");
  }

  @Test
  void goodsMayHoldCommasQuotesBackTicksAndEmoji() {
    read(
        BillSheet.summedAs("3,3.00,0.00,0.00,0.18,3.00,0.00")
            .paidFor("N1", "1.00", "\"a\", 'b', `c`", "x,\"y")
            .paidFor("N2", "1.00", "\"", "🍵 = 茶")
            .paidFor("N3", "1.00", "`", "#"));

    assertThat(rows)
        .extracting(row -> row.fields().text("商品名称").orElseThrow())
        .containsExactly("\"a\", 'b', `c`", "\"", "`");
    assertThat(rows)
        .extracting(row -> row.fields().text("商户数据包").orElseThrow())
        .containsExactly("x,\"y", "🍵 = 茶", "#");
  }

  @Test
  void noTextOfAPayersCanShiftAnAmount() {
    read(
        BillSheet.summedAs("2,2.00,0.00,0.00,0.12,2.00,0.00")
            .paidFor("N1", "1.00", "茶,`0.00,`0.60%,`9999.00,`0.00,`", "")
            .paidFor("N2", "1.00", "", "a,`,`,`b"));

    assertThat(rows)
        .extracting(row -> row.orderTotal().orElseThrow())
        .containsOnly(Money.of("1.00", "CNY"));
    assertThat(rows)
        .extracting(row -> row.feeInMajorUnits().orElseThrow())
        .containsOnly(new BigDecimal("0.06000"));
    assertThat(rows.get(0).fields().text("商品名称")).contains("茶,`0.00,`0.60%,`9999.00,`0.00,`");
    assertThat(rows.get(1).number()).isEqualTo("N2");
  }

  @Test
  void columnsAreFoundByNameInAnyOrderAmongNewOnes() {
    List<String> header = new ArrayList<>(Arrays.asList(BillSheet.HEADER.split(",", -1)));
    Collections.reverse(header);
    header.add(3, "新的一列");
    List<String> cells = new ArrayList<>();
    for (String name : header) {
      cells.add(
          switch (name) {
            case "交易时间" -> "2026-11-20 13:05:00";
            case "商户号" -> BillDesk.MCHID;
            case "微信订单号" -> "42000N1";
            case "商户订单号" -> "N1";
            case "交易状态" -> "SUCCESS";
            case "货币种类" -> "CNY";
            case "订单金额", "应结订单金额" -> "10.00";
            case "新的一列" -> "new";
            default -> "";
          });
    }
    desk.with(
        BillSheet.summedAs("10.00,1")
            .row(cells)
            .text(String.join(",", header), "订单总金额,总交易单数", "\n"));

    assertThat(read()).isInstanceOf(Statement.Read.class);
    assertThat(rows.get(0).orderTotal()).contains(TEN);
    assertThat(rows.get(0).fields().text("新的一列")).contains("new");
  }

  @Test
  void aMissingColumnIsNamed() {
    String header = BillSheet.HEADER.replace(",订单金额,", ",Betrag,");
    desk.with(BillSheet.summedAs("0,0,0,0,0,0,0").text(header, BillSheet.SUMMARY, "\n"));

    mismatch("header row", "订单金额");
  }

  @Test
  void aColumnThatStandsTwiceIsNoneToRelyOn() {
    String header = BillSheet.HEADER.replace("费率备注", "订单金额");
    desk.with(BillSheet.summedAs("0,0,0,0,0,0,0").text(header, BillSheet.SUMMARY, "\n"));

    mismatch("header row", "订单金额", "two");
  }

  @Test
  void anAmountUnderAHeaderThatStandsTwiceIsNotGuessed() {
    String header = BillSheet.HEADER.replace("费率备注", "申请退款金额");
    desk.with(
        BillSheet.summedAs("1,0,4.00,0,-0.01,0,4.00")
            .refunded("N1", "R1", "4.00", "SUCCESS")
            .text(header, BillSheet.SUMMARY, "\n"));

    mismatch("row 1 (line 2)", "申请退款金额");
    assertThat(rows).isEmpty();
  }

  @Test
  void aRefundBillTellsWhenTheMoneyCame() {
    String header = BillSheet.HEADER.replace(",微信退款单号", ",退款申请时间,退款成功时间,微信退款单号");
    desk.with(
        BillSheet.summedAs("2,0.00,4.00,0.00,-0.02000,0.00,4.00")
            .row(refundCells("2026-11-20 14:00:00", "SUCCESS"))
            .row(refundCells("", "PROCESSING"))
            .text(header, BillSheet.SUMMARY, "\n"));

    assertThat(
            desk.client()
                .readStatement(
                    WeChatPayTradeBill.of(BillDesk.DAY).kind(WeChatPayTradeBill.Kind.REFUND),
                    rows::add))
        .isInstanceOf(Statement.Read.class);
    PaymentRef stored = PaymentRef.of("wechatpay", new PaymentId("N1", BillDesk.NOW), TEN);
    assertThat(rows.get(0).refund(stored).orElseThrow().refundedAt())
        .contains(Instant.parse("2026-11-20T06:00:00Z"));
    assertThat(rows.get(1).refund(stored).orElseThrow().refundedAt()).isEmpty();
    assertThat(desk.applications.get(0).uri().getRawQuery()).contains("bill_type=REFUND");
  }

  @Test
  void aBillOfPaymentsAloneHasNoColumnsForRefunds() {
    String header =
        "交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,应结订单金额,代金券金额,商品名称,商户数据包,手续费,费率,订单金额,费率备注";
    desk.with(
        BillSheet.summedAs("1,9.00,0.00,0.00,0.05,10.00,0.00")
            .row(
                Arrays.asList(
                    ("2026-11-20 13:05:00,wx1,"
                            + BillDesk.MCHID
                            + ",0,,42000N1,N1,o,NATIVE,SUCCESS,OTHERS,CNY,9.00,1.00,茶,,0.05,0.60%,10.00,")
                        .split(",", -1)))
            .text(header, BillSheet.SUMMARY, "\n"));

    read();

    assertThat(rows.get(0).orderTotal()).contains(TEN);
  }

  @Test
  void aBillWithoutRowsIsReadAndEmpty() {
    assertThat(read(BillSheet.summedAs("0,0.00,0.00,0.00,0.00000,0.00,0.00")).rows()).isZero();
    assertThat(rows).isEmpty();
  }

  @Test
  void lineEndsByteOrderMarkAndBackTicksOfTheSummaryAreAsTheyCome() {
    for (String text :
        List.of(
            BillSheet.summedAs("1,1.00,0,0,0.01,1.00,0")
                .paid("N1", "1.00", "0.01")
                .text(BillSheet.HEADER, BillSheet.SUMMARY, "\n"),
            BillSheet.summedAs("1.0,1.0,0,0,0.01,1,0")
                .paid("N1", "1.00", "0.01")
                .text()
                .substring(1),
            BillSheet.summedAs("1,1.00,0,0,0.01,1.00,0")
                .paid("N1", "1.00", "0.01")
                .text("`" + BillSheet.HEADER.replace(",", ",`"), BillSheet.SUMMARY, "\r\n")
                .replace("`1,`1.00", "1,`1.00")
                .stripTrailing())) {
      rows.clear();
      desk.with(text);

      assertThat(read()).isInstanceOf(Statement.Read.class);

      assertThat(rows).hasSize(1);
      assertThat(rows.get(0).number()).isEqualTo("N1");
    }
  }

  @Test
  void aCellThatCannotBeReadIsAnErrorThatNamesRowAndColumnAndQuotesNothing() {
    for (String amount :
        List.of(
            "", "1,00", "1.005", "1e3", "１.00", "+1.00", "NaN", "0x10", "9".repeat(25), "secret")) {
      rows.clear();
      desk.with(
          BillSheet.summedAs("2,2.00,0,0,0.02,2.00,0")
              .paid("N1", "1.00", "0.01")
              .paid("N2", amount, "0.01")
              .text());

      mismatch("row 2 (line 3)", "订单金额");
      assertThat(rows).describedAs(amount).hasSize(1);
    }
    desk.with(BillSheet.summedAs("1,1,0,0,0,1,0").paid("N1", "1.00", "0.0.1").text());
    mismatch("row 1 (line 2)", "手续费");
    desk.with(
        BillSheet.summedAs("1,1,0,0,0,1,0")
            .paid("N1", "1.00", "1")
            .text()
            .replace("13:05:00", "25:05:00"));
    mismatch("row 1 (line 2)", "交易时间");
    desk.with(BillSheet.summedAs("1,1,0,0,0,1,0").paid("N 1", "1.00", "1").text());
    mismatch("row 1 (line 2)", "商户订单号");
    desk.with(
        BillSheet.summedAs("1,1,0,0,0,1,0").paid("N1", "1.00", "1").text().replace("CNY", "XYZ1"));
    mismatch("row 1 (line 2)", "订单金额");
    desk.with(
        BillSheet.summedAs("1,0,1,0,0,0,1")
            .row("N1", "REFUND", "0", "0", "0", "0", "1.00", "", "SUCCESS", "", "", "0")
            .text());
    mismatch("row 1 (line 2)", "商户退款单号");
  }

  @Test
  void aNegativeAmountIsThatAndNoOther() {
    StatementTotals totals =
        read(BillSheet.summedAs("1,-1.00,0,0,-0.00600,-1.00,0").paid("N1", "-1.00", "-0.00600"));

    assertThat(totals.paid()).contains(Money.of("-1.00", "CNY"));
    assertThat(rows.get(0).orderTotal()).contains(Money.ofMinor(-100, "CNY"));
  }

  @Test
  void amountsBeyondAnIntAreExact() {
    read(BillSheet.summedAs("1,21474836.48,0,0,0,21474836.48,0").paid("N1", "21474836.48", "0"));

    assertThat(rows.get(0).orderTotal()).contains(Money.ofMinor(2_147_483_648L, "CNY"));
  }

  @Test
  void aRowOfAnotherMerchantStopsTheReading() {
    desk.with(
        BillSheet.summedAs("1,1,0,0,0,1,0")
            .paid("N1", "1", "0")
            .text()
            .replace(BillDesk.MCHID, "1900000002"));

    mismatch("row 1 (line 2)", "商户号", BillDesk.MCHID);
    assertThat(rows).isEmpty();
  }

  @Test
  void aSummaryThatSaysOtherwiseStopsTheReading() {
    for (String summary :
        List.of(
            "2,1.00,0,0,0.01,1.00,0",
            "0,1.00,0,0,0.01,1.00,0",
            "1,1.01,0,0,0.01,1.00,0",
            "1,1.00,0.01,0,0.01,1.00,0",
            "1,1.00,0,0.01,0.01,1.00,0",
            "1,1.00,0,0,0.02,1.00,0",
            "1,1.00,0,0,0.01,0.99,0",
            "1,1.00,0,0,0.01,1.00,0.01",
            ",1.00,0,0,0.01,1.00,0",
            "one,1.00,0,0,0.01,1.00,0")) {
      rows.clear();
      desk.with(BillSheet.summedAs(summary).paid("N1", "1.00", "0.01").text());

      mismatch("summary");
      assertThat(rows).describedAs("the row was provisional").hasSize(1);
    }
  }

  @Test
  void aTotalThatARefundRowRepeatsIsCountedOnceOrTwice() {
    for (String summary :
        List.of("2,10.00,4.00,0,0.05,10.00,4.00", "2,20.00,4.00,0,0.05,20.00,4.00")) {
      read(
          BillSheet.summedAs(summary)
              .paid("N1", "10.00", "0.06")
              .row(
                  "N1",
                  "REFUND",
                  "10.00",
                  "0",
                  "5",
                  "R1",
                  "4.00",
                  "ORIGINAL",
                  "SUCCESS",
                  "",
                  "",
                  "-0.01"));

      assertThat(rows.get(1).orderTotal()).contains(TEN);
      rows.clear();
    }
  }

  @Test
  void whatIsNoWholeBillIsNone() {
    String whole = BillSheet.summedAs("1,1.00,0,0,0.01,1.00,0").paid("N1", "1.00", "0.01").text();
    for (String text :
        List.of(
            "",
            "\uFEFF",
            "\r\n",
            BillSheet.HEADER,
            whole.substring(0, whole.indexOf("总交易单数")),
            whole.substring(0, whole.indexOf("总交易单数") + BillSheet.SUMMARY.length()),
            whole + "`more",
            whole.replace(",`一杯茶", ""),
            whole.replace("总交易单数", "总数"),
            whole.replace("总交易单数", "`x"))) {
      desk.with(text);

      mismatch("forget every row");
    }
  }

  @Test
  void whatTheShopsFunctionThrowsReachesTheShop() {
    desk.with(BillSheet.summedAs("1,1.00,0,0,0.01,1.00,0").paid("N1", "1.00", "0.01").text());
    IllegalStateException away = new IllegalStateException("the database is away");

    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(
            () ->
                desk.client()
                    .readStatement(
                        BillDesk.DAY,
                        row -> {
                          throw away;
                        }))
        .isSameAs(away);
  }

  private static List<String> refundCells(String refundedAt, String state) {
    return Arrays.asList(
        ("2026-11-20 13:05:00,wx1,"
                + BillDesk.MCHID
                + ",0,,42000N1,N1,o,NATIVE,REFUND,OTHERS,CNY,0.00,0.00,2026-11-20 13:30:00,"
                + refundedAt
                + ",5030000R1,R1,2.00,0.00,ORIGINAL,"
                + state
                + ",茶,,-0.01,0.60%,0.00,2.00,")
            .split(",", -1));
  }

  private StatementTotals read(BillSheet sheet) {
    desk.with(sheet.text());
    return ((Statement.Read<StatementTotals>) read()).totals();
  }

  private Statement<StatementTotals> read() {
    StatementReader reader = desk.client();
    return reader.readStatement(BillDesk.DAY, rows::add);
  }

  private void mismatch(String... said) {
    assertThatExceptionOfType(MismatchException.class)
        .isThrownBy(this::read)
        .withMessageContainingAll(said)
        .withMessageNotContainingAny("secret", "openid", "一杯茶");
  }
}
