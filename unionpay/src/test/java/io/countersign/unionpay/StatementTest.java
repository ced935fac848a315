// SPDX-License-Identifier: Apache-2.0
package io.countersign.unionpay;

import static io.countersign.unionpay.SettlementSheet.answer;
import static io.countersign.unionpay.SettlementSheet.content;
import static io.countersign.unionpay.SettlementSheet.cost;
import static io.countersign.unionpay.SettlementSheet.credit;
import static io.countersign.unionpay.SettlementSheet.sale;
import static io.countersign.unionpay.SettlementSheet.transaction;
import static io.countersign.unionpay.SettlementSheet.zip;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.Booking;
import io.countersign.Evidence;
import io.countersign.InvalidRequestException;
import io.countersign.MismatchException;
import io.countersign.Money;
import io.countersign.PaymentId;
import io.countersign.PaymentRef;
import io.countersign.RejectedException;
import io.countersign.RetryPolicy;
import io.countersign.Statement;
import io.countersign.StatementRow;
import io.countersign.StatementTotals;
import io.countersign.UnavailableException;
import io.countersign.unionpay.SettlementSheet.Entry;
import io.countersign.unionpay.SettlementSheet.Line;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Settlement files as UnionPay writes them, and when. */
class StatementTest {

  private static final LocalDate DAY = LocalDate.of(2026, 11, 20);
  private static final String Q1 = "201511201122031906248";
  private static final String Q2 = "201511201140341931208";
  private static final String Q3 = "201511201142514125448";

  private final List<StatementRow> rows = new ArrayList<>();

  @Test
  void thePublishedSampleAddsUpAsItsSummarySays() throws Exception {
    ScriptedGateway gateway = new ScriptedGateway();
    Merchant merchant = Merchant.of(gateway.config().merId("802310048993424").build());
    LocalDate day = LocalDate.of(2015, 9, 5);
    Evidence evidence = Evidence.of(Evidence.Kind.SIGNED_ANSWER, ScriptedGateway.NOW);
    SettlementTable table =
        new SettlementTable(merchant, new ClearingDay(day), evidence, rows::add);
    byte[] text = SettlementSheet.published().getBytes(StandardCharsets.US_ASCII);

    new SettlementFile(
            "802310048993424",
            new ClearingDay(day),
            content(zip(new Entry("INN15090588ZM_802310048993424", text))))
        .read(table);

    assertThat(table.totals().payments()).isEqualTo(8);
    assertThat(table.totals().paid()).contains(Money.of("13227.00", "CNY"));
    BigDecimal fees = BigDecimal.ZERO;
    long net = 0;
    for (StatementRow row : rows) {
      fees = fees.add(row.feeInMajorUnits().orElseThrow());
      net += Long.parseLong(row.fields().text("结算金额").orElseThrow().substring(1));
      assertThat(row.payment().orElseThrow().isPaid()).isTrue();
      assertThat(row.onBehalfOf()).isEmpty();
    }
    assertThat(fees).isEqualByComparingTo("79.36");
    assertThat(net).isEqualTo(1314764);
    StatementRow first = rows.get(0);
    assertThat(first.number()).isEqualTo("10078087");
    assertThat(first.transactionId()).contains("201509061122031906248");
    assertThat(first.at()).isEqualTo(Instant.parse("2015-09-06T03:22:03Z"));
    assertThat(first.providerState()).isEqualTo("S56");
  }

