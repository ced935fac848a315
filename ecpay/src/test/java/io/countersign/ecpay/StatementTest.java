// SPDX-License-Identifier: Apache-2.0
package io.countersign.ecpay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.countersign.Booking;
import io.countersign.Evidence;
import io.countersign.InvalidRequestException;
import io.countersign.MismatchException;
import io.countersign.Money;
import io.countersign.RejectedException;
import io.countersign.Secret;
import io.countersign.Statement;
import io.countersign.StatementRow;
import io.countersign.StatementTotals;
import io.countersign.UnavailableException;
import io.countersign.spi.FormFields;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StatementTest {

  private static final LocalDate DAY = LocalDate.of(2026, 8, 20);

  /** Half an hour into the day after, in Taipei; still the day itself in Greenwich. */
  private static final Instant NOW = Instant.parse("2026-08-20T16:30:00Z");

  private static final String WRAPPED =
      "=\"訂單日期\",=\"廠商訂單編號\",=\"綠界訂單編號\",=\"平台名稱\",=\"付款方式\",=\"付款狀態\",=\"交易金額\",=\"退款日期\","
          + "=\"退款金額\",=\"交易手續費\",=\"應收款項(淨額)\",=\"撥款狀態\",=\"買家備註\",=\"廠商備註\"\r\n"
          + "=\"2026/08/20 10:00:00\",=\"T1\",=\"2608201000000001\",=\"\",=\"信用卡\",=\"已付款\",=\"1290\",=\"\","
          + "=\"0\",=\"26.5\",=\"1263\",=\"未撥款\",=\"請盡快,謝謝\",=\"\"\r\n"
          + "=\"2026/08/20 11:00:00\",=\"T2\",=\"2608201100000002\",=\"\",=\"信用卡\",=\"已付款\",=\"500\","
          + "=\"2026/08/20 23:59:59\",=\"200\",=\"10\",=\"290\",=\"未撥款\",=\"\",=\"\"\r\n"
          + "=\"2026/08/20 12:00:00\",=\"T3\",=\"2608201200000003\",=\"\",=\"ATM\",=\"未付款\",=\"70\",=\"\",=\"0\","
          + "=\"0\",=\"0\",=\"\",=\"\",=\"\"\r\n";

  private static final String RECENT =
      "訂單日期,廠商訂單編號,綠界訂單編號,付款方式,交易金額,手續費率(每筆),手續費,處理費,交易手續費,平台手續費,應收款項(淨額),撥款狀態\n"
          + "=2026-08-20 10:00:00,=T1,=E1,ATM櫃員機,=1000,=1%,=10,=5,=2,=3,=980,已撥款\n"
          + "=2026-08-20 19:47:00,=T2,=E2,信用卡,=-218,=2%,=-4,=0,=0,=0,=-214,已撥款\n";

  private final List<StatementRow> rows = new ArrayList<>();

  @Test
  void cellsWrittenAsFormulasAreTexts() {
    Statement<StatementTotals> statement = read(FileGateway.giving(WRAPPED));

    assertThat(statement).isInstanceOf(Statement.Read.class);
    StatementTotals totals = ((Statement.Read<StatementTotals>) statement).totals();
    assertThat(totals.payments()).isEqualTo(2);
    assertThat(totals.refunds()).isEqualTo(1);
    assertThat(totals.others()).isEqualTo(1);
    assertThat(totals.paid()).contains(Money.of("1790", "TWD"));
    assertThat(totals.refunded()).contains(Money.of("200", "TWD"));
    StatementRow first = rows.get(0);
    assertThat(first.number()).isEqualTo("T1");
    assertThat(first.transactionId()).contains("2608201000000001");
    assertThat(first.orderTotal()).contains(Money.of("1290", "TWD"));
    assertThat(first.at()).isEqualTo(Instant.parse("2026-08-20T02:00:00Z"));
    assertThat(first.feeInMajorUnits()).contains(new BigDecimal("26.5"));
    assertThat(first.fields().text("買家備註")).contains("請盡快,謝謝");
    assertThat(first.evidence().kind()).isEqualTo(Evidence.Kind.TRANSPORT_ONLY);
    assertThat(rows).extracting(StatementRow::rowNumber).containsExactly(1L, 2L, 3L, 4L);
  }

  @Test
  void theRefundsOfAnOrderAreOneSumUnderEcpaysNumber() {
    read(FileGateway.giving(WRAPPED));

    StatementRow refund = rows.get(2);
    assertThat(refund.kind()).isEqualTo(StatementRow.Kind.REFUND);
    assertThat(refund.number()).isEqualTo("T2");
    assertThat(refund.booking().orElseThrow())
        .isEqualTo(
            new Booking("T2", "2608201100000002", Money.of("200", "TWD"), Booking.State.SETTLED));
  }

  @Test
  void whatIsNotPaidIsNoPayment() {
    read(FileGateway.giving(WRAPPED));

    assertThat(rows.get(3).kind()).isEqualTo(StatementRow.Kind.OTHER);
    assertThat(rows.get(3).payment()).isEmpty();
    assertThat(rows.get(3).booking()).isEmpty();
  }

  @Test
  void aLayoutThatBooksRefundsAsNegativeRowsIsRead() {
    read(FileGateway.giving(RECENT));

    assertThat(rows)
        .extracting(StatementRow::kind)
        .containsExactly(StatementRow.Kind.PAYMENT, StatementRow.Kind.REFUND);
    assertThat(rows.get(0).orderTotal()).contains(Money.of("1000", "TWD"));
    assertThat(rows.get(0).feeInMajorUnits()).contains(new BigDecimal("2"));
    assertThat(rows.get(1).refundAmount()).contains(Money.of("218", "TWD"));
    assertThat(rows.get(1).providerRefundId()).contains("E2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-8", "Big5", "x-windows-950"})
  void theHeadingsTellTheCharset(String charset) {
    read(FileGateway.giving(200, WRAPPED.getBytes(Charset.forName(charset))));

    assertThat(rows.get(0).fields().text("付款方式")).contains("信用卡");
    assertThat(rows.get(0).fields().text("撥款狀態")).contains("未撥款");
  }

  @Test
  void aByteOrderMarkIsNoPartOfTheFirstHeading() {
    assertThat(read(FileGateway.giving("\uFEFF" + RECENT))).isInstanceOf(Statement.Read.class);
    assertThat(rows).hasSize(2);
  }

  @Test
  void headingsAloneAreAnEmptyDay() {
    String headings = RECENT.substring(0, RECENT.indexOf('\n') + 1);

    assertThat(read(FileGateway.giving(headings))).isEqualTo(new Statement.EmptyDay<>(DAY));
  }

  @Test
  void whatIsAskedForIsOneDayOfPaymentsInUtf8AndSigned() {
    FileGateway gateway = FileGateway.giving(RECENT);
    EcpayClient client = client(gateway);
    client.readStatement(DAY, rows::add);

    FormFields asked = gateway.asked();
    assertThat(asked.text("MerchantID")).isEqualTo("3002607");
    assertThat(asked.text("DateType")).isEqualTo("2");
    assertThat(asked.text("BeginDate")).isEqualTo("2026-08-20");
    assertThat(asked.text("EndDate")).isEqualTo("2026-08-20");
    assertThat(asked.text("MediaFormated")).isEqualTo("1");
    assertThat(asked.text("CharSet")).isEqualTo("2");
    assertThat(
            CheckMacValue.proves(asked, client.gateway().config().keys, CheckMacValue.Hash.SHA256))
        .isTrue();
    assertThat(gateway.calls.get(0).uri())
        .hasToString("https://vendor.ecpay.com.tw/PaymentMedia/TradeNoAio");
  }

  @Test
  void aDayIsOverByTaipeisClock() {
    for (LocalDate notOver : List.of(DAY.plusDays(1), DAY.plusDays(2))) {
      FileGateway gateway = FileGateway.giving(RECENT);
      assertThatExceptionOfType(InvalidRequestException.class)
          .isThrownBy(() -> client(gateway).readStatement(notOver, rows::add))
          .withMessageContaining("2026-08-21");
      assertThat(gateway.calls).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "IP 未開放", "0|IP not allowed", "{\"code\":null}", "[]"})
  void aSentenceInsteadOfAFileIsARefusalThatNamesTheUsualCauses(String sentence) {
    assertThatExceptionOfType(RejectedException.class)
        .isThrownBy(() -> read(FileGateway.giving(sentence)))
        .withMessageContaining("系統介接設定")
        .withMessageContaining(sentence);
    assertThat(rows).isEmpty();
  }

  @Test
  void aPageInsteadOfAFileIsNotQuoted() {
    assertThatExceptionOfType(RejectedException.class)
        .isThrownBy(() -> read(FileGateway.giving("<html><b>王小明</b></html>")))
        .satisfies(refused -> assertThat(refused.getMessage()).doesNotContain("王小明", "<"));
  }

  @Test
  void tooManyCallsAreHandedOnWithEcpaysPause() {
    assertThatExceptionOfType(UnavailableException.class)
        .isThrownBy(() -> read(FileGateway.giving(403, new byte[0])))
        .satisfies(later -> assertThat(later.retryAfter()).contains(Duration.ofMinutes(30)));
  }

  @Test
  void aRowCutInTheMiddleIsNoRow() {
    String cut = RECENT.substring(0, RECENT.indexOf(",=-4,=0"));

    assertThatExceptionOfType(MismatchException.class)
        .isThrownBy(() -> read(FileGateway.giving(cut)))
        .withMessageContaining("row 2")
        .withMessageContaining("12 cells");
  }

  @Test
  void aFileThatBreaksOffIsReadAgainLater() {
    InputStream broken =
        new InputStream() {
          private final byte[] begin = RECENT.getBytes(StandardCharsets.UTF_8);
          private int at;

          @Override
          public int read() throws IOException {
            if (at == begin.length - 20) {
              throw new IOException("reset");
            }
            return begin[at++] & 0xff;
          }
        };

    assertThatExceptionOfType(UnavailableException.class)
        .isThrownBy(() -> read(FileGateway.giving(broken)))
        .withMessageContaining("forget every row");
  }

  @ParameterizedTest
  @ValueSource(strings = {"=12.50", "=1e3", "=", "=１２", "=99999999999999999999", "=1000元"})
  void anAmountThatIsNotWholeDollarsIsNotGuessed(String amount) {
    assertThatExceptionOfType(MismatchException.class)
        .isThrownBy(() -> read(FileGateway.giving(RECENT.replace("=1000", amount))))
        .withMessageContaining("交易金額")
        .withMessageContaining("row 1");
  }

  @Test
  void aColumnThatStandsTwiceNamesNoColumn() {
    String twice = RECENT.replace("手續費率(每筆)", "交易金額");

    assertThatExceptionOfType(RejectedException.class)
        .isThrownBy(() -> read(FileGateway.giving(twice)));
  }

  @Test
  void aBombIsNotUnpackedToItsEnd() throws IOException {
    ByteArrayOutputStream bomb = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bomb)) {
      gzip.write(RECENT.getBytes(StandardCharsets.UTF_8));
      byte[] blank = new byte[1 << 20];
      java.util.Arrays.fill(blank, (byte) '\n');
      for (int i = 0; i < 64; i++) {
        gzip.write(blank);
      }
    }

    assertThatExceptionOfType(UnavailableException.class)
        .isThrownBy(() -> read(FileGateway.giving(200, bomb.toByteArray())));
  }

  @Test
  void whatTheShopThrowsEndsTheReadingUnchanged() {
    IllegalStateException full = new IllegalStateException("disk full");

    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(
            () ->
                client(FileGateway.giving(RECENT))
                    .readStatement(
                        DAY,
                        row -> {
                          throw full;
                        }))
        .isSameAs(full);
  }

  @Test
  void aPlatformIsToldToAskAsTheMerchantItself() {
    FileGateway gateway = FileGateway.giving(RECENT);

    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(
            () ->
                client(gateway)
                    .onBehalfOf(EcpaySubMerchant.of("2000132"))
                    .readStatement(DAY, rows::add))
        .withMessageContaining("platform");
    assertThat(gateway.calls).isEmpty();
  }

  @Test
  void aLineOfSumsNamesNoOrderAndIsNoRow() {
    read(FileGateway.giving(RECENT + ",,,,782,,,,,,,\n"));

    assertThat(rows).hasSize(2);
  }

  @Test
  void millionsOfRowsAreNeverHeldAtOnce() {
    String line = "=2026-08-20 10:00:00,=T1,=E1,ATM,=1,=1%,=1,=1,=1,=1,=1,x\n";
    long[] seen = new long[1];
    InputStream endless =
        new RepeatedText(RECENT.substring(0, RECENT.indexOf('\n') + 1), line, 300_000);

    client(FileGateway.giving(endless)).readStatement(DAY, row -> seen[0]++);

    assertThat(seen[0]).isEqualTo(300_000);
  }

  private Statement<StatementTotals> read(FileGateway gateway) {
    return client(gateway).readStatement(DAY, rows::add);
  }

  private static EcpayClient client(FileGateway gateway) {
    return EcpayClient.of(
        EcpayConfig.builder()
            .merchantId("3002607")
            .keys(Secret.of("pwFHCqoQZGmho4w6"), Secret.of("EkRm7iFT261dpevs"))
            .clock(Clock.fixed(NOW, ZoneOffset.UTC))
            .transport(gateway)
            .build());
  }

  /** A beginning, and then the same text many times. */
  private static final class RepeatedText extends InputStream {
    private byte[] now;
    private final byte[] again;
    private int left;
    private int at;

    RepeatedText(String beginning, String again, int times) {
      this.now = beginning.getBytes(StandardCharsets.UTF_8);
      this.again = again.getBytes(StandardCharsets.UTF_8);
      this.left = times;
    }

    @Override
    public int read() {
      if (at == now.length) {
        if (left == 0) {
          return -1;
        }
        left--;
        now = again;
        at = 0;
      }
      return now[at++] & 0xff;
    }
  }
}
