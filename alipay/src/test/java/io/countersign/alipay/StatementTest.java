// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.Booking;
import io.countersign.Evidence;
import io.countersign.FundFlowRow;
import io.countersign.FundFlowTotals;
import io.countersign.InvalidRequestException;
import io.countersign.MismatchException;
import io.countersign.Money;
import io.countersign.Signal;
import io.countersign.Statement;
import io.countersign.StatementRow;
import io.countersign.StatementTotals;
import io.countersign.UnavailableException;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bills as Alipay writes them, and as nobody should. */
class StatementTest {

  private static final LocalDate DAY = LocalDate.of(2026, 7, 1);
  private static final String TWO = "2笔，商家实收共12.50元，商家优惠共0.00元";
  private static final String ONE = "1笔，商家实收退款共-2.50元，商家优惠退款共0.00元";

  private final Shop shop = Shop.open();
  private final List<StatementRow> rows = new ArrayList<>();

  @BeforeEach
  void sell() {
    // So that the gateway gives out an address; what lies there is planned here.
    new PaidOrders(shop).paid();
    shop.clock.advance(Duration.ofDays(1));
  }

  @AfterEach
  void close() {
    shop.close();
  }

  private BillSheet sheet() {
    return BillSheet.of(shop.merchant.sellerId(), BillSheet.TRADES);
  }

  private BillSheet usual() {
    return sheet()
        .paid("T1", "10.00", "一杯茶")
        .paid("T2", "2.50", "两杯")
        .refunded("T2", "-2.50", "R-1");
  }

  @Test
  void aBillIsReadRowByRow() {
    Statement<StatementTotals> statement = read(BillSheet.zip(usual().trailer(TWO, ONE).text()));

    StatementTotals totals = ((Statement.Read<StatementTotals>) statement).totals();
    assertThat(totals.payments()).isEqualTo(2);
    assertThat(totals.refunds()).isEqualTo(1);
    assertThat(totals.paid()).contains(Money.of("12.50", "CNY"));
    assertThat(totals.refunded()).contains(Money.of("2.50", "CNY"));
    StatementRow first = rows.get(0);
    assertThat(first.number()).isEqualTo("T1");
    assertThat(first.transactionId()).contains("2200T1");
    assertThat(first.orderTotal()).contains(Money.of("10.00", "CNY"));
    assertThat(first.at()).isEqualTo(Instant.parse("2026-06-30T02:55:23Z"));
    assertThat(first.feeInMajorUnits()).contains(new BigDecimal("-0.01"));
    assertThat(first.evidence().kind()).isEqualTo(Evidence.Kind.TRANSPORT_ONLY);
    assertThat(first.payment().orElseThrow().isPaid()).isTrue();
    assertThat(rows.get(2).booking())
        .contains(new Booking("T2", "R-1", Money.of("2.50", "CNY"), Booking.State.SETTLED));
  }

  @Test
  void columnsAreFoundByNameInAnyOrder() {
    String sheet =
        "#支付宝业务明细查询\n备注,订单金额(元),完成时间,新列,业务类型,商户订单号,支付宝交易号\n"
            + "好,7.00,2026-06-30 10:00:00,x,交易,T9,2200T9\n";

    read(BillSheet.zip(sheet));

    assertThat(rows)
        .singleElement()
        .satisfies(
            row -> {
              assertThat(row.number()).isEqualTo("T9");
              assertThat(row.orderTotal()).contains(Money.of("7.00", "CNY"));
              assertThat(row.fields().text("新列")).contains("x");
            });
  }

  @Test
  void aSummaryMayComeFirstAndIsCompared() {
    String summary =
        "#支付宝业务汇总查询\n"
            + BillSheet.SUMMARY
            + "\n合计,,%s,%s,10.00,10.00,0.00,0.00,0.00,-0.02,0.00,9.98\n";

    Statement<StatementTotals> statement =
        read(BillSheet.zip(String.format(summary, "2", "1"), usual().text()));
    assertThat(((Statement.Read<StatementTotals>) statement).totals().summary().text("实收净额（元）"))
        .contains("9.98");
    differs(BillSheet.zip(String.format(summary, "3", "1"), usual().text()), "交易订单总笔数");
    differs(BillSheet.zip(usual().text(), String.format(summary, "2", "0")), "退款订单总笔数");
  }