  @Test
  void aFileIsAskedForAndReadRowByRow() {
    ScriptedGateway gateway = gateway(answer(zip(sale("ORDER0001", Q1, 1000))));

    Statement<StatementTotals> statement = gateway.client().readStatement(DAY, rows::add);

    assertThat(((Statement.Read<StatementTotals>) statement).totals().rows()).isEqualTo(1);
    assertThat(statement.day()).isEqualTo(DAY);
    assertThat(gateway.calls.get(0).uri().getPath()).isEqualTo("/");
    assertThat(gateway.calls.get(0).mostAnswerBytes()).isEqualTo(32 << 20);
    assertThat(gateway.fields(0).asMap())
        .containsEntry("txnType", "76")
        .containsEntry("txnSubType", "01")
        .containsEntry("bizType", "000000")
        .containsEntry("settleDate", "1120")
        .containsEntry("fileType", "00")
        .containsEntry("txnTime", ScriptedGateway.NOW_TEXT)
        .doesNotContainKeys("orderId", "channelType");
    StatementRow row = rows.get(0);
    assertThat(row.kind()).isEqualTo(StatementRow.Kind.PAYMENT);
    assertThat(row.number()).isEqualTo("ORDER0001");
    assertThat(row.transactionId()).contains(Q1);
    assertThat(row.orderTotal()).contains(Money.of("10.00", "CNY"));
    assertThat(row.feeInMajorUnits()).contains(new BigDecimal("0.01"));
    assertThat(row.at()).isEqualTo(Instant.parse("2026-11-20T03:22:03Z"));
    assertThat(row.evidence().kind()).isEqualTo(Evidence.Kind.SIGNED_ANSWER);
    assertThat(row.evidence().keyId()).isPresent();
  }

  @Test
  void aRefundNamesThePaymentAndItsFeeComesBack() {
    Line refund =
        transaction("04", "REFUND0001", Q2, 400, credit(1), cost(399))
            .at(271, Q1)
            .at(476, "ORDER0001");

    Statement<StatementTotals> statement = read(zip(sale("ORDER0001", Q1, 1000), refund));

    StatementTotals totals = ((Statement.Read<StatementTotals>) statement).totals();
    assertThat(totals.refunds()).isEqualTo(1);
    assertThat(totals.refunded()).contains(Money.of("4.00", "CNY"));
    StatementRow row = rows.get(1);
    assertThat(row.kind()).isEqualTo(StatementRow.Kind.REFUND);
    assertThat(row.number()).isEqualTo("ORDER0001");
    assertThat(row.refundId()).contains("REFUND0001");
    assertThat(row.providerRefundId()).contains(Q2);
    assertThat(row.transactionId()).contains(Q1);
    assertThat(row.feeInMajorUnits()).contains(new BigDecimal("-0.01"));
    assertThat(row.booking())
        .contains(
            new Booking("ORDER0001", "REFUND0001", Money.of("4.00", "CNY"), Booking.State.SETTLED));
  }

  @Test
  void inFilesOfOldARefundIsKnownByUnionPaysNumberOfThePayment() {
    read(zip(transaction("31", "UNDO000001", Q2, 1000, cost(0), cost(1000)).at(271, Q1)));

    assertThat(rows.get(0).kind()).isEqualTo(StatementRow.Kind.REFUND);
    assertThat(rows.get(0).number()).isEqualTo(Q1);
    assertThat(rows.get(0).transactionId()).contains(Q1);
  }

  @Test
  void whatARowIsItsTypeSaysAndNotItsCode() {
    read(
        zip(
            transaction("03", "COMPLETE01", Q1, 500, cost(0), credit(500)).at(0, "S30"),
            transaction("33", "UNDOCOMP01", Q2, 500, cost(0), cost(500))
                .at(0, "S22")
                .at(271, Q1)
                .at(476, "COMPLETE01"),
            transaction("12", "PAYOUT0001", Q3, 700, cost(0), cost(700)).at(0, "S22"),
            transaction("04", "REFUND0009", Q3, 700, cost(0), cost(700)),
            transaction("01", "", Q3, 700, cost(0), credit(700))));

    assertThat(rows)
        .extracting(StatementRow::kind)
        .containsExactly(
            StatementRow.Kind.PAYMENT,
            StatementRow.Kind.REFUND,
            StatementRow.Kind.OTHER,
            StatementRow.Kind.OTHER,
            StatementRow.Kind.OTHER);
    assertThat(rows.get(1).number()).isEqualTo("COMPLETE01");
    assertThat(rows.get(2).number()).isEqualTo("PAYOUT0001");
    assertThat(rows.get(2).booking()).isEmpty();
  }

  @Test
  void correctionsAreOtherRows() {
    byte[] archive =
        zip(
            new Entry(SettlementSheet.zm(), SettlementSheet.text(sale("ORDER0001", Q1, 1000))),
            new Entry(SettlementSheet.zme(), SettlementSheet.text(SettlementSheet.correction(50))));

    Statement<StatementTotals> statement = read(archive);

    assertThat(((Statement.Read<StatementTotals>) statement).totals().others()).isEqualTo(1);
    StatementRow row = rows.get(1);
    assertThat(row.kind()).isEqualTo(StatementRow.Kind.OTHER);
    assertThat(row.providerState()).isEqualTo("E74");
    assertThat(row.fields().text("交易金额")).contains("000000000050");
    assertThat(row.fields().text("结算金额")).contains("D000000000050");
    assertThat(row.rowNumber()).isEqualTo(2);
  }

  @Test
  void chineseNamesShiftNoColumn() {
    Line line =
        sale("ORDER0001", Q1, 1000)
            .at(311, "SUB0000000001  ")
            .at(327, "张记奶茶铺子（人民路店）")
            .at(397, "备注");

    read(zip(line, sale("ORDER0002", Q2, 250)));

    assertThat(rows.get(0).fields().text("二级商户简称")).contains("张记奶茶铺子（人民路店）");
    assertThat(rows.get(0).fields().text("商户自定义域")).contains("备注");
    assertThat(rows.get(0).fields().text("清算净额")).contains(credit(999));
    assertThat(rows.get(0).fields().text("交易介质")).contains("7");
    assertThat(rows.get(0).onBehalfOf()).contains("SUB0000000001");
    assertThat(rows.get(1).orderTotal()).contains(Money.of("2.50", "CNY"));
  }

  @Test
  void aLongerLineKeepsItsTail() {
    read(zip(sale("ORDER0001", Q1, 1000).at(509, "C000000000999").longer("new column")));

    assertThat(rows.get(0).fields().text("保留使用").orElseThrow())
        .startsWith("C000000000999")
        .endsWith("new column");
  }

  @Test
  void aRowIsAboutTheAttemptThatTheShopStored() {
    read(zip(sale("ORDER0001", Q1, 1000)));
    PaymentRef stored =
        PaymentRef.of(
            "unionpay", new PaymentId("ORDER0001", ScriptedGateway.NOW), Money.of("10.00", "CNY"));

    assertThat(rows.get(0).payment(stored).orElseThrow().isPaid()).isTrue();
    assertThatExceptionOfType(MismatchException.class)
        .isThrownBy(
            () ->
                rows.get(0)
                    .payment(PaymentRef.of("unionpay", stored.id(), Money.of("10.01", "CNY"))));
  }

  @Test
  void aTimeAroundNewYearIsInTheYearThatIsNearest() {
    assertThat(new ClearingDay(LocalDate.of(2026, 12, 31)).moment("0101090000"))
        .contains(Instant.parse("2027-01-01T01:00:00Z"));
    assertThat(new ClearingDay(LocalDate.of(2027, 1, 1)).moment("1231230001"))
        .contains(Instant.parse("2026-12-31T15:00:01Z"));
    assertThat(new ClearingDay(LocalDate.of(2026, 2, 28)).moment("0229000000")).isEmpty();
    assertThat(new ClearingDay(LocalDate.of(2028, 2, 28)).moment("0229000000")).isPresent();
    assertThat(new ClearingDay(DAY).moment("112011220")).isEmpty();
  }