  @Test
  void severalListsAreEachComparedWithTheirOwnRemarks() {
    String first =
        sheet().paid("T1", "10.00", "茶").trailer("1笔，商家实收共10.00元", "0笔，商家实收退款共0.00元").text();
    String second = sheet().paid("T2", "2.50", "茶").trailer("1笔，商家实收共2.50元", "0笔").text();

    Statement<StatementTotals> statement = read(BillSheet.zip(first, second));

    assertThat(((Statement.Read<StatementTotals>) statement).totals().payments()).isEqualTo(2);
    assertThat(rows).extracting(StatementRow::rowNumber).containsExactly(1L, 2L);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"3笔，商家实收共12.50元", "1笔，商家实收共12.50元", "2笔，商家实收共12.51元", "2笔，商家实收共0.00元", "0笔"})
  void countsAndSumsThatDoNotFitStopTheBooks(String told) {
    differs(BillSheet.zip(usual().trailer(told, ONE).text()), "as counted");
    assertThat(shop.signals).anyMatch(Signal.ProvenButUnexpected.class::isInstance);
  }

  @Test
  void aRowThatWasCutOutIsMissed() {
    String whole = usual().trailer(TWO, ONE).text();

    differs(BillSheet.zip(whole.replaceFirst("2200T1.*\n", "")), "1 rows, as counted");
  }

  @Test
  void anotherMerchantsBillIsNotBelieved() {
    differs(
        BillSheet.zip(BillSheet.of("2088999999999999", BillSheet.TRADES).text()),
        "another account");
  }

  @Test
  void commasInTextsShiftNoAmount() {
    read(
        BillSheet.zip(
            sheet()
                .paid("T1", "10.00", "茶, 大, 冰")
                .paid("T2", "2.50", "\"茶, \"\"大\"\"\"")
                .paid("T3", "1.00", "\"半")
                .line(usual().text().split("\n")[5].replace("\t,-0.01", "\t,-0.01") + "，a,b")
                .text()));

    assertThat(rows)
        .extracting(row -> row.orderTotal().orElseThrow().toDecimal())
        .containsExactly("10.00", "2.50", "1.00", "10.00");
    assertThat(rows.get(0).fields().text("商品名称")).contains("茶, 大, 冰");
    assertThat(rows.get(1).fields().text("商品名称")).contains("茶, \"大\"");
    assertThat(rows.get(3).fields().text("备注")).contains("一杯茶，a,b");
  }

  @Test
  void aTextThatPretendsToBeCellsIsNotGuessed() {
    String forged = "茶,2026-06-30 10:55:16,2026-06-30 10:55:23,,,,,x,0.01,0.01,0.00,0.00";

    assertThatThrownBy(() -> read(BillSheet.zip(sheet().paid("T1", "10.00", forged).text())))
        .isInstanceOf(MismatchException.class);
    assertThat(rows).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"1e3", "10.001", "１０", "99999999999999999999", "ten", "-5.00", "", "1,0.00"})
  void anAmountThatIsNoneIsNotGuessed(String amount) {
    assertThatExceptionOfType(MismatchException.class)
        .isThrownBy(() -> read(BillSheet.zip(sheet().paid("T1", amount, "茶").text())))
        .withMessageContaining("row 1")
        .withMessageContaining("forget every row");
  }

  @Test
  void errorsNameRowAndColumnAndQuoteNothing() {
    String sheet = sheet().paid("T1", "1.00", "张三的茶").text().replace("2026-06-30 10:55:23", "张三");

    assertThatExceptionOfType(MismatchException.class)
        .isThrownBy(() -> read(BillSheet.zip(sheet)))
        .withMessageContaining("row 1")
        .withMessageContaining("完成时间")
        .satisfies(thrown -> assertThat(thrown.getMessage()).doesNotContain("张三"));
  }

  @Test
  void aColumnThatIsMissingOrStandsTwiceIsAnError() {
    differs(BillSheet.zip(usual().text().replace("订单金额（元）", "金额（元）")), "订单金额");
    differs(BillSheet.zip(usual().text().replace("商家实收（元）", "订单金额（元）")), "订单金额");
    differs(BillSheet.zip(usual().text().replace("支付宝交易号", "流水")), "none");
    differs(BillSheet.zip(), "none");
  }

  @Test
  void aRowCutInTheMiddleIsNoRow() {
    String whole = usual().text();

    differs(BillSheet.zip(whole.substring(0, whole.lastIndexOf(",0.00,"))), "25 cells");
  }

  @Test
  void anArchiveCutAnywhereIsForgotten() {
    byte[] whole = BillSheet.zip(usual().trailer(TWO, ONE).text(), "#支付宝业务汇总查询\n");
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> read(cut))
          .as("cut after %s bytes of %s", length, whole.length)
          .isInstanceOf(UnavailableException.class)
          .hasMessageContaining("forget every row");
    }
    assertThat(read(whole)).isInstanceOf(Statement.Read.class);
  }

  @Test
  void aFlippedByteIsNoticed() {
    byte[] whole = BillSheet.zip(usual().text());
    whole[whole.length / 3] ^= 1;

    assertThatThrownBy(() -> read(whole))
        .isInstanceOfAny(UnavailableException.class, MismatchException.class);
  }

  @Test
  void aBombIsNotUnpackedToItsEnd() {
    String blank = "\n".repeat(1 << 20);
    byte[] bomb = BillSheet.zip(usual().text() + blank.repeat(64));

    assertThatExceptionOfType(UnavailableException.class)
        .isThrownBy(() -> read(bomb))
        .withMessageContaining("times its size");
  }

  @Test
  void aThousandFilesAreNoBill() {
    String[] many = new String[100];
    Arrays.fill(many, "#\n");

    assertThatExceptionOfType(UnavailableException.class)
        .isThrownBy(() -> read(BillSheet.zip(many)))
        .withMessageContaining("64 files");
  }

  @Test
  void aLineWithoutEndIsNotCollected() {
    differs(BillSheet.zip(usual().text() + "x".repeat(100_000)), "characters");
  }

  @Test
  void aPageInsteadOfAnArchiveIsForgotten() {
    assertThatExceptionOfType(UnavailableException.class)
        .isThrownBy(
            () -> read("<html>系统繁忙</html>".getBytes(java.nio.charset.StandardCharsets.UTF_8)));
  }

  @Test
  void aLinkThatIsRefusedIsAskedForAnewOnce() {
    FileTransport transport = FileTransport.giving(BillSheet.zip(usual().text()));
    transport.refusals.add(404);
    assertThat(client(transport).readStatement(DAY, rows::add)).isInstanceOf(Statement.Read.class);
    assertThat(transport.downloads).hasSize(2);

    transport.refusals.addAll(List.of(302, 302));
    assertThatExceptionOfType(UnavailableException.class)
        .isThrownBy(() -> client(transport).readStatement(DAY, rows::add))
        .withMessageContaining("HTTP 302");
    assertThat(transport.downloads).hasSize(4);
  }

  @Test
  void aFileThatBreaksOffIsForgotten() {
    FileTransport transport =
        new FileTransport(
            () ->
                new InputStream() {
                  private final byte[] begin = BillSheet.zip(usual().text());
                  private int at;

                  @Override
                  public int read() throws IOException {
                    if (at == begin.length / 2) {
                      throw new IOException("reset");
                    }
                    return begin[at++] & 0xff;
                  }
                });

    assertThatExceptionOfType(UnavailableException.class)
        .isThrownBy(() -> client(transport).readStatement(DAY, rows::add))
        .withMessageContaining("forget every row");
  }

  @Test
  void whatTheShopsFunctionThrowsReachesTheShop() {
    FileTransport transport = FileTransport.giving(BillSheet.zip(usual().text()));

    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(
            () ->
                client(transport)
                    .readStatement(
                        DAY,
                        row -> {
                          throw new IllegalStateException("the staging table is full");
                        }))
        .withMessage("the staging table is full");
  }

  @Test
  void aRowOfAnotherKindIsKeptWithItsTexts() {
    Statement<StatementTotals> statement =
        read(
            BillSheet.zip(
                usual()
                    .trade("2200T5", "T5", "退款冲正", "茶", "1.00", "", "")
                    .trailer(TWO, ONE)
                    .text()));

    assertThat(((Statement.Read<StatementTotals>) statement).totals().others()).isEqualTo(1);
    assertThat(rows.get(3).kind()).isEqualTo(StatementRow.Kind.OTHER);
    assertThat(rows.get(3).providerState()).isEqualTo("退款冲正");
  }

  @Test
  void aRefundWithoutItsNumberIsKnownByAlipaysNumberOfThePayment() {
    read(BillSheet.zip(sheet().refunded("T2", "-2.50", "").text()));

    assertThat(rows.get(0).refundId()).isEmpty();
    assertThat(rows.get(0).providerRefundId()).contains("2200T2");
  }

  @Test
  void theMovementsOfTheAccountAreReadAndCompared() {
    String sheet =
        BillSheet.of(shop.merchant.sellerId(), BillSheet.MOVEMENTS)
            .line("546\t,2200T1\t,T1\t,茶\t,2026-06-30 21:02:06,*水\t,10.00,0.00,110.00,支付宝,在线支付,")
            .line("547\t,2200T1\t,T1\t,茶\t,2026-06-30 21:02:06,*水\t,0.00,-0.06,109.94,支付宝,收费,费, 率")
            .line("#支出合计：%s笔，共-0.06元")
            .line("#收入合计：1笔，共10.00元")
            .text();
    List<FundFlowRow> movements = new ArrayList<>();
    FileTransport transport = FileTransport.giving(BillSheet.zip(String.format(sheet, "1")));

    Statement<FundFlowTotals> statement =
        client(transport).readFundFlow(AlipayStatement.of(DAY), movements::add);

    FundFlowTotals totals = ((Statement.Read<FundFlowTotals>) statement).totals();
    assertThat(totals.income()).isEqualTo(Money.of("10.00", "CNY"));
    assertThat(totals.expense()).isEqualTo(Money.of("0.06", "CNY"));
    assertThat(movements)
        .extracting(FundFlowRow::direction)
        .containsExactly(FundFlowRow.Direction.INCOME, FundFlowRow.Direction.EXPENSE);
    assertThat(movements.get(1).balance()).contains(Money.of("109.94", "CNY"));
    assertThat(movements.get(1).fields().text("备注")).contains("费, 率");
    FileTransport wrong = FileTransport.giving(BillSheet.zip(String.format(sheet, "2")));
    assertThatExceptionOfType(MismatchException.class)
        .isThrownBy(() -> client(wrong).readFundFlow(AlipayStatement.of(DAY), row -> {}));
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(
            () ->
                client(wrong)
                    .readFundFlow(
                        AlipayStatement.of(DAY).secondLevelMerchant("2088000000000001"), r -> {}));
  }

  @Test
  void aMovementWithTheWrongSignIsNeitherIncomeNorExpense() {
    String sheet =
        BillSheet.of(shop.merchant.sellerId(), BillSheet.MOVEMENTS)
            .line("546\t,2200T1\t,T1\t,茶\t,2026-06-30 21:02:06,*水\t,-10.00,0.00,90.00,支付宝,冲正,")
            .text();
    List<FundFlowRow> movements = new ArrayList<>();

    Statement<FundFlowTotals> statement =
        client(FileTransport.giving(BillSheet.zip(sheet)))
            .readFundFlow(AlipayStatement.of(DAY), movements::add);

    FundFlowTotals totals = ((Statement.Read<FundFlowTotals>) statement).totals();
    assertThat(movements.get(0).direction()).isEqualTo(FundFlowRow.Direction.UNRECOGNIZED);
    assertThat(totals.income()).isEqualTo(Money.ofMinor(0, "CNY"));
  }

  @Test
  void whatIsNotOverHasNoBill() {
    FileTransport transport = FileTransport.giving(new byte[0]);
    for (AlipayStatement early :
        List.of(
            AlipayStatement.of(DAY.plusDays(1)),
            AlipayStatement.of(DAY.plusDays(2)),
            AlipayStatement.of(YearMonth.of(2026, 7)))) {
      assertThatExceptionOfType(InvalidRequestException.class)
          .isThrownBy(() -> client(transport).readStatement(early, rows::add));
    }
    assertThat(shop.requests(io.countersign.sandbox.alipay.Operation.BILL)).isEmpty();
  }

  private void differs(byte[] zip, String naming) {
    rows.clear();
    assertThatExceptionOfType(MismatchException.class)
        .isThrownBy(() -> read(zip))
        .withMessageContaining(naming);
  }

  private Statement<StatementTotals> read(byte[] zip) {
    return client(FileTransport.giving(zip)).readStatement(DAY, rows::add);
  }

  private AlipayClient client(FileTransport transport) {
    return shop.client(shop.config().transport(transport));
  }
}