  @Test
  void noFileMeansNotYetThenNothingAndAtLastNobodyKnows() {
    ScriptedGateway gateway = gateway(ScriptedGateway.reply("98"));
    UnionPayClient client = gateway.client();
    gateway.moveTo(Instant.parse("2026-11-21T00:59:00Z"));
    assertThat(client.readStatement(DAY, rows::add))
        .isEqualTo(new Statement.NotReady<>(DAY, Instant.parse("2026-11-21T01:00:00Z")));
    gateway.moveTo(Instant.parse("2026-11-22T00:59:59Z"));
    assertThat(client.readStatement(DAY, rows::add))
        .isEqualTo(new Statement.NotReady<>(DAY, Instant.parse("2026-11-22T01:59:59Z")));
    gateway.moveTo(Instant.parse("2026-11-22T01:00:00Z"));
    assertThat(client.readStatement(DAY, rows::add)).isEqualTo(new Statement.EmptyDay<>(DAY));
    gateway.moveTo(Instant.parse("2026-12-21T01:00:01Z"));
    assertThatExceptionOfType(RejectedException.class)
        .isThrownBy(() -> client.readStatement(DAY, rows::add))
        .withMessageContaining("98");
    assertThat(gateway.calls).hasSize(4);
    assertThat(rows).isEmpty();
  }

  @Test
  void anUnprovenNothingIsNoAnswer() {
    assertThatExceptionOfType(UnavailableException.class)
        .isThrownBy(
            () -> impatient(ScriptedGateway.reply("98").unsigned()).readStatement(DAY, rows::add));
  }

  @Test
  void aFileThatUnionPayDidNotSignGivesNoRow() {
    byte[] archive = zip(sale("ORDER0001", Q1, 1000));
    SelfMadeChain foreign = new SelfMadeChain();
    for (ScriptedGateway.Reply forged :
        List.of(
            answer(archive).unsigned(),
            answer(archive).signedBy(foreign.unionPay()),
            answer(archive).signedBy(ScriptedGateway.MERCHANT),
            answer(archive).without("signPubKeyCert"))) {
      assertThatExceptionOfType(UnavailableException.class)
          .isThrownBy(() -> impatient(forged).readStatement(DAY, rows::add));
    }
    assertThat(rows).isEmpty();
  }

  @Test
  void aFileThatOnlyNamesItsCertificateIsProvenByAConfiguredOne() {
    ScriptedGateway.Reply named =
        answer(zip(sale("ORDER0001", Q1, 1000)))
            .without("signPubKeyCert")
            .with(
                "certId",
                ScriptedGateway.UNIONPAY
                    .certificate()
                    .certificate("certificate")
                    .getSerialNumber()
                    .toString());
    ScriptedGateway gateway = gateway(named);

    UnionPayClient.of(
            gateway.config().verifyCertificate(ScriptedGateway.UNIONPAY.certificate()).build())
        .readStatement(DAY, rows::add);

    assertThat(rows).hasSize(1);
    assertThatExceptionOfType(UnavailableException.class)
        .isThrownBy(() -> impatient(named).readStatement(DAY, rows::add));
  }

  @Test
  void errorsQuoteNoCell() {
    Line line = sale("ORDER0001", Q1, 1000).at(46, "6226090000000048").at(66, "62260900SECR");

    assertThatThrownBy(() -> client(answer(zip(line))).readStatement(DAY, rows::add))
        .hasMessageContaining("row 1 (file 1, line 1), 交易金额")
        .hasMessageNotContaining("6226")
        .hasMessageNotContaining("SECR");
  }

  @Test
  void anAnswerWithoutItsFileIsAskedForAnew() {
    ScriptedGateway gateway =
        gateway(
            answer(zip(sale("ORDER0001", Q1, 1000))).without("fileContent"),
            answer(zip(sale("ORDER0001", Q1, 1000))));

    gateway.client().readStatement(DAY, rows::add);

    assertThat(gateway.calls).hasSize(2);
    assertThat(rows).hasSize(1);
  }

  @Test
  void thousandsOfLinesAreReadToTheLast() {
    Line[] lines = new Line[2000];
    for (int i = 0; i < lines.length; i++) {
      lines[i] = sale("ORDER" + (10000 + i), Q1, 1 + i);
    }

    Statement<StatementTotals> statement = read(zip(lines));

    assertThat(((Statement.Read<StatementTotals>) statement).totals().paid())
        .contains(Money.ofMinor(2_001_000, "CNY"));
    assertThat(rows.get(1999).number()).isEqualTo("ORDER11999");
  }

  @Test
  void blankLinesAndALastLineWithoutEndAreFine() {
    byte[] text = SettlementSheet.text(sale("ORDER0001", Q1, 1000), sale("ORDER0002", Q2, 500));
    byte[] bare = Arrays.copyOf(text, text.length - 2);
    byte[] blank =
        ("\r\n\n" + new String(bare, StandardCharsets.ISO_8859_1))
            .getBytes(StandardCharsets.ISO_8859_1);

    read(zip(new Entry(SettlementSheet.zm(), blank)));

    assertThat(rows).hasSize(2);
  }

  @Test
  void whatTheShopsFunctionThrowsReachesTheShop() {
    assertThatThrownBy(
            () ->
                client(answer(zip(sale("ORDER0001", Q1, 1000))))
                    .readStatement(
                        DAY,
                        row -> {
                          throw new IllegalStateException("the staging table is full");
                        }))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the staging table is full");
  }

  @Test
  void whatIsNotOverOrTooLongAgoIsNotAskedFor() {
    ScriptedGateway gateway = gateway(ScriptedGateway.reply("98"));
    UnionPayClient client = gateway.client();
    for (LocalDate day :
        List.of(
            LocalDate.of(2026, 11, 21), LocalDate.of(2026, 11, 22), LocalDate.of(2025, 11, 21))) {
      assertThatExceptionOfType(InvalidRequestException.class)
          .isThrownBy(() -> client.readStatement(day, rows::add))
          .withMessageContaining("day");
    }
    // In Beijing it is the 22nd, here still the 21st.
    gateway.moveTo(Instant.parse("2026-11-21T16:00:00Z"));
    assertThat(client.readStatement(LocalDate.of(2026, 11, 21), rows::add))
        .isInstanceOf(Statement.NotReady.class);
    assertThat(gateway.calls).hasSize(1);
  }

  @Test
  void aPlatformsMerchantHasNoFileOfItsOwn() {
    ScriptedGateway gateway = gateway(ScriptedGateway.reply("98"));
    UnionPayClient platform = UnionPayClient.of(gateway.config().platform().build());

    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(
            () ->
                platform
                    .onBehalfOf(UnionPaySubMerchant.ofPlatform("SUB01", "奶茶铺", "奶茶"))
                    .readStatement(DAY, rows::add))
        .withMessageContaining("platform");
    assertThat(gateway.calls).isEmpty();
  }

  @Test
  void aRefusalToGiveFilesIsARefusal() {
    assertThatExceptionOfType(RejectedException.class)
        .isThrownBy(() -> client(ScriptedGateway.reply("32")).readStatement(DAY, rows::add))
        .withMessageContaining("32");
  }

  private Statement<StatementTotals> read(byte[] archive) {
    return client(answer(archive)).readStatement(DAY, rows::add);
  }

  private static ScriptedGateway gateway(ScriptedGateway.Step... steps) {
    return new ScriptedGateway(steps);
  }

  private static UnionPayClient client(ScriptedGateway.Step... steps) {
    return gateway(steps).client();
  }

  private static UnionPayClient impatient(ScriptedGateway.Step... steps) {
    return UnionPayClient.of(
        gateway(steps)
            .config()
            .retryPolicy(RetryPolicy.none())
            .timeout(Duration.ofSeconds(9))
            .build());
  }
}
